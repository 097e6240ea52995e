"""Conditional writes whose refusal says what it means.

A store describes each write with the refusal that its failed condition stands for; `commit` sends them as one
transaction and raises the refusal of the first write that was refused. One write is sent as a plain put or update.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from shared.kernel.concurrency import Changed
from shared.kernel.errors import DomainError, ErrorCode

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]


class Refused(Exception):
    """A condition did not hold; `item` is what was found instead, empty when there was nothing."""

    def __init__(self, write: "Write", item: Item) -> None:
        super().__init__(write.what)
        self.what = write.what
        self.item = item


@dataclass(frozen=True, slots=True)
class Write:
    """One conditional write; `what` names it in a refusal."""

    what: str
    kind: str
    """`Put`, `Update` or `Delete`, as TransactWriteItems names them."""
    arguments: Mapping[str, Any] = field(repr=False)


def put_new(what: str, table: str, item: Item) -> Write:
    """Put an item that must not exist yet; `item` in plain Python values."""
    return Write(
        what,
        "Put",
        {"TableName": table, "Item": wire_item(item), "ConditionExpression": "attribute_not_exists(pk)"},
    )


def put_unless(what: str, table: str, item: Item, *, condition: str, **values: Any) -> Write:
    """Put an item where there is none, or where the one there meets `condition`, as one whose time is over."""
    return Write(
        what,
        "Put",
        {
            "TableName": table,
            "Item": wire_item(item),
            "ConditionExpression": f"attribute_not_exists(pk) OR {condition}",
            "ExpressionAttributeValues": {f":{name}": wire(value) for name, value in values.items()},
        },
    )


def delete(what: str, table: str, key: Mapping[str, str]) -> Write:
    """Remove an item that must be there."""
    return Write(
        what,
        "Delete",
        {"TableName": table, "Key": wire_item(key), "ConditionExpression": "attribute_exists(pk)"},
    )


def update(what: str, table: str, key: Mapping[str, str], expression: str, *, condition: str, **values: Any) -> Write:
    """Update an item under `condition`; `values` become the expression's `:name` values.

    Attribute names are written as `#name` where DynamoDB reserves the word.
    """
    text = f"{expression} {condition}"
    names = {f"#{word}": word for word in _hash_names(text)}
    arguments: dict[str, Any] = {
        "TableName": table,
        "Key": wire_item(dict(key)),
        "UpdateExpression": expression,
        "ConditionExpression": condition,
        "ExpressionAttributeValues": {f":{name}": wire(value) for name, value in values.items()},
    }
    if names:
        arguments["ExpressionAttributeNames"] = names
    return Write(what, "Update", arguments)


def commit(client: "DynamoDBClient", writes: Sequence[Write]) -> None:
    """Do all `writes` or none.

    Raises Refused for the first write whose condition did not hold, Changed when another transaction held one of the
    items, and DomainError BUSY when the table could not keep up.
    """
    if len(writes) == 1:
        _commit_one(client, writes[0])
        return
    items = [{write.kind: dict(write.arguments) | _RETURN_OLD} for write in writes]
    try:
        client.transact_write_items(TransactItems=items)  # type: ignore[arg-type]  # the kind is a key, not known by name
    except client.exceptions.TransactionCanceledException as cancelled:
        _raise_refusal(writes, cancelled.response.get("CancellationReasons", []))
        raise


_RETURN_OLD = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}


def _commit_one(client: "DynamoDBClient", write: Write) -> None:
    send: dict[str, Callable[..., object]] = {
        "Put": client.put_item,
        "Update": client.update_item,
        "Delete": client.delete_item,
    }
    try:
        send[write.kind](**write.arguments, **_RETURN_OLD)
    except client.exceptions.ConditionalCheckFailedException as failed:
        response: Mapping[str, Any] = failed.response
        raise Refused(write, plain_item(response.get("Item", {}))) from None


def _raise_refusal(writes: Sequence[Write], reasons: Sequence[Mapping[str, Any]]) -> None:
    for write, reason in zip(writes, reasons, strict=False):
        if reason.get("Code") == "ConditionalCheckFailed":
            raise Refused(write, plain_item(reason.get("Item", {}))) from None
    codes = {reason.get("Code") for reason in reasons}
    if "TransactionConflict" in codes:
        raise Changed from None
    if codes & {"ThrottlingError", "ProvisionedThroughputExceeded"}:
        raise DomainError(ErrorCode.BUSY, retry_after=1) from None


def is_throttled(error: ClientError) -> bool:
    """Whether the AWS service asked us to slow down."""
    return error.response.get("Error", {}).get("Code", "") in _THROTTLED


_THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


def wire(value: Any) -> dict[str, Any]:
    """A plain value as DynamoDB's typed JSON; covers what our items hold: text, whole numbers, bytes, lists, maps."""
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case list() | tuple():
            return {"L": [wire(each) for each in value]}
        case dict():
            return {"M": wire_item(value)}
        case _:
            raise TypeError(f"no item holds a {type(value).__name__}")


def wire_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """A whole item; attributes that are None are left out."""
    return {name: wire(value) for name, value in item.items() if value is not None}


def plain(value: Mapping[str, Any]) -> Any:
    """The inverse of `wire`."""
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return int(content)
        case "L":
            return [plain(each) for each in content]
        case "M":
            return plain_item(content)
        case _:
            return content


def plain_item(item: Mapping[str, Any]) -> Item:
    """The inverse of `wire_item`."""
    return {name: plain(value) for name, value in item.items()}


def _hash_names(text: str) -> set[str]:
    return {word.strip("(),=").removeprefix("#") for word in text.split() if word.strip("(),=").startswith("#")}
