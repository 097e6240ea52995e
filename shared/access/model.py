"""An access: somebody of the staff saw something of a person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.checkpoints.model import Place
from shared.codes.model import Outcome
from shared.kernel.ids import CheckpointId
from shared.kernel.roles import StaffRole
from shared.risk.model import Colour


class Purpose(StrEnum):
    """What a person was looked at for."""

    CODE_CHECK = "CODE_CHECK"
    """Their code was scanned (M10)."""


@dataclass(frozen=True, slots=True)
class Access:
    """One access as its person sees it: when, for what, by which role, where; never by whose account."""

    at: datetime
    purpose: Purpose
    roles: tuple[StaffRole, ...]
    """The roles of the one who looked, in the order of their names."""
    checkpoint_id: CheckpointId
    place: Place
    outcome: Outcome | None
    """What the scan of a code led to; None for what is no scan."""
    colour: Colour | None
    """The colour that was answered; None where none was."""
