"""What a stream tells is handled in order, up to the first fault, and never lost."""

from datetime import UTC, datetime
from typing import Any

from shared.aws.streams import Change, change_of, stream_handler
from shared.aws.transactions import wire_item
from shared.kernel.signals import RequestFailed, Signal

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def told(number: int, **more: Any) -> dict[str, Any]:
    """One record of Lambda's DynamoDB event, valid by default."""
    return {
        "eventID": f"event-{number}",
        "eventName": "INSERT",
        "dynamodb": {
            "ApproximateCreationDateTime": AT.timestamp(),
            "SequenceNumber": f"{number:021}",
            "Keys": wire_item({"pk": "CODE#1", "sk": "CODE"}),
            "NewImage": wire_item({"pk": "CODE#1", "sk": "CODE", "holds": [], "version": 3}),
        },
    } | more


def test_a_change_has_both_images_in_plain_values() -> None:
    assert change_of(told(1)) == Change(
        change_id="event-1",
        at=AT,
        key={"pk": "CODE#1", "sk": "CODE"},
        old={},
        new={"pk": "CODE#1", "sk": "CODE", "holds": [], "version": 3},
        expired=False,
    )


def test_what_the_table_removed_because_its_time_was_over_is_told_from_what_somebody_removed() -> None:
    by_itself = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    assert change_of(told(1, userIdentity=by_itself)).expired
    assert not change_of(told(1)).expired


def test_every_change_is_handled_once_and_in_order() -> None:
    seen: list[str] = []
    handler = stream_handler(lambda change: seen.append(change.change_id), lambda signal: None)
    assert handler({"Records": [told(1), told(2), told(3)]}, None) == {"batchItemFailures": []}
    assert seen == ["event-1", "event-2", "event-3"]


def test_at_the_first_fault_it_stops_and_asks_to_be_called_from_there_again() -> None:
    seen: list[str] = []
    signals: list[Signal] = []

    def handle(change: Change) -> None:
        seen.append(change.change_id)
        if change.change_id == "event-2":
            raise ValueError("a name that must not be told")

    answer = stream_handler(handle, signals.append)({"Records": [told(1), told(2), told(3)]}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": f"{2:021}"}]}
    assert seen == ["event-1", "event-2"]
    assert signals == [RequestFailed("ValueError")]
    assert "must not be told" not in repr(signals)


def test_a_record_that_is_none_is_a_fault_of_that_record_only() -> None:
    seen: list[str] = []
    broken = told(2)
    del broken["dynamodb"]["Keys"]
    answer = stream_handler(lambda change: seen.append(change.change_id), lambda signal: None)(
        {"Records": [told(1), broken]}, None
    )
    assert answer == {"batchItemFailures": [{"itemIdentifier": f"{2:021}"}]}
    assert seen == ["event-1"]
