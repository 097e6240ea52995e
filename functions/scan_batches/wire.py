"""The body of a batch of late scans, and its answer."""

from typing import Literal

from pydantic import Field

from shared.aws.wire import Instant, Wire
from shared.codes.model import Outcome
from shared.risk.model import Colour
from shared.scan_batches.model import Refusal, Result
from shared.scans.model import Decision


class LateScanBody(Wire):
    """A scan as a gate decided it without a connection."""

    key: str = Field(
        pattern=r"^[A-Za-z0-9_-]{8,64}$",
        description="What the `Idempotency-Key` would be, had the gate asked: one key is one scan, either way",
    )
    payload: str = Field(max_length=4096, repr=False, description="What was read; any text may be scanned")
    checkpoint_id: str = Field(max_length=40, examples=["440106-H-7F3K2M6Q-U"])
    scanned_at: Instant = Field(description="Within the time that scans are kept; at most five minutes ahead")
    outcome: Outcome
    decision: Decision
    colour: Colour | None = Field(description="Null unless the outcome is VALID")
    as_of: Instant = Field(description="Of which instant the lists spoke; at most five minutes after the scan")
    source: Literal["status_list"]


class ScanBatchBody(Wire):
    """Late scans in any order. One that is wrong is refused alone, as long as its key can be read."""

    scans: list[LateScanBody] = Field(min_length=1, max_length=100)


class EndedScanBody(Wire):
    """What became of one of them."""

    key: str
    result: Result = Field(description="KNOWN: it was stored before. REFUSED: it is not stored; the others are")
    scan: str | None = Field(description="Null for one that was refused")
    problem: Refusal | None = Field(description="Null unless it was refused")


class ScanBatchAnswerBody(Wire):
    """What became of each scan, in the order of the request."""

    scans: list[EndedScanBody]
