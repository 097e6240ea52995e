"""What the tests leave out of moto changes none of its answers, and nothing that it keeps."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from shared.aws import clients
from shared.aws.table_specs import CORE
from shared.aws.tables import Table
from shared.aws.transactions import plain_item
from tests.quick_moto import forget_all_but, quick_moto, stored_items
from tests.region import create_table

OF_EVERY_TYPE = {
    "text": {"S": "粤"},
    "empty": {"S": ""},
    "number": {"N": "12"},
    "bytes": {"B": b"\x00\xff"},
    "no": {"BOOL": False},
    "nothing": {"NULL": True},
    "texts": {"SS": ["a", "b"]},
    "list": {"L": [{"S": "a"}, {"L": []}, {"M": {"B": {"B": b"b"}, "S": {"N": "1"}}}]},
    "map": {"M": {"S": {"S": "a name like a type"}, "M": {"M": {}}}},
}


def key(partition: str, row: str = "A") -> dict[str, Any]:
    return {"pk": {"S": partition}, "sk": {"S": row}}


def put(partition: str, row: str = "A", **more: Any) -> dict[str, Any]:
    return {"Put": {"TableName": CORE.name, "Item": key(partition, row) | more}}


def count(partition: str, row: str = "A") -> dict[str, Any]:
    words = {"UpdateExpression": "ADD #n :one", "ExpressionAttributeNames": {"#n": "count"}}
    return {
        "Update": {
            "TableName": CORE.name,
            "Key": key(partition, row),
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }
        | words
    }


def remove(partition: str, row: str = "A") -> dict[str, Any]:
    return {"Delete": {"TableName": CORE.name, "Key": key(partition, row)}}


NOT_THERE = {"ConditionCheck": {"TableName": CORE.name, "Key": key("Y"), "ConditionExpression": "attribute_exists(pk)"}}
TRANSACTIONS: dict[str, list[dict[str, Any]]] = {
    "all of it": [put("NEW", text={"S": "a"}), count("OLD"), count("OLD", "NEW"), remove("OLD", "B"), remove("X")],
    "none of it": [
        put("NEW"),
        put("OLD", "NEW"),
        put("OLD", "B"),
        count("OLD"),
        remove("OTHER"),
        count("X"),
        NOT_THERE,
    ],
    "one item twice": [count("OLD"), put("NEW"), put("OLD")],
    "a wrong expression": [count("OLD"), {"Update": count("NEW")["Update"] | {"UpdateExpression": "ADD #n"}}],
}


def told(transaction: list[dict[str, Any]]) -> list[Any]:
    """All that DynamoDB says about one transaction, and what the table holds then."""
    client = clients.dynamodb()
    create_table(client, CORE)
    for each in (key("OLD"), key("OLD", "B"), key("OTHER"), key("ALL") | OF_EVERY_TYPE):
        client.put_item(TableName=CORE.name, Item=each)
    calls: list[Callable[[], Any]] = [
        lambda: client.transact_write_items(TransactItems=transaction),  # type: ignore[arg-type]  # plain JSON
        lambda: client.get_item(TableName=CORE.name, Key=key("ALL")),
        lambda: client.get_item(TableName=CORE.name, Key=key("NOWHERE")),
        lambda: client.query(
            TableName=CORE.name, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "OLD"}}
        ),
        lambda: client.scan(TableName=CORE.name),
        lambda: client.transact_write_items(TransactItems=transaction),  # type: ignore[arg-type]  # plain JSON
        lambda: client.scan(TableName=CORE.name),
    ]
    return [_answer(call) for call in calls]


def _answer(call: Callable[[], Any]) -> Any:
    try:
        answer = call()
    except ClientError as error:
        answer = dict(error.response)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def under(patches: AbstractContextManager[None], transaction: list[dict[str, Any]]) -> list[Any]:
    with patches, mock_aws():
        return told(transaction)


@pytest.mark.parametrize("transaction", TRANSACTIONS.values(), ids=list(TRANSACTIONS))
def test_moto_says_the_same_with_and_without(transaction: list[dict[str, Any]]) -> None:
    assert under(quick_moto(), transaction) == under(nullcontext(), transaction)


def test_a_transaction_that_is_refused_leaves_everything_as_it_was() -> None:
    with quick_moto(), mock_aws():
        first, *_, scanned, _, scanned_again = told(TRANSACTIONS["none of it"])

    assert [reason["Code"] for reason in first["CancellationReasons"]] == [*["None"] * 6, "ConditionalCheckFailed"]
    assert scanned == scanned_again
    assert sorted(item["pk"]["S"] + item["sk"]["S"] for item in scanned["Items"]) == ["ALLA", "OLDA", "OLDB", "OTHERA"]
    assert not any("count" in item for item in scanned["Items"])


def test_what_is_stored_is_what_a_scan_finds() -> None:
    with quick_moto(), mock_aws():
        *_, scanned = told(TRANSACTIONS["all of it"])
        table = Table(clients.dynamodb(), CORE.name)

        assert stored_items(table) == [plain_item(item) for item in scanned["Items"]]
        forget_all_but(table, "OLD")
        assert {item["pk"] for item in stored_items(table)} == {"OLD"}
        assert table.client.scan(TableName=CORE.name)["Count"] == 2
