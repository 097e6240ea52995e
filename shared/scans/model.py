"""A scan and its verdict (M10)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.codes.model import Outcome
from shared.kernel.ids import CheckpointId, CodeId, PersonId, ScanId
from shared.kernel.roles import Actor
from shared.risk.model import Colour, Hold


class Decision(StrEnum):
    """What staff do: green passes, red stops, anything else is a look at the person's document."""

    PASS = "PASS"
    STOP = "STOP"
    CHECK = "CHECK"


class Source(StrEnum):
    """Where a verdict comes from."""

    LIVE = "live"
    """The region that issued the code, which was asked: this one."""
    PEER = "peer"
    """The region that issued the code, which was asked: another one."""
    STATUS_LIST = "status_list"
    """A signed status list of the region that issued the code; nobody was asked."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one scan; a colour is there exactly when the outcome is `VALID`, and is never a guess."""

    outcome: Outcome
    decision: Decision
    colour: Colour | None
    because: tuple[Hold, ...]
    as_of: datetime
    source: Source
    unconfirmed: bool = False
    """Whether the person of a valid code was registered offline, and not confirmed until then (M4)."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One verification by one officer or gate at one checkpoint."""

    scan_id: ScanId
    actor: Actor
    checkpoint_id: CheckpointId
    code_id: CodeId | None
    """None when the payload was no genuine code."""
    person_id: PersonId | None
    verdict: Verdict
    scanned_at: datetime
    """When the code was before the scanner; what the verdict rests on may be older."""
    uploaded_at: datetime | None = None
    """When the region was told of it, by a gate that had decided without a connection; None for what it was asked."""
