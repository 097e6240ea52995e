"""Organisations that their members declare to, and what their administrators see of it (M18)."""

from dataclasses import dataclass
from datetime import datetime

from shared.declarations.model import Content, OrganisationKind
from shared.kernel.ids import AccountId, OrganisationId, PersonId


@dataclass(frozen=True, slots=True)
class Organisation:
    """An enterprise or organisation; whoever knows its invitation may join it."""

    organisation_id: OrganisationId
    name: str
    kind: OrganisationKind
    administrator: AccountId
    invitation: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Declared:
    """What a member declared to the organisation, and when."""

    at: datetime
    content: Content


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the organisation's own list has them."""

    person_id: PersonId
    masked_name: str
    number: str | None
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One declaration of one day, with the member's name and number as they were then."""

    person_id: PersonId
    masked_name: str
    number: str | None
    declared: Declared


@dataclass(frozen=True, slots=True)
class MemberOnDay:
    """A line of an organisation's list of one day.

    `left` says that who declared on that day is no longer a member. `member` names the member to this organisation
    only, so that two administrators cannot tell by it that they speak of the same person.
    """

    member: str
    masked_name: str
    number: str | None
    left: bool
    declared: Declared | None
    """The newest declaration of that day, or None when there is none."""
