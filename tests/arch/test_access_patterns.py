"""`docs/access-patterns.md` says what the code does: each table of it is compared with the code, in both directions."""

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from types import ModuleType
from typing import Any

import pytest

from shared.aws import federation_keys, keys, table_specs
from shared.aws.table_specs import LISTS, TableSpec
from shared.aws.tables import Table
from shared.aws.transactions import Item, Write
from shared.kernel.clock import from_iso
from tests.arch.access import costs, document
from tests.arch.access.audit import CHANGED
from tests.arch.access.certificates import UPLOADED
from tests.arch.access.days import NIGHT
from tests.arch.access.document import ROOT, columns, tables, word, words
from tests.arch.access.imports import CALLERS
from tests.arch.access.mirrors import MIRRORED
from tests.arch.access.notifications import HANDED_OUT, TOLD
from tests.arch.access.recorded import READING, Call
from tests.arch.access.status_lists import BUILT
from tests.arch.access.trust import REFRESHED
from tests.arch.access.walk import Journey
from tests.arch.access_journey import journey
from tests.region import (
    CERTIFICATE_RETENTION,
    DECLARATION_RETENTION,
    HEALTH_CHECK_RETENTION,
    IMPORT_RETENTION,
    LOOK_UPS,
    NOTICE_RETENTION,
    NOTIFICATION_RETENTION,
    START,
    TEMPERATURE_RETENTION,
    TEST_RESULT_RETENTION,
)

RETENTION = {
    "retention.scan_days": timedelta(days=30),
    "retention.declaration_days": DECLARATION_RETENTION,
    "retention.temperature_days": TEMPERATURE_RETENTION,
    "retention.health_check_days": HEALTH_CHECK_RETENTION,
    "retention.test_result_days": TEST_RESULT_RETENTION,
    "retention.release_notice_days": NOTICE_RETENTION,
    "retention.certificate_days": CERTIFICATE_RETENTION,
    "retention.look_up_days": LOOK_UPS.retention,
    "retention.import_days": IMPORT_RETENTION,
    "retention.notification_days": NOTIFICATION_RETENTION,
}
NO_ATTRIBUTES = frozenset({"pk", "sk", LISTS.partition_key, LISTS.sort_key})


@pytest.fixture(scope="module")
def made() -> Journey:
    return journey()


def test_every_table_is_documented_as_it_is_built() -> None:
    specs = [spec for spec in vars(table_specs).values() if isinstance(spec, TableSpec)]
    built = {
        (
            spec.name,
            f"{spec.partition_key}, {spec.sort_key}",
            spec.ttl_attribute or "none",
            "yes" if spec.stream else "no",
            ", ".join(f"{each.name}: {each.partition_key}, {each.sort_key}" for each in spec.indexes) or "none",
        )
        for spec in specs
    }
    names = ("table", "key", "time to live", "stream", "index")
    told = {tuple(row[name].replace("`", "") for name in names) for row in tables()["Tables"]}

    assert told == built


def test_every_key_and_every_list_is_documented_with_its_pattern() -> None:
    rows = [*tables()["Items"], *tables()["Partitions"]]
    told: dict[str, object] = {
        word(row["key function"]): {"pk": word(row["partition key"]), "sk": word(row["sort key"])} for row in rows
    }
    sandbox = told.pop("shared.sandbox.store.item")
    told |= {word(row["key function"]): word(row["partition key"]) for row in tables()["Lists"]}
    named = vars(keys) | vars(federation_keys)
    functions = {name: each for name, each in named.items() if inspect.isfunction(each) and name[0] != "_"}

    assert told == {name: _pattern(each) for name, each in functions.items()}
    assert sandbox == {"pk": "DOCUMENT#<document type>#<number>", "sk": "DOCUMENT"}


def _pattern(function: Callable[..., object]) -> object:
    return function(*(_Named(name.replace("_", " ")) for name in inspect.signature(function).parameters))


