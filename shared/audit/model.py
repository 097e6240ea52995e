"""What is known for good of what happened to a person: one entry a change, each bound to the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from shared.kernel.ids import PersonId

Fact = str | int | tuple[str, ...]
"""Ids, authorities, accounts, categories, instants and digests; no name, document, phone or free text."""


class Kind(StrEnum):
    """What happened."""

    ACCOUNT_BOUND = "ACCOUNT_BOUND"
    PERSON_STORED = "PERSON_STORED"
    """The first that is stored of a person, unless it is a hold."""
    PERSON_CHANGED = "PERSON_CHANGED"
    HOLDS_CHANGED = "HOLDS_CHANGED"
    """Other holds count for the person, or for one of their codes: perhaps another colour. Always told of, whatever
    record it comes from, or should it come from none."""
    CODE_ISSUED = "CODE_ISSUED"
    CODE_REPLACED = "CODE_REPLACED"
    REGISTERED_OFFLINE = "REGISTERED_OFFLINE"
    IDENTITY_CONFIRMED = "IDENTITY_CONFIRMED"
    """The register confirmed somebody whom staff had registered from papers."""
    RISK_ASSIGNED = "RISK_ASSIGNED"
    RISK_WAITING = "RISK_WAITING"
    RISK_APPROVED = "RISK_APPROVED"
    RISK_REFUSED = "RISK_REFUSED"
    RISK_WITHDRAWN = "RISK_WITHDRAWN"
    RISK_LIFTED = "RISK_LIFTED"
    RISK_APPEALED = "RISK_APPEALED"
    RISK_APPEAL_DECIDED = "RISK_APPEAL_DECIDED"
    APPEAL_FILED = "APPEAL_FILED"
    APPEAL_DECIDED = "APPEAL_DECIDED"
    RELEASE_NOTICE_ISSUED = "RELEASE_NOTICE_ISSUED"
    FAMILY_MEMBER_ADDED = "FAMILY_MEMBER_ADDED"
    FAMILY_MEMBER_REMOVED = "FAMILY_MEMBER_REMOVED"
    GUARDIAN_ADDED = "GUARDIAN_ADDED"
    GUARDIAN_REMOVED = "GUARDIAN_REMOVED"
    DECLARED = "DECLARED"
    TEMPERATURE_TAKEN = "TEMPERATURE_TAKEN"
    HEALTH_CHECKED = "HEALTH_CHECKED"
    TEST_RESULT_RECORDED = "TEST_RESULT_RECORDED"
    CERTIFICATE_REQUESTED = "CERTIFICATE_REQUESTED"
    CERTIFICATE_CONFIRMED = "CERTIFICATE_CONFIRMED"
    CERTIFICATE_REJECTED = "CERTIFICATE_REJECTED"
    ITINERARY_CONSENT_GIVEN = "ITINERARY_CONSENT_GIVEN"
    ITINERARY_CONSENT_REVOKED = "ITINERARY_CONSENT_REVOKED"
    PROVINCES_CONSENT_GIVEN = "PROVINCES_CONSENT_GIVEN"
    PROVINCES_CONSENT_REVOKED = "PROVINCES_CONSENT_REVOKED"
    ORGANISATION_JOINED = "ORGANISATION_JOINED"
    ORGANISATION_LEFT = "ORGANISATION_LEFT"
    SCANNED = "SCANNED"
    LOOKED_UP = "LOOKED_UP"
    ASKED_BY_REGION = "ASKED_BY_REGION"
    """Another region asked about the person."""
    SCANNED_BY_REGION = "SCANNED_BY_REGION"
    """Another region asked about the person's code."""
    RECORD_CHANGED = "RECORD_CHANGED"
    """An item changed in a way that no function of the suite changes it."""
    RECORD_REMOVED = "RECORD_REMOVED"
    """Somebody removed an item that no function of the suite removes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a person's chain."""

    person_id: PersonId
    number: int
    """From 1, without a gap."""
    kind: Kind
    at: datetime
    """When it happened, UTC, to the second."""
    recorded_at: datetime
    """When it was added to the chain, UTC, to the second."""
    facts: Mapping[str, Fact] = field(repr=False)
    change_id: str
    """Of the change in the core table that it tells of."""
    previous: str
    """The digest of the entry before, as 64 hexadecimal digits; zeros in the first."""
    digest: str
    """SHA-256 of all the rest, as 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What a change of an item says of a person."""

    person_id: PersonId
    kind: Kind
    facts: Mapping[str, Fact] = field(repr=False)


class Change(Protocol):
    """A change of an item of the core table, as the table's stream tells it."""

    @property
    def change_id(self) -> str:
        """The same each time that the change is told."""

    @property
    def at(self) -> datetime:
        """UTC, to the second."""

    @property
    def key(self) -> Mapping[str, str]:
        """The item's two keys."""

    @property
    def old(self) -> Mapping[str, Any]:
        """The item before; empty for a new one."""

    @property
    def new(self) -> Mapping[str, Any]:
        """The item after; empty for one that is gone."""

    @property
    def expired(self) -> bool:
        """Removed by the table itself, because its time was over."""

    @property
    def position(self) -> str:
        """Where in the stream it stands."""


class NotUnderstood(Exception):
    """A change of an item that no function of the suite stores, or that has not what such an item has."""

    def __init__(self, item: str) -> None:
        super().__init__(item)
        self.item = item
        """The kind of the item, which names nobody."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a chain, as much of it as the next one needs."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What lies at one place of a chain."""

    place: int
    """From 1; 0 for what lies beside the chain, where nothing should."""
    entry: Entry | None
    """None for what cannot be read as an entry."""


class Flaw(StrEnum):
    """How a chain is not as it was written."""

    ALTERED = "ALTERED"
    """An entry is not what its digest says, or is none."""
    MISSING = "MISSING"
    REORDERED = "REORDERED"
    """An entry of another place, or of another person, lies here."""
    WRONG_PREVIOUS = "WRONG_PREVIOUS"
    """An entry names another one before it than there is: one of the two was written anew."""
    FOREIGN = "FOREIGN"
    """Something lies beside the entries."""
    HEAD_MISSING = "HEAD_MISSING"
    """No entry has the digest that was known: the end was cut off, or the chain was written anew."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw, and where it is."""

    flaw: Flaw
    number: int = 0
    """Of the entry, or of the first of several; 0 where there is none."""
    last: int = 0
    """Of the last of several missing ones; 0 for one."""
