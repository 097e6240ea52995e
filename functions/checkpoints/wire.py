"""Bodies of checkpoints."""

from pydantic import Field

from shared.aws.wire import Prose, Wire
from shared.checkpoints.model import Kind


class NewCheckpointBody(Wire):
    """Where a checkpoint stands and what it is called."""

    division: str = Field(pattern=r"^[1-9][0-9]{5}$", description="GB/T 2260", examples=["440106"])
    kind: Kind
    name: Prose


class CheckpointBody(Wire):
    """A checkpoint as stored."""

    checkpoint_id: str
    division: str
    kind: Kind
    name: str
    created_at: str


class CheckpointsBody(Wire):
    """One page of checkpoints."""

    checkpoints: list[CheckpointBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")
