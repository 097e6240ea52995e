"""Appeals against risk records: the right to have a red looked at again, with a clock behind it (GB/T 38963)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.kernel.ids import AccountId, Authority, EntryId, PersonId, RecordId
from shared.risk.model import Category


class AppealOutcome(StrEnum):
    """What an appeal ends in; named after what becomes of the record."""

    UPHELD = "UPHELD"
    """The record stays."""
    LIFTED = "LIFTED"
    """The record is lifted with the decision."""


class AppealState(StrEnum):
    """Where an appeal stands; a pure function of its decision and the clock."""

    OPEN = "OPEN"
    ESCALATED = "ESCALATED"
    """Its deadline is over and nobody has decided: the supervising authority may as well."""
    UPHELD = "UPHELD"
    LIFTED = "LIFTED"


@dataclass(frozen=True, slots=True)
class Decision:
    """How an appeal was decided: by whom, for which authority, and why."""

    outcome: AppealOutcome
    reason: str
    authority: Authority
    officer: AccountId
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal; what was filed never changes, and it is decided once."""

    entry_id: EntryId
    person_id: PersonId
    filed_by: PersonId
    record_id: RecordId
    category: Category
    authority: Authority
    """The one that made the record."""
    reason: str = field(repr=False)
    filed_at: datetime
    deadline: datetime
    """The first instant at which it is escalated, unless it is decided by then."""
    decision: Decision | None = None
