"""`docs/access-patterns.md` says what the code does: each table of it is compared with the code, in both directions."""

import importlib
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from math import ceil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from shared.aws import keys, table_specs
from shared.aws.table_specs import TableSpec
from shared.aws.transactions import Item, Write
from tests.arch.access_journey import Call, Journey, Key, journey
from tests.region import START

ROOT = Path(__file__).parents[2]
READ_UNIT, WRITE_UNIT = 4096, 1024
SCAN_RETENTION = timedelta(days=30)

Row = dict[str, str]

# One journey serves them all, so they stay together where tests run in parallel.
pytestmark = pytest.mark.xdist_group("access_patterns")


@pytest.fixture(scope="module")
def made() -> Journey:
    return journey()


@cache
def _tables() -> dict[str, list[Row]]:
    """The first table under each heading of the document, by heading."""
    text = (ROOT / "docs" / "access-patterns.md").read_text(encoding="utf-8")
    found: dict[str, list[Row]] = {}
    for section in re.split(r"^#+ ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        lines = [line for line in body.splitlines() if line.startswith("|")]
        if lines:
            head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
            found[heading.strip()] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def _item_type(key: Key) -> str:
    """The name under which the document has the item, or the partition, at `key`."""
    for row in [*_tables()["Items"], *_tables()["Partitions"]]:
        patterns = (row["table"], row["partition key"], row["sort key"])
        if all(_fits(_word(pattern), text) for pattern, text in zip(patterns, key, strict=True)):
            return row["item"]
    return f"nothing documented: {key}"


def _fits(pattern: str, text: str) -> bool:
    literals = re.split(r"<[^>]+>", pattern)
    return re.fullmatch("[^#]+".join(map(re.escape, literals)), text) is not None


def _words(cell: str) -> frozenset[str]:
    return frozenset(re.findall(r"`([^`]+)`", cell))


def _word(cell: str) -> str:
    return cell.strip("`")


def test_every_table_is_documented_as_it_is_built() -> None:
    specs = [spec for spec in vars(table_specs).values() if isinstance(spec, TableSpec)]
    built = {
        (spec.name, f"{spec.partition_key}, {spec.sort_key}", spec.ttl_attribute or "none", spec.stream, spec.indexes)
        for spec in specs
    }
    told = {
        (_word(row["table"]), row["key"].replace("`", ""), _word(row["time to live"]), row["stream"] == "yes", ())
        for row in _tables()["Tables"]
    }

    assert told == built


def test_every_key_is_documented_with_its_pattern() -> None:
    told = {
        _word(row["key function"]): (_word(row["partition key"]), _word(row["sort key"]))
        for row in [*_tables()["Items"], *_tables()["Partitions"]]
    }
    sandbox = told.pop("shared.sandbox.store.item")
    functions = {name: each for name, each in vars(keys).items() if inspect.isfunction(each) and name[0] != "_"}

    assert told == {name: _pattern(each) for name, each in functions.items()}
    assert sandbox == ("DOCUMENT#<document type>#<number>", "DOCUMENT")


def _pattern(function: Callable[..., keys.Key]) -> tuple[str, str]:
    key = function(*(_Named(name.replace("_", " ")) for name in inspect.signature(function).parameters))
    return key["pk"], key["sk"]


@dataclass(frozen=True)
class _Named:
    """Stands for any value: `<name>` in a pattern, with its format where it has one."""

    name: str

    def __format__(self, spec: str) -> str:
        return f"<{self.name}:{spec}>" if spec else f"<{self.name}>"


def test_every_item_has_the_attributes_that_are_documented(made: Journey) -> None:
    seen: dict[str, list[frozenset[str]]] = {}
    for key, item in made.every_item():
        seen.setdefault(_item_type(key), []).append(frozenset(item) - {"pk", "sk"})
    told = {row["item"]: (_words(row["attributes"]), _words(row["sometimes"])) for row in _tables()["Items"]}

    assert told == {name: _always_and_sometimes(found) for name, found in seen.items()}


def test_every_hold_has_the_attributes_that_are_documented(made: Journey) -> None:
    items = [item for _, item in made.every_item()]
    found = [frozenset(hold) for item in items for name in ("holds", "because") for hold in item.get(name, [])]
    (row,) = _tables()["Holds"]

    assert (_words(row["attributes"]), _words(row["sometimes"])) == _always_and_sometimes(found)


def _always_and_sometimes(found: list[frozenset[str]]) -> tuple[frozenset[str], frozenset[str]]:
    always = frozenset.intersection(*found)
    return always, frozenset.union(*found) - always


def test_every_item_is_kept_as_long_as_documented(made: Journey) -> None:
    seen: dict[str, set[timedelta | None]] = {}
    for key, item in made.every_item():
        ends_at = item.get("expires_at")
        left = timedelta(hours=ceil((ends_at - START.timestamp()) / 3600)) if ends_at else None
        seen.setdefault(_item_type(key), set()).add(left)

    assert {row["item"]: {_kept(row["kept"])} for row in _tables()["Items"]} == seen


def _kept(cell: str) -> timedelta | None:
    if cell == "`retention.scan_days`":
        return SCAN_RETENTION
    number, _, unit = cell.partition(" ")
    return None if cell == "for good" else timedelta(**{unit: int(number)})


def test_every_read_is_documented_and_made(made: Journey) -> None:
    seen = {
        (call.method, call.operation, _item_type(step.key), step.condition, call.consistent)
        for call in made.every_call()
        for step in call.steps
        if step.kind in {"Get", "Query"}
    }
    told = {
        (
            _word(row["store method"]),
            row["operation"],
            row["item"],
            _word(row["condition"]),
            row["consistent"] == "yes",
        )
        for row in _tables()["Reads"]
    }

    assert told == seen


def test_every_write_is_documented_and_made(made: Journey) -> None:
    seen = {
        (call.method, call.operation, step.kind, _item_type(step.key), step.condition, step.change)
        for call in made.every_call()
        for step in call.steps
        if step.kind not in {"Get", "Query"}
    }
    told = {
        (
            _word(row["store method"]),
            row["operation"],
            row["write"],
            row["item"],
            _word(row["condition"]),
            _word(row["change"]),
        )
        for row in _tables()["Writes"]
    }

    assert told == seen


def test_every_public_store_method_is_documented() -> None:
    told = {_word(row["store method"]) for row in [*_tables()["Reads"], *_tables()["Writes"]]}

    assert told == {name for module in _stores() for name in _methods(module)}


def test_every_function_that_builds_writes_for_a_store_is_documented() -> None:
    told = {_word(row["made by"]) for row in _tables()["Writes"] if row["made by"]}

    assert told == {name for module in _stores() for name in _builders(module)}


def _stores() -> Iterator[ModuleType]:
    for path in sorted((ROOT / "shared").glob("*/store.py")):
        yield importlib.import_module(f"shared.{path.parent.name}.store")


def _methods(module: ModuleType) -> Iterator[str]:
    for name, each in vars(module).items():
        if inspect.isclass(each) and each.__module__ == module.__name__ and name.endswith("Store"):
            yield from (
                f"{name}.{method}" for method, _ in inspect.getmembers(each, inspect.isfunction) if _is_public(method)
            )


def _builders(module: ModuleType) -> Iterator[str]:
    for name, each in inspect.getmembers(module, inspect.isfunction):
        own = _is_public(name) and each.__module__ == module.__name__
        if own and inspect.signature(each).return_annotation in {Write, list[Write]}:
            yield name


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def test_every_route_is_documented(made: Journey) -> None:
    apps = [importlib.import_module(f"functions.{path.parent.name}.app") for path in ROOT.glob("functions/*/app.py")]

    assert {route for route, _ in made.calls} == {route.key for app in apps for route in app.ROUTES}


def test_every_route_makes_the_calls_that_are_documented(made: Journey) -> None:
    told = {(_word(row["route"]), row["case"]): row["calls"] for row in _tables()["Routes"]}

    assert told == {case: ", ".join(_told(call) for call in calls) for case, calls in made.calls.items()}


def _told(call: Call) -> str:
    many = f" of {len(call.steps)}" if call.operation == "TransactWriteItems" else ""
    return f"`{call.method}` {call.operation}{many}"


def test_every_route_costs_the_units_that_are_documented(made: Journey) -> None:
    told = {(_word(row["route"]), row["case"]): (row["read units"], row["write units"]) for row in _tables()["Routes"]}

    assert told == {
        case: (_text(sum(map(_read_units, calls))), _text(sum(_write_units(calls, made.items[case]))))
        for case, calls in made.calls.items()
    }


def _read_units(call: Call) -> float:
    if call.operation not in {"GetItem", "Query"}:
        return 0
    units = max(1, ceil(sum(map(_size, call.found)) / READ_UNIT))
    return units if call.consistent else units / 2


def _write_units(calls: Iterable[Call], after: dict[Key, Item]) -> Iterator[int]:
    """Refused writes cost what they would have cost; an item counts as it was or as it became, whichever is larger."""
    for call in calls:
        factor = 2 if call.operation == "TransactWriteItems" else 1
        for step in call.steps:
            if step.kind in {"Put", "Update"}:
                yield factor * ceil(max(_size(step.item), _size(after.get(step.key, {})), 1) / WRITE_UNIT)


def _size(item: Item) -> int:
    """The bytes that DynamoDB counts for an item."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Any) -> int:
    match value:
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
        case int():
            return len(str(value)) // 2 + 2
        case list():
            return 3 + sum(1 + _value_size(each) for each in value)
        case dict():
            return 3 + len(value) + _size(value)
        case _:
            raise TypeError(f"no item holds a {type(value).__name__}")


def _text(units: float) -> str:
    return f"{units:g}"
