"""Instants are UTC; days are the region's days."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

Clock = Callable[[], datetime]

# All of mainland China keeps one offset and no summer time, so a fixed offset serves and no
# time zone database has to be present, or read, at a cold start.
REGION_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def day_of(instant: datetime) -> date:
    """The region's calendar day in which `instant` lies."""
    return instant.astimezone(REGION_TIME).date()


def end_of(day: date) -> datetime:
    """The instant, in UTC, at which the region's `day` is over."""
    return datetime.combine(day + timedelta(days=1), time.min, REGION_TIME).astimezone(UTC)


def iso(instant: datetime) -> str:
    """`2020-04-07T07:46:53Z`: sorts as text, to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_iso(text: str) -> datetime:
    """The instant that `iso` wrote.

    Raises ValueError for any other text.
    """
    # strptime is many times slower, and every scan reads instants; what this takes besides is told by writing it again.
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None or iso(instant) != text:
        raise ValueError("not an instant as `iso` writes it")
    return instant.astimezone(UTC)
