"""The reads that stores share: one item, the items of a partition, and a list with its newest entry first.

A list is a partition of the index `lists`: whatever is to be found by its time carries the list's name and its own
place in it, and keeps the primary key by which a retry finds its first try.
"""

import itertools
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from shared.aws.table_specs import LISTS
from shared.aws.tables import Table
from shared.aws.transactions import Item, plain_item, wire_item
from shared.kernel.clock import iso

# DynamoDB ends a part at a megabyte, whatever is asked for.
_PART = 1000

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

_MOST_AT_ONCE = 100  # what BatchGetItem takes


def one(table: Table, key: Mapping[str, str]) -> Item | None:
    """The item under `key` as of now, or None."""
    answer = table.client.get_item(TableName=table.name, Key=wire_item(key), ConsistentRead=True)
    return plain_item(answer["Item"]) if "Item" in answer else None


def many(table: Table, wanted: Iterable[Mapping[str, str]]) -> list[Item]:
    """The items under the keys that are `wanted`, in no order and as of now; a key without an item has none."""
    found: list[Item] = []
    left = [wire_item(key) for key in wanted]
    for wait in itertools.count():
        batch, left = left[:_MOST_AT_ONCE], left[_MOST_AT_ONCE:]
        if not batch:
            return found
        answer = table.client.batch_get_item(RequestItems={table.name: {"Keys": batch, "ConsistentRead": True}})
        found.extend(map(plain_item, answer["Responses"].get(table.name, [])))
        if unread := answer["UnprocessedKeys"].get(table.name):
            left += [dict(key) for key in unread["Keys"]]
            time.sleep(min(0.05 * 2 ** min(wait, 5), 1.0))
    raise AssertionError("counts for ever")


def all_under(table: Table, partition: str, prefix: str) -> Iterator[Item]:
    """Every item of a partition whose sort key starts with `prefix`, in the order of their sort keys, as of now."""
    query: QueryInputTypeDef = {
        "TableName": table.name,
        "KeyConditionExpression": "pk = :partition AND begins_with(sk, :prefix)",
        "ExpressionAttributeValues": wire_item({":partition": partition, ":prefix": prefix}),
        "ConsistentRead": True,
    }
    while True:
        answer = table.client.query(**query)
        yield from map(plain_item, answer["Items"])
        if "LastEvaluatedKey" not in answer:
            return
        query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def in_list(list_name: str, at: datetime, own_id: str) -> Item:
    """The attributes that put an item into a list, at the place of its time; `own_id` parts those of one second."""
    return listed(list_name, f"{iso(at)}#{own_id}")


def listed(list_name: str, place: str) -> Item:
    """The attributes that put an item into a list that is not one of times, at a place of its own."""
    return {LISTS.partition_key: list_name, LISTS.sort_key: place}


def whole_list(table: Table, list_name: str) -> Iterator[Item]:
    """Every entry of a list, in order, as of a moment ago."""
    after: str | None = None
    while True:
        items, after = oldest(table, list_name, _PART, after)
        yield from items
        if after is None:
            return


def newest(table: Table, list_name: str, limit: int, after: str | None = None) -> tuple[list[Item], str | None]:
    """At most `limit` entries of a list that are older than the place `after`, newest first.

    Returns with them the place of the last one when more follow. An entry is in its list a moment after it was
    written, since an index is.
    """
    return _entries(table, list_name, limit, after, forward=False)


def oldest(table: Table, list_name: str, limit: int, after: str | None = None) -> tuple[list[Item], str | None]:
    """At most `limit` entries of a list that are newer than the place `after`, oldest first; otherwise as `newest`."""
    return _entries(table, list_name, limit, after, forward=True)


def _entries(
    table: Table, list_name: str, limit: int, after: str | None, *, forward: bool
) -> tuple[list[Item], str | None]:
    beyond = f" AND {LISTS.sort_key} {'>' if forward else '<'} :after" if after else ""
    values = {":list": list_name} | ({":after": after} if after else {})
    answer = table.client.query(
        TableName=table.name,
        IndexName=LISTS.name,
        KeyConditionExpression=f"{LISTS.partition_key} = :list{beyond}",
        ExpressionAttributeValues=wire_item(values),
        ScanIndexForward=forward,
        Limit=limit,
    )
    items = [plain_item(item) for item in answer["Items"]]
    more = "LastEvaluatedKey" in answer and bool(items)
    return items, items[-1][LISTS.sort_key] if more else None
