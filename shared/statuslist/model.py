"""The words of the status lists: what a code's two bits say, a list, and the contents that a scanner starts from."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from shared.kernel.ids import CodeId
from shared.risk.model import Hold

BITS = 2
LISTS = 256
PLACES = 2**20
PACKED_BYTES = PLACES * BITS // 8


class CodeStatus(IntEnum):
    """What a code's two bits say; the values are those of the IETF's registry of status types."""

    GREEN = 0
    """`VALID` there."""
    RED = 1
    """`INVALID` there."""
    REPLACED = 2
    """`SUSPENDED` there: the nearest to a code that is no longer the one of its person."""


@dataclass(frozen=True, slots=True)
class NotGreen:
    """A code that may be something else than green: it was replaced, or its person has holds, which may be over."""

    code_id: CodeId
    replaced: bool
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class StatusList:
    """One of an issuer's lists: the statuses of the codes that have their place in it."""

    issuer: int
    number: int
    """0 to 255."""
    issued_at: datetime
    expires_at: datetime
    packed: bytes = field(repr=False)
    """Two bits a code, the lowest of a byte first."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Which edition of each list is the present one; `issued_at` is the instant of which all of them speak.

    A list that did not change is not issued again, so its own instant may be hours old: it is the contents that say
    that it still holds.
    """

    issuer: int
    issued_at: datetime
    expires_at: datetime
    lists: tuple[datetime, ...]
    """When the present edition of each list was issued, by its number."""


class NotAtHand(Exception):
    """A file of another issuer's lists that was not to be had; `fault` is a class name, or empty where none is held."""

    def __init__(self, fault: str = "") -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Published:
    """The contents as they are published."""

    contents: bytes = field(repr=False)
    """The signed contents."""
    digests: tuple[str, ...] = field(repr=False)
    """What each list's packed statuses hash to, by which a build sees whether a list has changed; none for a mirror."""
    tag: str = ""
    """By which they are replaced, and by which a scanner knows that it has them; empty before they are published."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where an edition of a list is handed out for the next minutes."""

    address: str = field(repr=False)
    """Whoever has it gets the edition, so that it is shown to nobody but the one who asked."""


Edition = bytes | Elsewhere
"""An edition of a list, or where it is."""
