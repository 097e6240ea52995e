"""Scans that a gate decided without a connection, and uploads in batches when it has one again (M10, M13)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.codes.model import Outcome
from shared.kernel.ids import ScanId
from shared.risk.model import Colour
from shared.scans.model import Decision


@dataclass(frozen=True, slots=True)
class LateScan:
    """One scan as the gate tells of it: what it read where and when, and what it then decided by its lists."""

    key: str
    """What the gate named the scan; as its Idempotency-Key, had it asked the region."""
    payload: str = field(repr=False)
    checkpoint_id: str
    scanned_at: datetime
    outcome: Outcome
    decision: Decision
    colour: Colour | None
    as_of: datetime
    """The instant of which the gate's lists spoke."""


class Result(StrEnum):
    """What became of one scan of a batch."""

    STORED = "STORED"
    KNOWN = "KNOWN"
    """It was stored before: by a batch that was sent already, or by the gate asking the region after all."""
    REFUSED = "REFUSED"


class Refusal(StrEnum):
    """Why a scan of a batch is not stored; clients may branch on these names, so none is ever renamed."""

    INVALID_REQUEST = "INVALID_REQUEST"
    """A field is missing, unknown, or not what it is to be."""
    INVALID_CHECKPOINT = "INVALID_CHECKPOINT"
    CONTRADICTORY_VERDICT = "CONTRADICTORY_VERDICT"
    """The decision or the colour is not what goes with the outcome."""
    NOT_GENUINE = "NOT_GENUINE"
    """The payload is no code under a key that counts, and the gate says that it is."""
    SCAN_TOO_OLD = "SCAN_TOO_OLD"
    """Older than scans are kept."""
    SCAN_AHEAD_OF_TIME = "SCAN_AHEAD_OF_TIME"
    STATUS_AFTER_SCAN = "STATUS_AFTER_SCAN"
    """The lists speak of an instant after the scan."""
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    """Another scan has this key."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The result of one scan of a batch."""

    key: str
    result: Result
    scan_id: ScanId | None = None
    """None when it was refused."""
    refusal: Refusal | None = None
