"""Each call of the SDK that a request leads to: the store that made it, and what it reads or writes."""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from shared.aws.buckets import Bucket
from shared.aws.table_specs import LISTS
from shared.aws.tables import Table
from shared.aws.transactions import Item, plain_item

_SHARED = Path(__file__).parents[3] / "shared"

READING = frozenset({"Get", "BatchGet", "Query"})
"""The kinds of steps that read."""

Key = tuple[str, str, str]
"""Table, partition key, sort key; of a query the sort key is the beginning that all of its items have in common."""
Case = tuple[str, str]
"""A route, and the way in which it ended; empty for the ordinary one."""
State = dict[Key, Item]
"""The items of the tables."""


@dataclass(frozen=True)
class Step:
    """One item, one partition or one list that a call reads or writes."""

    kind: str
    """`Get`, `BatchGet`, `Query`, `Put`, `Update` or `Delete`."""
    key: Key
    condition: str
    change: str
    item: Item
    """What is put; empty for the rest."""
    index: str = ""
    """Where a query is not of the table itself; its key is then that of the index."""


@dataclass
class Call:
    """One call of the SDK, by the store method that made it; a call of S3 has files in place of steps."""

    method: str
    operation: str
    steps: tuple[Step, ...]
    consistent: bool
    found: list[Item] = field(default_factory=list)
    refused: bool = False
    """A condition did not hold, so that nothing was written."""
    before: State = field(default_factory=dict)
    """What it writes, as it was; an item that was not there is empty."""
    after: State = field(default_factory=dict)
    files: tuple[str, ...] = ()
    """The keys of what it reads before those of what it writes; of a listing, what all of its keys begin with."""


@contextmanager
def recorded(table: Table, bucket: Bucket | None = None) -> Iterator[list[Call]]:
    """What the block does through the client of this table, with any table, and through that of this bucket."""
    calls: list[Call] = []
    with _calls_of(table, calls), _calls_of_s3(bucket, calls):
        yield calls


@contextmanager
def _calls_of(table: Table, calls: list[Call]) -> Iterator[None]:
    looking = False

    def written(call: Call) -> State:
        nonlocal looking
        looking = True
        try:
            keys = [step.key for step in call.steps if step.kind not in READING]
            return {key: _item_at(table, key) for key in keys}
        finally:
            looking = False

    def sent(params: Mapping[str, Any], model: Any, **_: Any) -> None:
        if looking:
            return
        steps = tuple(_steps(model.name, params))
        batches = params.get("RequestItems", {}).values()
        consistent = all(each["ConsistentRead"] for each in batches) if batches else params.get("ConsistentRead", False)
        call = Call(_store_method(), model.name, steps, consistent)
        call.before = written(call)
        calls.append(call)

    def answered(parsed: Mapping[str, Any], **_: Any) -> None:
        if looking:
            return
        items = [parsed["Item"]] if parsed.get("Item") else parsed.get("Items", [])
        items = [*items, *(item for found in parsed.get("Responses", {}).values() for item in found)]
        calls[-1].found = [plain_item(item) for item in items]
        calls[-1].refused = "Error" in parsed
        calls[-1].after = written(calls[-1])

    events = table.client.meta.events
    events.register("provide-client-params.dynamodb", sent)
    events.register("after-call.dynamodb", answered)
    try:
        yield
    finally:
        events.unregister("provide-client-params.dynamodb", sent)
        events.unregister("after-call.dynamodb", answered)


@contextmanager
def _calls_of_s3(bucket: Bucket | None, calls: list[Call]) -> Iterator[None]:
    if bucket is None:
        yield
        return
    asked: list[tuple[str, ...]] = []

    def told(params: Mapping[str, Any], **_: Any) -> None:
        source = params.get("CopySource", {}).get("Key")
        asked.append(tuple(key for key in (source, params.get("Key"), params.get("Prefix")) if key))

    # A form or a link that is signed here asks for the parameters too, but sends nothing.
    def sent(model: Any, **_: Any) -> None:
        calls.append(Call(_store_method(), model.name, (), consistent=True, files=asked[-1]))

    events = bucket.client.meta.events
    events.register("provide-client-params.s3", told)
    events.register("before-call.s3", sent)
    try:
        yield
    finally:
        events.unregister("provide-client-params.s3", told)
        events.unregister("before-call.s3", sent)


def _item_at(table: Table, key: Key) -> Item:
    name, partition, sort = key
    answer = table.client.get_item(TableName=name, Key={"pk": {"S": partition}, "sk": {"S": sort}}, ConsistentRead=True)
    return plain_item(answer.get("Item", {}))


def _steps(operation: str, params: Mapping[str, Any]) -> Iterator[Step]:
    if operation == "TransactWriteItems":
        for entry in params["TransactItems"]:
            ((kind, arguments),) = entry.items()
            yield _step(kind, arguments)
    elif operation == "BatchGetItem":
        for table, wanted in params["RequestItems"].items():
            for key in wanted["Keys"]:
                yield _step("BatchGet", {"TableName": table, "Key": key})
    elif operation == "Query":
        yield _query(params)
    else:
        yield _step(operation.removesuffix("Item"), params)


def _step(kind: str, arguments: Mapping[str, Any]) -> Step:
    item = plain_item(arguments.get("Item", {}))
    key = plain_item(arguments.get("Key", {})) or item
    place = (arguments["TableName"], key["pk"], key["sk"])
    return Step(kind, place, arguments.get("ConditionExpression", ""), arguments.get("UpdateExpression", ""), item)


def _query(arguments: Mapping[str, Any]) -> Step:
    condition = arguments["KeyConditionExpression"]
    values = plain_item(arguments["ExpressionAttributeValues"])
    index = arguments.get("IndexName", "")
    [partition] = re.findall(rf"^{LISTS.partition_key if index else 'pk'} = (:\w+)", condition)
    bounds = re.findall(r"begins_with\(sk, (:\w+)\)|BETWEEN (:\w+)", condition)
    # The first bound of two may name an item after which to go on: what all of them have in common is its first word.
    start = "".join(values[name].partition("#")[0] + "#" for pair in bounds for name in pair if name)
    return Step("Query", (arguments["TableName"], values[partition], start), condition, "", {}, index)


def _store_method() -> str:
    """The public method or function of a store in which the present call began."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        # What a generator does belongs to whoever made it.
        name = frame.f_code.co_qualname.partition(".<locals>")[0]
        if path.name == "store.py" and path.is_relative_to(_SHARED) and not name.rpartition(".")[2].startswith("_"):
            return name
        frame = frame.f_back
    return "no store"
