"""What is known for good of what happened to a person: one entry a change, each bound to the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.kernel.ids import PersonId

Fact = str | int | tuple[str, ...]
"""Ids, authorities, accounts, categories, instants and digests; no name, document, phone or free text."""


class Kind(StrEnum):
    """What happened."""

    ACCOUNT_BOUND = "ACCOUNT_BOUND"
    PERSON_STORED = "PERSON_STORED"
    """The first that is stored of a person: by their registration, or by a first hold."""
    PERSON_CHANGED = "PERSON_CHANGED"
    HOLDS_CHANGED = "HOLDS_CHANGED"
    """Other holds count for the person, or for one of their codes: perhaps another colour."""
    CODE_ISSUED = "CODE_ISSUED"
    CODE_REPLACED = "CODE_REPLACED"
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
    CERTIFICATE_REQUESTED = "CERTIFICATE_REQUESTED"
    CERTIFICATE_CONFIRMED = "CERTIFICATE_CONFIRMED"
    CERTIFICATE_REJECTED = "CERTIFICATE_REJECTED"
    ITINERARY_CONSENT_GIVEN = "ITINERARY_CONSENT_GIVEN"
    ITINERARY_CONSENT_REVOKED = "ITINERARY_CONSENT_REVOKED"
    ORGANISATION_JOINED = "ORGANISATION_JOINED"
    ORGANISATION_LEFT = "ORGANISATION_LEFT"
    SCANNED = "SCANNED"
    LOOKED_UP = "LOOKED_UP"
    RECORD_EXPIRED = "RECORD_EXPIRED"
    """The table removed an item because its time was over."""
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
