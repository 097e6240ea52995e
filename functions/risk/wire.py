"""Bodies of the red list."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.aws.wire import Day, Instant, Prose, Wire
from shared.risk.model import Category, RecordState
from shared.risk.service import Decision

Reference = Annotated[str, StringConstraints(pattern=r"^[\p{Han}A-Za-z0-9()（）〔〕\[\]./_-]{1,64}$")]
"""The authority's own number of the case."""


class SubjectBody(Wire):
    """Whom an assignment is about, by their document."""

    type: str = Field(max_length=40, examples=["RESIDENT_ID"])
    number: str = Field(max_length=40, repr=False)


class AssignmentBody(Wire):
    """All that an assignment must state; the authority and the officer are those of the token (M8)."""

    document: SubjectBody
    category: Category
    case_reference: Reference
    reason: Prose = Field(description="Shown to the person")
    starts_at: Instant | None = Field(None, description="At once when left out")
    ends_on: Day | None = Field(None, description="The last day; it ends by itself when the day is over")
    review_on: Day | None = Field(None, description="When there is no end: the day it is looked at again")


class LiftBody(Wire):
    """Why a record is lifted."""

    reason: Prose


class DecisionBody(Wire):
    """What a second officer says of a waiting record, and why."""

    decision: Decision
    reason: Prose


class WaitingRecordBody(Wire):
    """A waiting record as the second officer finds it."""

    record: str
    category: Category
    officer: str = Field(description="Who made it, and may not decide on it")
    case_reference: str
    reason: str
    starts_at: str
    ends_on: str | None
    review_on: str | None
    recorded_at: str


class WaitingRecordsBody(Wire):
    """A part of what waits, oldest first."""

    records: list[WaitingRecordBody]
    cursor: str | None


class RecordBody(Wire):
    """A record as stored."""

    record: str
    state: RecordState = Field(description="A record that waits, or was refused, colours nobody")
    person: str
    category: Category
    authority: str
    officer: str
    case_reference: str
    reason: str
    starts_at: str
    ends_on: str | None
    review_on: str | None
    recorded_at: str
    decided_at: str | None
    decided_by: str | None
    decision_reason: str | None
    lifted_at: str | None
    lifted_by: str | None
    lift_reason: str | None