@dataclass(frozen=True)
class _Named:
    """Stands for any value: `<name>` in a pattern, with its format where it has one."""

    name: str

    def __format__(self, spec: str) -> str:
        return f"<{self.name}:{spec}>" if spec else f"<{self.name}>"

    def isoformat(self) -> "_Named":
        return self


def test_every_item_has_the_attributes_that_are_documented(made: Journey) -> None:
    seen: dict[str, list[frozenset[str]]] = {}
    for key, item in made.every_item():
        seen.setdefault(document.item_type(key), []).append(frozenset(item) - NO_ATTRIBUTES)
    told = {row["item"]: (words(row["attributes"]), words(row["sometimes"])) for row in tables()["Items"]}

    assert told == {name: _always_and_sometimes(found) for name, found in seen.items()}


def test_every_hold_has_the_attributes_that_are_documented(made: Journey) -> None:
    items = [item for _, item in made.every_item()]
    found = [frozenset(hold) for item in items for name in ("holds", "because") for hold in item.get(name, [])]
    (row,) = tables()["Holds"]

    assert (words(row["attributes"]), words(row["sometimes"])) == _always_and_sometimes(found)


def _always_and_sometimes(found: list[frozenset[str]]) -> tuple[frozenset[str], frozenset[str]]:
    always = frozenset.intersection(*found)
    return always, frozenset.union(*found) - always


def test_every_item_is_in_the_list_that_is_documented(made: Journey) -> None:
    seen: dict[str, set[str | None]] = {}
    for key, item in made.every_item():
        seen.setdefault(document.item_type(key), set()).add(document.list_of(item))

    assert {row["item"]: _lists(row["list"]) for row in tables()["Items"]} == seen
    assert columns(tables()["Lists"], "list", "items") == {(name, item) for item in seen for name in seen[item] if name}


def _lists(cell: str) -> set[str | None]:
    without = {None} if not cell or cell.startswith("sometimes ") else set()
    return set(words(cell)) | without


def test_every_item_is_kept_as_long_as_documented(made: Journey) -> None:
    seen: dict[str, set[object]] = {}
    for key, item in made.every_item():
        seen.setdefault(document.item_type(key), set()).add(_left(item))

    assert {row["item"]: set(map(_kept, row["kept"].split(" or "))) for row in tables()["Items"]} == seen


def _left(item: Item) -> object:
    """None for good, the attribute that tells the same instant, or how long the item is kept."""
    ends_at = item.get("expires_at")
    if ends_at is None:
        return None
    same = [name for name, value in item.items() if name != "expires_at" and _instant(value) == ends_at]
    return same[0] if same else timedelta(hours=ceil((ends_at - START.timestamp()) / 3600))


def _instant(value: Any) -> float | None:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value):
        return None
    at: datetime = from_iso(value)
    return at.timestamp()


def _kept(cell: str) -> object:
    if cell.startswith("until "):
        return word(cell.removeprefix("until "))
    if word(cell) in RETENTION:
        return RETENTION[word(cell)]
    number, _, unit = cell.partition(" ")
    return None if cell == "for good" else timedelta(**{unit: int(number)})


def test_every_read_is_documented_and_made(made: Journey) -> None:
    seen = {
        (call.method, call.operation, document.read_type(step), step.condition, "yes" if call.consistent else "no")
        for call in made.every_call()
        for step in call.steps
        if step.kind in READING
    }

    assert columns(tables()["Reads"], "store method", "operation", "item", "condition", "consistent") == seen


def test_every_write_is_documented_and_made(made: Journey) -> None:
    seen = {
        (call.method, call.operation, step.kind, document.item_type(step.key), step.condition, step.change)
        for call in made.every_call()
        for step in call.steps
        if step.kind not in READING
    }

    assert columns(tables()["Writes"], "store method", "operation", "write", "item", "condition", "change") == seen


