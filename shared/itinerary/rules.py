"""The days an itinerary covers, what of an answer lies in them, and how its phone is shown."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.itinerary.model import Period, Stay
from shared.kernel.clock import day_of
from shared.kernel.pii import Phone

DAYS = 14
"""M19: today and the thirteen days before it."""

_MAINLAND = "+86"


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


def masked_phone(phone: Phone) -> str:
    """The number as a card shows it: `138****1234` for a mainland one, `+852 ****1234` for one of another area."""
    text = phone.reveal()
    national = text.removeprefix(_MAINLAND)
    start = national[:3] if national != text else f"{text[:4]} "
    return f"{start}****{text[-4:]}"
