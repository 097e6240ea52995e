"""Whom an account may act for: the check before everything that belongs to a person (M5, M6)."""

import re
from dataclasses import dataclass

from shared.aws.tables import Table
from shared.family.model import Acting, Link, SwitchEntry
from shared.family.rules import holding, holds
from shared.family.store import FamilyStore
from shared.identity.store import AccountStore
from shared.kernel.clock import Clock
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.signals import FamilyLinkRemoved, Signals
from shared.risk.store import RiskStore

# A person who cannot exist is not looked for: DynamoDB would take an endless id for a fault of ours.
_PERSON_ID = re.compile(r"[a-z2-7]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Family:
    """Those for whom a person acts, and those who act for the person."""

    members: tuple[Link, ...]
    guardians: tuple[Link, ...]


class FamilyService:
    """Family links as their people see them; they are made by registration, which asks the identity register."""

    def __init__(self, *, core: Table, clock: Clock, signals: Signals) -> None:
        self._accounts = AccountStore(core)
        self._links = FamilyStore(core)
        self._people = RiskStore(core)
        self._clock = clock
        self._signals = signals

    def acting(self, account: AccountId, person_id: str) -> Acting:
        """The right of `account` to act for a person: its own one, or a linked one.

        Raises DomainError NOT_FOUND, the same whether the person does not exist or is somebody else's.
        """
        own = self._accounts.person_of(account) if _PERSON_ID.fullmatch(person_id) else None
        if own is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        subject = PersonId(person_id)
        if subject != own:
            link = self._links.link(own, subject)
            if link is None or not holds(link, self._clock()):
                raise DomainError(ErrorCode.NOT_FOUND)
        return Acting(account, own, subject)

    def people(self, account: AccountId) -> tuple[SwitchEntry, ...]:
        """Everyone the account may act for, its own person first; empty before registration (M5)."""
        own = self._accounts.person_of(account)
        if own is None:
            return ()
        person = self._people.person(own)
        links = holding(self._links.members(own), self._clock())
        members = (SwitchEntry(link.member, link.member_name, link.relation.value) for link in links)
        return (SwitchEntry(own, person.masked_name or "", "SELF"), *members)

    def family(self, account: AccountId) -> Family:
        """The links of the account's own person, in both directions.

        Raises DomainError NOT_REGISTERED.
        """
        own, now = self._own(account), self._clock()
        return Family(holding(self._links.members(own), now), holding(self._links.guardians(own), now))

    def remove(self, account: AccountId, person_id: str) -> None:
        """End every link between the account's own person and another one, whichever of the two acts for the other.

        Raises DomainError NOT_REGISTERED, NOT_FOUND when there is no link, or BUSY.
        """
        own = self._own(account)
        if not _PERSON_ID.fullmatch(person_id):
            raise DomainError(ErrorCode.NOT_FOUND)
        removed = retry_when_changed(lambda: self._remove(own, PersonId(person_id)))
        if not removed:
            raise DomainError(ErrorCode.NOT_FOUND)
        for _ in range(removed):
            self._signals(FamilyLinkRemoved())

    def _own(self, account: AccountId) -> PersonId:
        own = self._accounts.person_of(account)
        if own is None:
            raise DomainError(ErrorCode.NOT_REGISTERED)
        return own

    def _remove(self, own: PersonId, other: PersonId) -> int:
        both = (self._links.link(own, other), self._links.link(other, own))
        found = holding((link for link in both if link), self._clock())
        if found:
            self._links.remove(found)
        return len(found)