def test_every_call_of_s3_is_documented_and_made(made: Journey) -> None:
    seen = {
        (call.method, call.operation, ", ".join(map(document.file_type, call.files)))
        for call in made.every_call()
        if call.files
    }
    sent = [row for row in tables()["File operations"] if row["operation"] != "none"]

    assert columns(sent, "store method", "operation", "file") == seen


def test_every_public_store_method_is_documented() -> None:
    headings = ("Reads", "Writes", "File operations")
    told = {word(row["store method"]) for heading in headings for row in tables()[heading]}

    assert told == {name for module in _stores() for name in _methods(module)}


def test_every_function_that_builds_writes_for_a_store_is_documented() -> None:
    told = {word(row["made by"]) for row in tables()["Writes"] if row["made by"]}

    assert told == {name for module in _stores() for name in _builders(module)}


def _stores() -> Iterator[ModuleType]:
    for path in sorted((ROOT / "shared").glob("*/store.py")):
        yield importlib.import_module(f"shared.{path.parent.name}.store")


def _methods(module: ModuleType) -> Iterator[str]:
    """The public methods of a module's stores, and its functions that read a table."""
    for name, each in vars(module).items():
        if getattr(each, "__module__", "") != module.__name__ or not _is_public(name):
            continue
        if inspect.isclass(each) and name.endswith(("Store", "Files")):
            yield from (
                f"{name}.{method}" for method, _ in inspect.getmembers(each, inspect.isfunction) if _is_public(method)
            )
        if inspect.isfunction(each) and Table in inspect.get_annotations(each).values():
            yield name


def _builders(module: ModuleType) -> Iterator[str]:
    for name, each in inspect.getmembers(module, inspect.isfunction):
        own = _is_public(name) and each.__module__ == module.__name__
        if own and inspect.signature(each).return_annotation in {Write, list[Write]}:
            yield name


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def test_every_route_is_documented(made: Journey) -> None:
    apps = [importlib.import_module(f"functions.{path.parent.name}.app") for path in ROOT.glob("functions/*/app.py")]

    assert {route for route, _ in made.calls} == {route.key for app in apps for route in app.ROUTES} | {
        BUILT,
        MIRRORED,
        MIRRORED,
        CHANGED,
        HANDED_OUT,
        NIGHT,
        REFRESHED,
        TOLD,
        UPLOADED,
        *CALLERS,
    }


def test_every_route_makes_the_calls_that_are_documented(made: Journey) -> None:
    told = {(word(row["route"]), row["case"]): row["calls"] for row in tables()["Routes"]}

    assert told == {case: ", ".join(map(_told, calls)) for case, calls in made.calls.items()}


def test_a_day_of_5000_members_costs_the_units_that_are_documented(made: Journey) -> None:
    organisation, members, entries = made.calls["GET /v1/organisations/{organisation}/declarations", "a full page"]
    page = sum(map(costs.read_units, (organisation, members, entries)))
    sizes = (costs.size(call.found[0]) for call in (members, entries))
    whole = costs.read_units(organisation) + sum(ceil(5000 * size / costs.READ_UNIT) / 2 for size in sizes)
    [told] = re.findall(r"50 pages and ([\d.]+) read units, as CSV about (\d+)", document.text())

    assert told == (costs.text(50 * page), costs.text(round(whole, -1)))


def _told(call: Call) -> str:
    many = f" of {len(call.steps)}" if call.operation == "TransactWriteItems" else ""
    return f"`{call.method}` {call.operation}{many}"


def test_every_route_costs_the_units_that_are_documented(made: Journey) -> None:
    told = {(word(row["route"]), row["case"]): (row["read units"], row["write units"]) for row in tables()["Routes"]}

    assert told == {
        case: (
            costs.text(sum(map(costs.read_units, calls))),
            costs.text(sum(units for call in calls for units in costs.write_units(call))),
        )
        for case, calls in made.calls.items()
    }
