"""The words of the red list: category, hold, record, colour (M7, M8)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.kernel.ids import AccountId, Authority, EntryId, PersonId, RecordId


class Category(StrEnum):
    """The six reasons for red, exactly these (M8); green is the absence of all of them."""

    CONFIRMED_OR_POSITIVE = "CONFIRMED_OR_POSITIVE"
    """确诊病例和核酸阳性人员"""
    SUSPECTED = "SUSPECTED"
    """疑似病例"""
    CLOSE_CONTACT = "CLOSE_CONTACT"
    """密切接触者"""
    HIGH_RISK_ARRIVAL = "HIGH_RISK_ARRIVAL"
    """疫情地高风险来粤人员"""
    CENTRAL_QUARANTINE = "CENTRAL_QUARANTINE"
    """集中隔离人员"""
    HOME_QUARANTINE = "HOME_QUARANTINE"
    """居家隔离人员"""


class Colour(StrEnum):
    """What a code shows (M7)."""

    GREEN = "GREEN"
    RED = "RED"


@dataclass(frozen=True, slots=True)
class Hold:
    """What a scan needs of a risk record: why red, by whom, from when, until when.

    `ends_at` is the first instant at which it no longer holds; None when only a lift ends it, and then
    `review_on` is the day by which the authority looks at it again.
    """

    record_id: RecordId
    category: Category
    authority: Authority
    reason: str
    starts_at: datetime
    ends_at: datetime | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an officer states when putting a person on the red list; without any of it there is no red."""

    category: Category
    authority: Authority
    officer: AccountId
    case_reference: str
    reason: str
    starts_at: datetime
    ends_on: date | None
    review_on: date | None


class Approval(StrEnum):
    """What became of a record that the brake stopped; a record that it let pass has none."""

    WAITING = "WAITING"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    """Lifted before anybody decided."""


class RecordState(StrEnum):
    """Where a record stands, apart from the days that it names."""

    WAITING = "WAITING"
    """For a second officer; colours nobody."""
    ASSIGNED = "ASSIGNED"
    REFUSED = "REFUSED"
    """By the second officer; never coloured anybody."""
    LIFTED = "LIFTED"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """The row of an import that made a record, or that lifted it."""

    import_id: EntryId
    line: int


@dataclass(frozen=True, slots=True)
class RiskRecord:
    """One assignment as it was recorded, with who decided on it where it had to wait, and its lift once lifted."""

    record_id: RecordId
    person_id: PersonId
    assignment: Assignment
    recorded_at: datetime
    lifted_at: datetime | None = None
    lifted_by: AccountId | None = None
    lift_reason: str | None = None
    approval: Approval | None = None
    decided_at: datetime | None = None
    decided_by: AccountId | None = None
    decision_reason: str | None = None
    made_by_row: ImportedRow | None = None
    lifted_by_row: ImportedRow | None = None

    @property
    def state(self) -> RecordState:
        """Where it stands."""
        if self.lifted_at is not None:
            return RecordState.LIFTED
        match self.approval:
            case Approval.WAITING:
                return RecordState.WAITING
            case Approval.REFUSED:
                return RecordState.REFUSED
            case _:
                return RecordState.ASSIGNED


@dataclass(frozen=True, slots=True)
class Status:
    """A colour with the holds that explain it; no hold, and only then, is green."""

    colour: Colour
    because: tuple[Hold, ...]
