"""A temperature of a person, as staff measured it (M15, M16)."""

from dataclasses import dataclass
from datetime import datetime

from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, ScanId
from shared.kernel.roles import StaffRole

LOWEST, HIGHEST = 300, 450
"""Tenths of a degree Celsius: what a living person's temperature can be, and no thermometer's fault."""

MEASURERS = (StaffRole.INSPECTOR, StaffRole.GRID_WORKER, StaffRole.MEDIC)
"""Who registers temperatures (M15), the role that is there for it first."""


@dataclass(frozen=True, slots=True)
class Temperature:
    """One measurement; it is never changed, and the newest one of a person counts (M16)."""

    entry_id: EntryId
    person_id: PersonId
    tenths: int
    """Tenths of a degree Celsius: 373 is 37.3."""
    measured_at: datetime
    officer: AccountId
    role: StaffRole
    checkpoint_id: CheckpointId
    scan_id: ScanId
