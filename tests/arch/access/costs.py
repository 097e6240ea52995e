"""What a call costs in DynamoDB's units, by the size of what it reads and writes."""

from collections.abc import Iterator
from math import ceil
from typing import Any

from shared.aws.table_specs import LISTS
from shared.aws.transactions import Item
from tests.arch.access.recorded import Call

READ_UNIT, WRITE_UNIT = 4096, 1024


def read_units(call: Call) -> float:
    """A consistent read takes a unit for each 4 KB of what is found, another one half of that.

    A batch takes what its items would have taken one by one.
    """
    if call.operation == "BatchGetItem":
        missing = len(call.steps) - len(call.found)
        units = sum(max(1, ceil(size(item) / READ_UNIT)) for item in call.found) + missing
        return units if call.consistent else units / 2
    if call.operation not in {"GetItem", "Query"}:
        return 0
    units = max(1, ceil(sum(map(size, call.found)) / READ_UNIT))
    return units if call.consistent else units / 2


def write_units(call: Call) -> Iterator[int]:
    """A unit for each KB of the item as it was or as it became, whichever is larger; in a transaction two.

    A refused write takes what it would have taken of the table, and nothing of the index, which is not written then.
    The index is brought up to date after a transaction and not in it.
    """
    factor = 2 if call.operation == "TransactWriteItems" else 1
    for step in call.steps:
        if step.kind in {"Put", "Update", "Delete"}:
            before, after = call.before[step.key], call.after[step.key]
            units = ceil(max(size(step.item), size(before), size(after), 1) / WRITE_UNIT)
            listed = LISTS.partition_key in before or LISTS.partition_key in after
            yield factor * units + (units if listed and not call.refused else 0)


def size(item: Item) -> int:
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
            return 3 + len(value) + size(value)
        case _:
            raise TypeError(f"no item holds a {type(value).__name__}")


def text(units: float) -> str:
    """Units as the document writes them."""
    return f"{units:g}"
