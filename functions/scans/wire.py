"""The body of a scan and its answer; loaded at run time only for a body that is wrong."""

from pydantic import Field

from shared.aws.wire import Wire
from shared.codes.model import Outcome
from shared.risk.model import Category, Colour
from shared.scans.model import Decision, Source

PAYLOAD_LIMIT = 4096


class ScanBody(Wire):
    """What was read, and where; any text may be scanned, so any text is a payload."""

    payload: str = Field(max_length=PAYLOAD_LIMIT)
    checkpoint_id: str = Field(max_length=40, examples=["440106-H-7F3K2M6Q-U"])


class ScanReasonBody(Wire):
    """Why a code is red, for a role that may see it."""

    record: str = Field(description="What a notice of release names to end it")
    category: Category
    authority: str
    starts_at: str
    ends_at: str | None


class VerdictBody(Wire):
    """The answer to a scan (M10)."""

    scan: str
    outcome: Outcome
    decision: Decision
    colour: Colour | None = Field(description="Null unless the outcome is VALID")
    as_of: str
    source: Source
    issuer: int | None = Field(description="Whose code it is, by GB/T 2260; null for what is no genuine code")
    masked_name: str | None = Field(description="Null unless the outcome is VALID, and for a code of another region")
    identity_confirmed: bool | None = Field(
        description="False for who was registered offline and is not confirmed yet; null unless the outcome is VALID, "
        "and for a code of another region"
    )
    reasons: list[ScanReasonBody] | None = Field(
        description="Null for a role that may not see reasons, and for a code of another region"
    )
