"""Instants are UTC, days are the region's."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.clock import REGION_TIME, day_of, end_of, from_iso, iso, utc_now

INSTANTS = st.datetimes(
    min_value=datetime(2000, 1, 1),
    max_value=datetime(2100, 1, 1),
    timezones=st.sampled_from([UTC, REGION_TIME, timezone(timedelta(hours=-11)), timezone(timedelta(hours=14))]),
)


def test_now_is_aware_and_utc() -> None:
    assert utc_now().tzinfo is UTC
    assert abs(datetime.now(UTC) - utc_now()) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2020, 4, 7, 15, 59, 59, 999999, UTC), date(2020, 4, 7)),
        (datetime(2020, 4, 7, 16, 0, 0, 0, UTC), date(2020, 4, 8)),
        (datetime(2020, 4, 7, 0, 0, 0, 0, REGION_TIME), date(2020, 4, 7)),
        (datetime(2020, 12, 31, 20, 0, 0, 0, UTC), date(2021, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_of_the_region(instant: datetime, day: date) -> None:
    assert day_of(instant) == day


def test_a_day_ends_where_the_next_begins() -> None:
    assert end_of(date(2020, 4, 7)) == datetime(2020, 4, 7, 16, tzinfo=UTC)
    assert end_of(date(2020, 2, 28)) == datetime(2020, 2, 28, 16, tzinfo=UTC)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_end_of_a_day_is_the_first_instant_of_the_next(day: date) -> None:
    end = end_of(day)

    assert day_of(end) == day + timedelta(days=1)
    assert day_of(end - timedelta(microseconds=1)) == day
    assert end.tzinfo is UTC


@given(INSTANTS)
def test_an_instant_is_written_to_the_second_and_read_back(instant: datetime) -> None:
    assert from_iso(iso(instant)) == instant.replace(microsecond=0)
    assert from_iso(iso(instant)).tzinfo is UTC


@given(INSTANTS, INSTANTS)
def test_instants_sort_as_their_texts_do(one: datetime, other: datetime) -> None:
    assert (iso(one) < iso(other)) == (one.replace(microsecond=0) < other.replace(microsecond=0))


@pytest.mark.parametrize(
    "text", ["", "2020-04-07", "2020-04-07T07:46:53", "2020-04-07T07:46:53+08:00", "2020-02-30T00:00:00Z"]
)
def test_any_other_text_is_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|not an instant|out of range|day is out"):
        from_iso(text)
