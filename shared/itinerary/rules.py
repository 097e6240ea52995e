"""The days an itinerary covers, and what of an answer lies in them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.itinerary.model import Period, Stay
from shared.kernel.clock import day_of

DAYS = 14
"""M19: today and the thirteen days before it."""


def period(now: datetime) -> Period:
    """The region's last 14 days, today included."""
    today = day_of(now)
    return Period(today - timedelta(days=DAYS - 1), today)


def within(stays: Iterable[Stay], days: Period) -> tuple[Stay, ...]:
    """What of `stays` lies in `days`, by first day: cut at both ends, dropped when nothing is left, each said once."""
    cut = (
        Stay(stay.division, Period(max(stay.days.first, days.first), min(stay.days.last, days.last))) for stay in stays
    )
    kept = {stay for stay in cut if stay.days.first <= stay.days.last}
    return tuple(sorted(kept, key=lambda stay: (stay.days.first, stay.days.last, stay.division)))
