"""Exactly the region's last 14 days (M19)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.itinerary.model import Period, Stay
from shared.itinerary.rules import period, within

FIRST, LAST = date(2020, 3, 25), date(2020, 4, 7)
FORTNIGHT = Period(FIRST, LAST)
DAYS = st.dates(FIRST - timedelta(days=20), LAST + timedelta(days=20))


@pytest.mark.parametrize(
    ("instant", "first", "last"),
    [
        (datetime(2020, 4, 7, 15, 59, 59, 999_999, UTC), date(2020, 3, 25), date(2020, 4, 7)),
        (datetime(2020, 4, 7, 16, 0, tzinfo=UTC), date(2020, 3, 26), date(2020, 4, 8)),
        (datetime(2020, 3, 1, 0, 0, tzinfo=UTC), date(2020, 2, 17), date(2020, 3, 1)),
        (datetime(2021, 1, 1, 0, 0, tzinfo=UTC), date(2020, 12, 19), date(2021, 1, 1)),
    ],
    ids=["a moment before the region's midnight", "at midnight", "over a leap day", "over a new year"],
)
def test_the_14_days_are_the_regions_days_and_end_with_today(instant: datetime, first: date, last: date) -> None:
    assert period(instant) == Period(first, last)
    assert (last - first).days == 13


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ((FIRST, LAST), (FIRST, LAST)),
        ((FIRST - timedelta(days=1), FIRST), (FIRST, FIRST)),
        ((LAST, LAST + timedelta(days=1)), (LAST, LAST)),
        ((FIRST - timedelta(days=99), LAST + timedelta(days=99)), (FIRST, LAST)),
        ((FIRST - timedelta(days=9), FIRST - timedelta(days=1)), None),
        ((LAST + timedelta(days=1), LAST + timedelta(days=9)), None),
    ],
)
def test_what_lies_outside_is_cut_and_what_lies_wholly_outside_is_dropped(
    said: tuple[date, date], kept: tuple[date, date] | None
) -> None:
    found = within([Stay("440100", Period(*said))], FORTNIGHT)

    assert found == (() if kept is None else (Stay("440100", Period(*kept)),))


@given(st.lists(st.tuples(st.sampled_from(["440100", "420100", "110000"]), DAYS, DAYS)))
def test_every_day_inside_is_kept_and_no_other(said: list[tuple[str, date, date]]) -> None:
    stays = [Stay(code, Period(min(days), max(days))) for code, *days in said]

    found = within(stays, FORTNIGHT)

    assert _days(found) == {each for each in _days(stays) if FIRST <= each[1] <= LAST}
    assert list(found) == sorted(set(found), key=lambda stay: (stay.days.first, stay.days.last, stay.division))


def _days(stays: list[Stay] | tuple[Stay, ...]) -> set[tuple[str, date]]:
    return {
        (stay.division, stay.days.first + timedelta(days=number))
        for stay in stays
        for number in range((stay.days.last - stay.days.first).days + 1)
    }
