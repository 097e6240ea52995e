"""What an assignment may state about time: an end or a review, in order, within a year, in the region's days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.kernel.clock import REGION_TIME
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, Authority
from shared.risk.model import Assignment, Category
from shared.risk.rules import check_period

# 23:59:59 on 7 April in the region; in UTC it is still the afternoon.
NOW = datetime(2020, 4, 7, 15, 59, 59, tzinfo=UTC)
TODAY, TOMORROW, YESTERDAY = date(2020, 4, 7), date(2020, 4, 8), date(2020, 4, 6)
A_YEAR_AHEAD = date(2021, 4, 8)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ASSIGNMENT = Assignment(
    category=Category.CENTRAL_QUARANTINE,
    authority=Authority("CDC-440106"),
    officer=AccountId("officer-1"),
    case_reference="12",
    reason="集中隔离",
    starts_at=NOW,
    ends_on=None,
    review_on=None,
)


def accepted(starts_at: datetime, ends_on: date | None, review_on: date | None, now: datetime = NOW) -> bool:
    try:
        check_period(replace(ASSIGNMENT, starts_at=starts_at, ends_on=ends_on, review_on=review_on), now)
    except DomainError as error:
        refusal = error
    else:
        return True
    assert refusal.code is ErrorCode.INVALID_RISK_PERIOD
    assert not refusal.facts
    return False


@pytest.mark.parametrize(
    ("ends_on", "review_on", "fits"),
    [
        (None, None, False),
        (TODAY, None, True),
        (None, TODAY, True),
        (TOMORROW, TODAY, True),
        (TODAY, TOMORROW, True),
        (YESTERDAY, None, False),
        (None, YESTERDAY, False),
        (TODAY, YESTERDAY, False),
        (YESTERDAY, TODAY, False),
        (A_YEAR_AHEAD, None, True),
        (None, A_YEAR_AHEAD, True),
        (A_YEAR_AHEAD + DAY, None, False),
        (None, A_YEAR_AHEAD + DAY, False),
        (TODAY, A_YEAR_AHEAD + DAY, False),
        (date.max, None, False),
        (date.min, None, False),
    ],
)
def test_an_end_or_a_review_lies_between_today_and_a_year_ahead(
    ends_on: date | None, review_on: date | None, fits: bool
) -> None:
    assert accepted(NOW, ends_on, review_on) is fits


@pytest.mark.parametrize(
    ("starts_at", "fits"),
    [
        (NOW - timedelta(days=366), True),
        (NOW - timedelta(days=366) - SECOND, False),
        (NOW + timedelta(days=366), True),
        (NOW + timedelta(days=366) + SECOND, False),
        (datetime.min.replace(tzinfo=REGION_TIME), False),
        (datetime.max.replace(tzinfo=UTC), False),
    ],
)
def test_a_start_lies_within_a_year_of_now(starts_at: datetime, fits: bool) -> None:
    assert accepted(starts_at, None, A_YEAR_AHEAD) is fits


@pytest.mark.parametrize(
    ("starts_at", "first_day"),
    [
        (datetime(2020, 4, 9, 15, 59, 59, tzinfo=UTC), date(2020, 4, 9)),
        (datetime(2020, 4, 9, 16, 0, 0, tzinfo=UTC), date(2020, 4, 10)),
        (datetime(2020, 4, 10, 0, 0, 0, tzinfo=REGION_TIME), date(2020, 4, 10)),
    ],
)
def test_nothing_ends_before_the_regions_day_on_which_it_starts(starts_at: datetime, first_day: date) -> None:
    assert accepted(starts_at, first_day, None)
    assert not accepted(starts_at, first_day - DAY, None)
    assert not accepted(starts_at, None, first_day - DAY)


def test_today_is_over_at_midnight_in_the_region() -> None:
    assert accepted(NOW, TODAY, None)
    assert not accepted(NOW, TODAY, None, now=NOW + SECOND)


def test_a_start_in_the_past_does_not_let_an_end_lie_in_the_past() -> None:
    assert not accepted(NOW - 10 * DAY, YESTERDAY, None)
    assert accepted(NOW - 10 * DAY, TODAY, None)
