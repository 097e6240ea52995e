"""The tables of `docs/access-patterns.md`, and where in them an item, a list or a file is described."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from shared.aws.table_specs import LISTS
from shared.aws.transactions import Item
from tests.arch.access.recorded import Key, Step

ROOT = Path(__file__).parents[3]

Row = dict[str, str]


@cache
def tables() -> dict[str, list[Row]]:
    """The first table under each heading of the document, by heading."""
    found: dict[str, list[Row]] = {}
    for section in re.split(r"^#+ ", text(), flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        lines = [line for line in body.splitlines() if line.startswith("|")]
        if lines:
            head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
            found[heading.strip()] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


@cache
def text() -> str:
    """The whole document."""
    return (ROOT / "docs" / "access-patterns.md").read_text(encoding="utf-8")


def words(cell: str) -> frozenset[str]:
    """What stands in a cell as code."""
    return frozenset(re.findall(r"`([^`]+)`", cell))


def word(cell: str) -> str:
    """A cell that is one piece of code."""
    return cell.strip("`")


def item_type(key: Key) -> str:
    """The name under which the document has the item at `key`."""
    return _named(lambda row: _fits(word(row["sort key"]), key[2]), key)


def read_type(step: Step) -> str:
    """The name of the item, of the items, of the partition or of the list that is read."""
    if step.index:
        return f"list {list_name(step.key[1])}"
    if step.kind == "Query":
        return _named(lambda row: word(row["sort key"]).startswith(step.key[2]), step.key)
    return item_type(step.key)


def list_of(item: Item) -> str | None:
    """The list in which an item is, or None."""
    return list_name(item[LISTS.partition_key]) if LISTS.partition_key in item else None


def list_name(partition: str) -> str:
    """The name under which the document has the list."""
    return _one_of(tables()["Lists"], lambda row: _fits(word(row["partition key"]), partition), "list", partition)


def file_type(key: str) -> str:
    """The name under which the document has the file at `key`."""
    return _one_of(tables()["Files"], lambda row: _fits(word(row["key"]), key), "file", key)


def _named(sort_key_fits: Callable[[Row], bool], key: Key) -> str:
    def fits(row: Row) -> bool:
        in_place = word(row["table"]) == key[0] and _fits(word(row["partition key"]), key[1])
        return in_place and sort_key_fits(row)

    rows = [*tables()["Partitions"], *tables()["Items"]] if not key[2] else tables()["Items"]
    return _one_of(rows, fits, "item", key)


def _one_of(rows: Iterable[Row], fits: Callable[[Row], bool], column: str, what: object) -> str:
    found = next((row[column] for row in rows if fits(row)), None)
    return word(found) if found else f"nothing documented: {what}"


def _fits(pattern: str, text: str) -> bool:
    literals = re.split(r"<[^>]+>", pattern)
    return re.fullmatch("[^#/]+".join(map(re.escape, literals)), text) is not None


def columns(rows: Iterable[Mapping[str, str]], *names: str) -> set[tuple[str, ...]]:
    """The named cells of each row, each as one piece of code or as plain words."""
    return {tuple(word(row[name]) for name in names) for row in rows}
