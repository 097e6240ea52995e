"""What makes a person red, until when, and what an assignment must state (M8, M9; DESIGN's accountable red)."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from shared.kernel.clock import day_of, end_of
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, RecordId
from shared.risk.model import Approval, Assignment, Colour, Hold, RiskRecord, Status

LONGEST = timedelta(days=366)
MOST_ACTIVE = 20
"""More holds than any person has; bounds the item that every scan reads."""


def status_at(holds: Iterable[Hold], now: datetime) -> Status:
    """The colour at `now` with the holds that explain it: red exactly while one of them runs.

    A pure fold over the holds and the clock, so an end date takes effect with no job to run.
    """
    because = tuple(hold for hold in holds if hold.starts_at <= now and not _is_over(hold, now))
    return Status(Colour.RED if because else Colour.GREEN, because)


def hold_of(record_id: RecordId, assignment: Assignment) -> Hold:
    """What a scan needs of an assignment."""
    return Hold(
        record_id=record_id,
        category=assignment.category,
        authority=assignment.authority,
        reason=assignment.reason,
        starts_at=assignment.starts_at,
        ends_at=end_of(assignment.ends_on) if assignment.ends_on else None,
        review_on=assignment.review_on,
    )


def with_hold(holds: tuple[Hold, ...], new: Hold, now: datetime) -> tuple[Hold, ...]:
    """The holds with `new` added, once, and those that are over dropped.

    Raises DomainError TOO_MANY_ACTIVE_RECORDS.
    """
    kept = without_hold(holds, new.record_id, now)
    if len(kept) >= MOST_ACTIVE:
        raise DomainError(ErrorCode.TOO_MANY_ACTIVE_RECORDS, {"limit": MOST_ACTIVE})
    return (*kept, new)


def without_hold(holds: tuple[Hold, ...], lifted: RecordId, now: datetime) -> tuple[Hold, ...]:
    """The holds without the lifted one and without those that are over."""
    return without_holds(holds, (lifted,), now)


def without_holds(holds: tuple[Hold, ...], lifted: Collection[RecordId], now: datetime) -> tuple[Hold, ...]:
    """The holds without the lifted ones and without those that are over."""
    return tuple(hold for hold in holds if hold.record_id not in lifted and not _is_over(hold, now))


def check_period(assignment: Assignment, now: datetime) -> None:
    """An assignment ends, or is looked at again, on a day that it names.

    Raises DomainError INVALID_RISK_PERIOD when neither day is given, when one lies before the start or today,
    or when the start or a day lies more than a year from now.
    """
    if abs(assignment.starts_at - now) > LONGEST:
        raise DomainError(ErrorCode.INVALID_RISK_PERIOD)
    days = [day for day in (assignment.ends_on, assignment.review_on) if day is not None]
    earliest = max(day_of(assignment.starts_at), day_of(now))
    if not days or min(days) < earliest or max(days) > day_of(now + LONGEST):
        raise DomainError(ErrorCode.INVALID_RISK_PERIOD)


def check_not_over(assignment: Assignment, now: datetime) -> None:
    """What waited is given effect only while every day that it names is still to come, as when it was stated.

    Raises DomainError RISK_PERIOD_OVER.
    """
    if any(day < day_of(now) for day in (assignment.ends_on, assignment.review_on) if day is not None):
        raise DomainError(ErrorCode.RISK_PERIOD_OVER)


def check_decidable(record: RiskRecord, officer: AccountId) -> None:
    """Two persons: who decides on a record is not who made it; and there is something left to decide.

    Raises DomainError OWN_RECORD, ALREADY_LIFTED or ALREADY_DECIDED.
    """
    if record.assignment.officer == officer:
        raise DomainError(ErrorCode.OWN_RECORD)
    if record.approval is Approval.WITHDRAWN:
        raise DomainError(ErrorCode.ALREADY_LIFTED)
    if record.approval is not Approval.WAITING:
        raise DomainError(ErrorCode.ALREADY_DECIDED)


def _is_over(hold: Hold, now: datetime) -> bool:
    return hold.ends_at is not None and hold.ends_at <= now
