"""What is published of a day: a head that binds all entries of the day, and numbers that point at nobody."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DayNotOver(Exception):
    """Entries may still be added to this day; nothing is published of it yet."""


class DayTooLongAgo(Exception):
    """A day before the first that was published, or too far back to be the first."""


class OtherThanPublished(Exception):
    """What the audit table gives for a day is not what was published of it; what was published stands."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a day's list tells of an entry; None where it names no authority or category."""

    digest: str
    kind: str
    authority: str | None
    category: str | None


@dataclass(frozen=True, slots=True)
class Head:
    """What binds the entries of a day, and that day to all days before it."""

    day: date
    """One of the region's days; an entry belongs to the day on which it was added to its chain."""
    entries: int
    root: str
    """Of the Merkle tree over the digests of the day's entries, as 64 hexadecimal digits."""
    previous: str
    """The head of the day before, as 64 hexadecimal digits; zeros on the first day."""
    head: str
    """SHA-256 of all the rest, as 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Told:
    """A number as it may be told to anyone: from `at_least` to `at_most`, which are the same unless it is small."""

    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Line:
    """How many risk records of one authority and category took effect on a day, and how many were lifted."""

    authority: str
    category: str
    assigned: Told
    lifted: Told


@dataclass(frozen=True, slots=True)
class PublicDay:
    """What anyone may know of a day. Without a total, from which a small number could be found by subtraction.

    The number of all entries would be such a total, so of the day's head only `head` is here: whoever knew its root and
    the head before could find the number by trying.
    """

    day: date
    head: str
    lines: tuple[Line, ...]
    """In the order of authorities, then of categories; none for what did not occur."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as whoever verifies a day finds it."""

    listed: Listed
    place: str
    """Its two keys: whose entry, and which."""
    is_sound: bool
    """It lies where it should, and everything in it is what its digest says."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file of the bucket was at first, and how often it was written or removed after that."""

    content: bytes | None
    """None when there never was one."""
    later: int


class DayFlaw(StrEnum):
    """How a day is not as it was published."""

    NOT_PUBLISHED = "NOT_PUBLISHED"
    WRITTEN_OVER = "WRITTEN_OVER"
    """A file was put, or removed, where one had been published."""
    HEAD_ALTERED = "HEAD_ALTERED"
    """The file of a head is none, is of another day, or does not have the digest that it names."""
    NOT_CHAINED = "NOT_CHAINED"
    """It names another head before it than the day before has."""
    ENTRY_ALTERED = "ENTRY_ALTERED"
    ENTRIES_REMOVED = "ENTRIES_REMOVED"
    ENTRIES_ADDED = "ENTRIES_ADDED"
    ENTRIES_REPLACED = "ENTRIES_REPLACED"
    """As many as were published, and not the same."""
    OTHER_COUNTS = "OTHER_COUNTS"
    """The published numbers are not those of the entries."""


@dataclass(frozen=True, slots=True)
class DayFinding:
    """One flaw of one day."""

    day: date
    flaw: DayFlaw
    place: str = ""
    """Of the entry, where there is one."""
    number: int = 0
    """By how many there are too few or too many."""
