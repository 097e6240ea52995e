"""Bodies of those who decide appeals."""

from pydantic import Field

from shared.appeals.model import AppealOutcome, AppealState
from shared.aws.wire import LongProse, Wire
from shared.risk.model import Category


class NewDecisionBody(Wire):
    """What becomes of the record, and why."""

    outcome: AppealOutcome = Field(description="UPHELD: the record stays. LIFTED: it is lifted at once")
    reason: LongProse = Field(description="Shown to the person; of a lifted record, why it was lifted")


class OpenAppealBody(Wire):
    """An appeal that waits for a decision."""

    appeal: str
    record: str
    person: str
    category: Category
    authority: str = Field(description="The one that made the record")
    reason: str
    filed_at: str
    deadline: str
    state: AppealState


class OpenAppealsBody(Wire):
    """One page of appeals that wait for a decision."""

    appeals: list[OpenAppealBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")


class DecidedAppealBody(OpenAppealBody):
    """An appeal with its decision."""

    decision_reason: str
    decided_for: str = Field(description="The authority that decided")
    decided_by: str
    decided_at: str
