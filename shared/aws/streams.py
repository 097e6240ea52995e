"""What a table's stream tells a function: changes of items, in the order in which each item changed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shared.aws.http import failed
from shared.aws.transactions import Item, plain_item
from shared.kernel.signals import Signals

_TIME_TO_LIVE = "dynamodb.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one item."""

    change_id: str
    """The same each time that the change is told."""
    at: datetime
    """UTC, to the second."""
    key: dict[str, str]
    old: Item = field(repr=False)
    """The item before; empty for a new one."""
    new: Item = field(repr=False)
    """The item after; empty for one that is gone."""
    expired: bool
    """Removed by the table itself, because its time was over."""
    position: str = field(default="", compare=False)
    """Where in the stream it stands."""


StreamHandler = Callable[[dict[str, Any], Any], dict[str, Any]]


def stream_handler(handle: Callable[[Change], None], signals: Signals) -> StreamHandler:
    """The Lambda handler that gives `handle` one change after another.

    At the first that `handle` raises on it stops, and answers with its place, so that Lambda calls again from there:
    a change may come more than once, and never before an older one of the same item.
    """

    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        for record in event["Records"]:
            try:
                handle(change_of(record))
            except Exception as fault:  # noqa: BLE001  (Lambda would log the text of what is raised)
                signals(failed(fault, record["eventID"]))
                return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        return {"batchItemFailures": []}

    return handler


def change_of(record: dict[str, Any]) -> Change:
    """A record of Lambda's DynamoDB event.

    Raises KeyError or TypeError for anything else.
    """
    told = record["dynamodb"]
    return Change(
        change_id=record["eventID"],
        at=datetime.fromtimestamp(int(told["ApproximateCreationDateTime"]), UTC),
        key=plain_item(told["Keys"]),
        old=plain_item(told.get("OldImage", {})),
        new=plain_item(told.get("NewImage", {})),
        expired=record.get("userIdentity", {}).get("principalId") == _TIME_TO_LIVE,
        position=told["SequenceNumber"],
    )
