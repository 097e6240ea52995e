"""A look-up: what an officer asks about the person of their own scan, and what they are shown (M11)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from shared.access.model import LookedUp, Purpose
from shared.identity.model import Document
from shared.kernel.encounter import Encounter
from shared.kernel.ids import EntryId
from shared.kernel.pii import Name

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LookUp:
    """One look-up, as the person's access log keeps it."""

    look_up_id: EntryId
    encounter: Encounter
    looked_up: LookedUp
    purpose: Purpose
    at: datetime


@dataclass(frozen=True, slots=True)
class SeenIdentity:
    """Who somebody is, as far as the one who looked may see it."""

    name: Name
    document: Document
    """Its number is masked where the role sees no more."""
    masked_phone: str | None = field(repr=False)
    unconfirmed: bool
    """Whether staff wrote this down from papers, and no identity register has confirmed it since."""


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """Something declared, and when it was declared last."""

    what: T = field(repr=False)
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class Fortnight(Generic[T]):
    """What was declared of the last 14 days, newest first."""

    told: tuple[Told[T], ...]
    complete: bool
    """False when so many declarations were made that the oldest of them were not read."""
