"""Who may act for whom (M3 to M6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel.ids import AccountId, PersonId


class Relation(StrEnum):
    """What the member is to the one who acts for them."""

    PARENT = "PARENT"
    SPOUSE = "SPOUSE"
    CHILD = "CHILD"
    GRANDPARENT = "GRANDPARENT"
    GRANDCHILD = "GRANDCHILD"
    SIBLING = "SIBLING"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Link:
    """`guardian` may act for `member`; names are masked. `ends_at` is the first instant at which it no longer holds."""

    guardian: PersonId
    member: PersonId
    relation: Relation
    guardian_name: str
    member_name: str
    linked_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """An account that may act for a person: the one way to anything that belongs to a person.

    Only `FamilyService.acting` makes one, so that what takes an `Acting` cannot be called for somebody else's person.
    """

    account: AccountId
    actor: PersonId
    """The account's own person."""
    subject: PersonId
    """The person the act is for."""


@dataclass(frozen=True, slots=True)
class SwitchEntry:
    """One person an account may act for (M5)."""

    person_id: PersonId
    masked_name: str
    relation: str
    """`SELF`, or what the person is to the account's own one."""
