"""Anyone sees how many decisions took effect on a day, and no number that could point at a person."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from shared.audit.model import Kind
from shared.kernel.clock import end_of
from shared.kernel.errors import ErrorCode
from tests.day_acts import chain, person_id, stored
from tests.region import Region, deployed_region

ROUTE = "GET /v1/red-list/days/{day}"
DAY = date(2020, 4, 6)


@pytest.fixture(scope="module")
def region() -> Iterator[Region]:
    """One day of three authorities' decisions is published."""
    with deployed_region() as deployed:
        stored(deployed, chain(person_id(1), DAY, 7, kind=Kind.RISK_ASSIGNED))
        stored(deployed, chain(person_id(2), DAY, 2, kind=Kind.RISK_APPROVED, authority="CDC-440300"))
        stored(deployed, chain(person_id(3), DAY, 1, kind=Kind.RISK_LIFTED, authority="CDC-440300"))
        stored(deployed, chain(person_id(4), DAY, 30, kind=Kind.SCANNED))
        deployed.clock.now = end_of(DAY) + timedelta(minutes=30)
        deployed.publishing.publish()
        yield deployed


def test_anyone_sees_the_day(region: Region) -> None:
    answer = region.call(ROUTE, path={"day": "2020-04-06"})
    head = region.days.head(DAY)
    assert head is not None
    assert answer.status == 200
    assert answer.json == {
        "day": "2020-04-06",
        "counts": [
            {
                "authority": "CDC-440106",
                "category": "CLOSE_CONTACT",
                "assigned": {"at_least": 7, "at_most": 7},
                "lifted": {"at_least": 0, "at_most": 0},
            },
            {
                "authority": "CDC-440300",
                "category": "CLOSE_CONTACT",
                "assigned": {"at_least": 1, "at_most": 4},
                "lifted": {"at_least": 1, "at_most": 4},
            },
        ],
        "head": head.head,
    }


def test_the_answer_may_be_kept_by_every_cache(region: Region) -> None:
    answer = region.call(ROUTE, path={"day": "2020-04-06"})
    assert answer.headers["cache-control"] == "public, max-age=86400, immutable"


@pytest.mark.parametrize("day", ["2020-04-05", "2020-04-07", "2030-01-01"])
def test_a_day_that_is_not_published_is_said_to_be_not_and_that_is_not_kept(region: Region, day: str) -> None:
    answer = region.call(ROUTE, path={"day": day})
    assert (answer.status, answer.json["code"]) == (404, ErrorCode.DAY_NOT_PUBLISHED)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("day", ["today", "2020-4-6", "2020-02-30", "20200406"])
def test_what_is_no_day_is_refused(region: Region, day: str) -> None:
    answer = region.call(ROUTE, path={"day": day})
    assert (answer.status, answer.json["code"]) == (422, ErrorCode.INVALID_REQUEST)
    assert [each["field"] for each in answer.json["errors"]] == ["day"]
