"""The function that is called every night, and by operators."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from functions.audit_days.app import PublishingFailedError
from shared.kernel.signals import DayPublished, RequestFailed
from tests.functions.samples import EVENTS, placeholders
from tests.region import Region, deployed_region

SAMPLE = (EVENTS / "audit_days" / "scheduled.json").read_text(encoding="utf-8")
YESTERDAY = date(2020, 4, 6)


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


def test_the_sample_is_a_scheduled_event_of_eventbridge() -> None:
    event = json.loads(SAMPLE)
    assert (event["source"], event["detail-type"], event["detail"]) == ("aws.events", "Scheduled Event", {})
    assert placeholders(SAMPLE) == set()


def test_the_sample_event_publishes_the_day_that_is_over_and_a_repeat_does_nothing(region: Region) -> None:
    region.on_night(json.loads(SAMPLE), None)
    region.on_night(json.loads(SAMPLE), None)
    assert region.days.published() == [YESTERDAY]
    assert region.signals == [DayPublished()]


def test_an_operator_names_a_day(region: Region) -> None:
    region.on_night({"day": "2020-04-05"}, None)
    assert region.days.published() == [date(2020, 4, 5)]


@pytest.mark.parametrize(
    ("event", "error"),
    [
        ({"day": "2020-04-07"}, "DayNotOver"),
        ({"day": "1999-01-01"}, "DayTooLongAgo"),
        ({"day": "yesterday"}, "FieldsRefused"),
        ({"day": 3, "id": "event-1"}, "TypeError"),
    ],
)
def test_a_day_that_cannot_be_published_fails_by_name_and_publishes_nothing(
    region: Region, event: dict[str, Any], error: str
) -> None:
    with pytest.raises(PublishingFailedError, match=f"^{error}$") as failed:
        region.on_night(event, None)
    assert failed.value.__cause__ is None
    assert region.days.published() == []
    [signal] = region.signals
    assert isinstance(signal, RequestFailed)
    assert (signal.error, signal.request_id) == (error, event.get("id", ""))
