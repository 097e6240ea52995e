"""The stream of a region's core table in this process: every change as Lambda would be told of it, in order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from uuid import uuid4

from shared.aws.transactions import Item, plain_item, wire_item
from tests.region import Region

Record = dict[str, Any]
_CHANGING = frozenset({"DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"})
_positions = count(1)


@contextmanager
def core_stream(region: Region, tell: Callable[[Record], object] | None = None) -> Iterator[list[Record]]:
    """The records of what the block changes, each handed to `tell` at once as well.

    The changes of one transaction come in the order of their keys. Found by looking at the whole table after each call,
    so it is for tables of tests.
    """
    records: list[Record] = []
    state, looking = _state(region), False

    def look(model: Any, **_: Any) -> None:
        nonlocal state, looking
        if looking or model.name not in _CHANGING:
            return
        looking = True
        try:
            before, state = state, _state(region)
            made = [
                change(region, before.get(key, {}), state.get(key, {}))
                for key in sorted(before.keys() | state.keys())
                if before.get(key) != state.get(key)
            ]
            records.extend(made)
            for record in made if tell else ():
                assert tell
                tell(record)
        finally:
            looking = False

    events = region.core.client.meta.events
    events.register("after-call.dynamodb", look)
    try:
        yield records
    finally:
        events.unregister("after-call.dynamodb", look)


def change(region: Region, old: Item, new: Item, **more: Any) -> Record:
    """One record of Lambda's DynamoDB event."""
    key = {name: (new or old)[name] for name in ("pk", "sk")}
    told: dict[str, Any] = {
        "ApproximateCreationDateTime": int(region.clock.now.timestamp()),
        "Keys": wire_item(key),
        "SequenceNumber": f"{next(_positions):021}",
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    }
    told |= {"OldImage": wire_item(old)} if old else {}
    told |= {"NewImage": wire_item(new)} if new else {}
    name = "INSERT" if not old else "MODIFY" if new else "REMOVE"
    return {"eventID": uuid4().hex, "eventName": name, "eventSource": "aws:dynamodb", "dynamodb": told} | more


def _state(region: Region) -> dict[tuple[str, str], Item]:
    pages = region.core.client.get_paginator("scan").paginate(TableName=region.core.name)
    items = [plain_item(item) for page in pages for item in page["Items"]]
    return {(item["pk"], item["sk"]): item for item in items}
