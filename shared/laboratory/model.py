"""The result of a nucleic acid test, as a medic records it through a scan (M15)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, RecordId, ScanId
from shared.kernel.roles import StaffRole

RECORDER = StaffRole.MEDIC
"""Who records test results."""


class Result(StrEnum):
    """What the laboratory found."""

    NEGATIVE = "NEGATIVE"
    POSITIVE = "POSITIVE"


@dataclass(frozen=True, slots=True)
class Sample:
    """What a medic states: what was found in which sample, by which laboratory."""

    result: Result = field(repr=False)
    sampled_at: datetime
    laboratory: str


@dataclass(frozen=True, slots=True)
class LabResult:
    """One result as it was recorded; nothing of it ever changes. It colours nobody: only an authority does (M8)."""

    entry_id: EntryId
    person_id: PersonId
    sample: Sample
    lifted: tuple[RecordId, ...]
    """The risk records that ended with it, since it was the second negative one."""
    recorded_at: datetime
    officer: AccountId
    checkpoint_id: CheckpointId
    scan_id: ScanId
