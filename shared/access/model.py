"""An access: somebody of the staff, or another region, saw something of a person."""

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
    OFFLINE_REGISTRATION = "OFFLINE_REGISTRATION"
    """Their papers were seen, and they were registered without the identity register (M4)."""
    IDENTITY_CHECK = "IDENTITY_CHECK"
    """Whether the one who shows the code is the one whose code it is; this and the rest are of look-ups (M11)."""
    HEALTH_CHECK = "HEALTH_CHECK"
    MEDICAL_CARE = "MEDICAL_CARE"
    EPIDEMIC_INVESTIGATION = "EPIDEMIC_INVESTIGATION"
    HEALTH_QUERY = "HEALTH_QUERY"
    """Another region asked, to show the person what is held of them here (M21)."""


class LookedUp(StrEnum):
    """What of a person was looked up (M11)."""

    IDENTITY = "IDENTITY"
    """Name, document and the ends of the phone."""
    MASKED_IDENTITY = "MASKED_IDENTITY"
    """The same without the middle of the document number."""
    TRAVEL = "TRAVEL"
    CONTACTS = "CONTACTS"
    DECLARATIONS = "DECLARATIONS"
    HEALTH_SUMMARY = "HEALTH_SUMMARY"
    """What other regions ask (M21): the colour, and of each list how much there is."""
    HEALTH_DETAIL = "HEALTH_DETAIL"
    """The colour with its reasons, and of each list the newest."""


@dataclass(frozen=True, slots=True)
class Access:
    """One access as its person sees it: when, for what, by which role, where; never by whose account."""

    at: datetime
    purpose: Purpose
    roles: tuple[StaffRole, ...]
    """The roles of the one who looked, in the order of their names; none for another region."""
    checkpoint_id: CheckpointId | None
    """None for another region, as is the place."""
    place: Place | None
    outcome: Outcome | None
    """What the scan of a code led to; None for what is no scan."""
    colour: Colour | None
    """The colour that was answered; None where none was."""
    looked_up: LookedUp | None = None
    """What a look-up asked for; None for what is none."""
    region: int | None = None
    """The other region that asked; None where it was somebody of our own staff."""
    decided_offline: bool = False
    """Whether a gate without a connection decided by itself, and told the region later."""
