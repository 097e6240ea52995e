"""The electronic notice of release from medical observation (M15, M17)."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, RecordId, ScanId
from shared.kernel.roles import StaffRole

MOST_LIFTED = 20
"""As many records as one person may have active."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What medical staff state: where somebody was observed, by whom, from the first day to the last."""

    institution: str
    place: str
    observed_from: date
    observed_to: date


@dataclass(frozen=True, slots=True)
class ReleaseNotice:
    """One notice as it was issued; it is never changed."""

    entry_id: EntryId
    person_id: PersonId
    masked_name: str
    observation: Observation
    lifted: tuple[RecordId, ...]
    """The risk records that it ended."""
    issued_at: datetime
    kept_until: datetime
    """When the region's retention time for it is over."""
    payload: str
    """The text of its QR: an address with the signed claims, under which anyone can verify it."""
    officer: AccountId
    role: StaffRole
    checkpoint_id: CheckpointId
    scan_id: ScanId


@dataclass(frozen=True, slots=True)
class NoticeClaims:
    """The signed part of a notice's payload: who issued which notice when, under which key."""

    issuer: int
    key_id: int
    issued_at: int
    """Unix seconds."""
    entry_id: EntryId
