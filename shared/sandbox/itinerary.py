"""Where the sandbox itinerary provider says that a phone was: made up from the number, and the same at every asking.

A number lives in one city and makes a journey of three days in some weeks. Nobody's phone is located.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import groupby

CITIES = ("110000", "310000", "330100", "420100", "430100", "440100", "440300", "440400", "450100", "460200", "510100")
_MAINLAND_MOBILE = "+861"
_JOURNEY_WEEKDAYS = frozenset({1, 2, 3})
_JOURNEYS_OF_256 = 128


@dataclass(frozen=True, slots=True)
class MadeUpStay:
    """A city, by its code in GB/T 2260, and the first and the last day there."""

    division: str
    first: date
    last: date


def made_up_stays(phone: str, first: date, last: date) -> tuple[MadeUpStay, ...] | None:
    """The stays of `phone`, in E.164, from `first` to `last`; None for any but a mainland mobile."""
    if not phone.startswith(_MAINLAND_MOBILE):
        return None
    by_city = groupby(_days(first, last), lambda day: _city(phone, day))
    stays = ((city, tuple(days)) for city, days in by_city)
    return tuple(MadeUpStay(city, days[0], days[-1]) for city, days in stays)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _city(phone: str, day: date) -> str:
    week, weekday = divmod(day.toordinal(), 7)
    drawn = sha256(f"{phone} {week}".encode()).digest()
    if weekday in _JOURNEY_WEEKDAYS and drawn[0] < _JOURNEYS_OF_256:
        return CITIES[drawn[1] % len(CITIES)]
    return CITIES[sha256(phone.encode()).digest()[0] % len(CITIES)]
