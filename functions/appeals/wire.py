"""Bodies of a person's appeals."""

from enum import StrEnum

from pydantic import Field

from shared.appeals.model import AppealOutcome, AppealState
from shared.aws.wire import LongProse, Wire
from shared.risk.model import Category


class FiledBy(StrEnum):
    """Who filed an appeal: the person themselves, or somebody of their family."""

    SELF = "SELF"
    FAMILY = "FAMILY"


class NewAppealBody(Wire):
    """Against which record, and why."""

    record: str = Field(
        pattern=r"^[a-z2-7]{32}-[a-z2-7]{16}$", description="As the reasons of the code name it; it is active now"
    )
    reason: LongProse = Field(description="What is wrong about the record; the authority reads it")


class AppealDecisionBody(Wire):
    """How an appeal was decided."""

    outcome: AppealOutcome
    authority: str
    reason: str
    decided_at: str


class AppealBody(Wire):
    """An appeal as it was filed, and where it stands."""

    appeal: str
    record: str
    category: Category
    authority: str = Field(description="The one that made the record")
    reason: str
    filed_by: FiledBy
    filed_at: str
    deadline: str = Field(description="From this instant on the supervising authority may decide as well")
    state: AppealState
    decision: AppealDecisionBody | None


class AppealsBody(Wire):
    """One page of appeals."""

    appeals: list[AppealBody]
    cursor: str | None = Field(description="Send it to get the next page; null on the last one")
