"""A grid worker's check of a person's health, on site (M15)."""

from dataclasses import dataclass, field
from datetime import datetime

from shared.declarations.model import Symptom
from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, ScanId
from shared.kernel.roles import StaffRole

CHECKER = StaffRole.GRID_WORKER
"""Who checks people's health on site."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found; no symptoms is a finding too."""

    symptoms: tuple[Symptom, ...] = field(repr=False)
    tenths: int | None = field(repr=False)
    """Tenths of a degree Celsius; None where no temperature was taken."""
    remarks: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One check as it was made; nothing of it ever changes."""

    entry_id: EntryId
    person_id: PersonId
    findings: Findings
    temperature_id: EntryId | None
    """The temperature of the person that was recorded with it; None where none was taken."""
    checked_at: datetime
    officer: AccountId
    checkpoint_id: CheckpointId
    scan_id: ScanId
