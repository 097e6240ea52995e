"""Where a phone was, as the carriers say (M19). Nothing of it is stored."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Period:
    """The region's days from `first` to `last`, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Stay:
    """A place, by its code in GB/T 2260, and the days on which the phone was there or passed through."""

    division: str
    days: Period


@dataclass(frozen=True, slots=True)
class Itinerary:
    """The stays of one phone in `days`, as of one instant; None when the carriers do not know the phone."""

    masked_phone: str
    days: Period
    as_of: datetime
    stays: tuple[Stay, ...] | None


@dataclass(frozen=True, slots=True)
class Place:
    """A stay with the names of its place, in the language of its reader."""

    division: str
    province: str
    city: str | None
    days: Period
