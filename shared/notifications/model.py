"""Notifications: that there is news about a person's health code, for the accounts that may see it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.access.model import LookedUp
from shared.kernel.ids import AccountId, EntryId, PersonId
from shared.risk.model import Hold


class Kind(StrEnum):
    """What residents are told of."""

    COLOUR_CHANGED = "COLOUR_CHANGED"
    """The colour of a code changed; which one it has now is only ever shown with the code."""
    APPEAL_DECIDED = "APPEAL_DECIDED"
    FAMILY_LINK_MADE = "FAMILY_LINK_MADE"
    """Somebody may act for the person from now on."""
    IDENTITY_LOOKED_UP = "IDENTITY_LOOKED_UP"
    """An officer saw who the person is."""


@dataclass(frozen=True, slots=True)
class HoldsWritten:
    """The holds of a person, before and after a write."""

    before: tuple[Hold, ...]
    after: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class AppealWritten:
    """Whether an appeal was decided, before and after a write."""

    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class LinkWritten:
    """When a family link was made, before and after a write; None where there was none."""

    before: datetime | None
    after: datetime


@dataclass(frozen=True, slots=True)
class LookUpWritten:
    """What was looked up."""

    looked_up: LookedUp


@dataclass(frozen=True, slots=True)
class Written:
    """A write that may be news about a person."""

    change_id: str
    """The same each time that the write is told of."""
    at: datetime
    person_id: PersonId
    what: HoldsWritten | AppealWritten | LinkWritten | LookUpWritten


@dataclass(frozen=True, slots=True)
class Notification:
    """One piece of news for one account."""

    entry_id: EntryId
    recipient: AccountId
    kind: Kind
    person_id: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """The order to tell one account of one notification; it says neither what the news is nor about whom."""

    recipient: AccountId
    entry_id: EntryId
