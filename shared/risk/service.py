"""Putting people on the red list and taking them off, always with a name behind it (M8)."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from shared.aws.tables import Table
from shared.identity import rules as documents
from shared.identity.service import PersonIds
from shared.kernel.clock import Clock, day_of
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, Authority, PersonId, RecordId, derived_id
from shared.kernel.paging import Cursors, Page, PageRequest, page_of
from shared.kernel.pii import DocumentNumber
from shared.kernel.roles import Actor
from shared.kernel.signals import (
    RiskApproved,
    RiskLifted,
    RiskRecorded,
    RiskRefused,
    RiskWaiting,
    RiskWithdrawn,
    Signals,
)
from shared.risk import rules
from shared.risk.model import Approval, Assignment, Category, RiskRecord
from shared.risk.store import BrakeReached, Lift, RiskStore

# A record that cannot exist is not looked for: DynamoDB would take an endless id for a fault of ours.
_RECORD_ID = re.compile(r"([a-z2-7]{32})-[a-z2-7]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """What an officer enters; the authority and the officer come from the token, never from the body."""

    document_type: str
    document_number: DocumentNumber
    category: Category
    case_reference: str
    reason: str
    starts_at: datetime | None
    """None: at once."""
    ends_on: date | None
    review_on: date | None


class RiskService:
    """The one way to red, and the ways back."""

    def __init__(
        self, *, core: Table, person_ids: PersonIds, assignments_an_hour: int, clock: Clock, signals: Signals
    ) -> None:
        """`assignments_an_hour` is how many one officer may make alone within a clock hour; those beyond wait."""
        self._store = RiskStore(core)
        self._person_ids = person_ids
        self._assignments_an_hour = assignments_an_hour
        self._clock = clock
        self._signals = signals

    def assign(self, actor: Actor, new: NewAssignment, idempotency_key: str) -> RiskRecord:
        """Record an assignment; red at the next scan, also for someone who has not registered yet.

        Beyond the brake the record waits for a second officer, and colours nobody. A retry returns the record of its
        first try. Raises DomainError AUTHORITY_MISSING, UNSUPPORTED_DOCUMENT, INVALID_DOCUMENT_NUMBER,
        INVALID_RISK_PERIOD, TOO_MANY_ACTIVE_RECORDS, IDEMPOTENCY_KEY_REUSED or BUSY.
        """
        now = self._clock().replace(microsecond=0)
        assignment = Assignment(
            category=new.category,
            authority=_authority_of(actor),
            officer=actor.account,
            case_reference=new.case_reference,
            reason=new.reason,
            starts_at=new.starts_at.replace(microsecond=0) if new.starts_at else now,
            ends_on=new.ends_on,
            review_on=new.review_on,
        )
        document = documents.document(new.document_type, new.document_number.reveal(), day_of(now))
        person_id = self._person_ids.of(document)
        record_id = RecordId(f"{person_id}-{derived_id(actor.account, idempotency_key)}")
        record = RiskRecord(record_id, person_id, assignment, recorded_at=now)
        try:
            rules.check_period(assignment, now)
            stored = retry_when_changed(lambda: self._add(record))
        except DomainError:
            # What can no longer be recorded may have been recorded by the first try, a midnight ago.
            first = self._store.record(person_id, record_id)
            if first is None:
                raise
            stored = first
        if not _same_request(stored, record, starts_now=new.starts_at is None):
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        return stored

    def lift(self, actor: Actor, record_id: str, reason: str) -> RiskRecord:
        """End a record at once, also one that still waits; what the same officer has lifted is returned unchanged.

        Raises DomainError AUTHORITY_MISSING, NOT_FOUND, OTHER_AUTHORITY, ALREADY_LIFTED, ALREADY_DECIDED for a record
        that was refused, or BUSY.
        """
        return retry_when_changed(lambda: self._lift(actor, record_id, reason))

    def _add(self, record: RiskRecord) -> RiskRecord:
        person = self._store.person(record.person_id)
        holds = rules.with_hold(person.holds, rules.hold_of(record.record_id, record.assignment), record.recorded_at)
        try:
            stored = self._store.add(record, person, holds, self._assignments_an_hour)
        except BrakeReached:
            return self._wait(replace(record, approval=Approval.WAITING))
        if stored is record:
            self._signals(RiskRecorded(record.assignment.category.value))
        return stored

    def _wait(self, record: RiskRecord) -> RiskRecord:
        stored = self._store.wait(record)
        if stored is record:
            self._signals(RiskWaiting(record.assignment.category.value))
        return stored

    def _lift(self, actor: Actor, record_id: str, reason: str) -> RiskRecord:
        lift = Lift(actor.account, reason, self._clock().replace(microsecond=0))
        record = _own_record(self._store, actor, record_id)
        if record.lifted_at is not None:
            return _already_lifted(record, actor.account)
        if record.approval is Approval.REFUSED:
            raise DomainError(ErrorCode.ALREADY_DECIDED)
        lifted = replace(record, lifted_at=lift.at, lifted_by=lift.officer, lift_reason=reason)
        if record.approval is Approval.WAITING:
            self._store.withdraw(record, lift)
            self._signals(RiskWithdrawn(record.assignment.category.value))
            return replace(lifted, approval=Approval.WITHDRAWN)
        person = self._store.person(record.person_id)
        self._store.lift(record, lift, person, rules.without_hold(person.holds, record.record_id, lift.at))
        self._signals(RiskLifted(record.assignment.category.value))
        return lifted


class Decision(StrEnum):
    """What a second officer says of a waiting record."""

    APPROVE = "APPROVE"
    REFUSE = "REFUSE"


class ApprovalService:
    """The second person: what waits, and the decision on it."""

    def __init__(self, *, core: Table, cursors: Cursors, clock: Clock, signals: Signals) -> None:
        self._store = RiskStore(core)
        self._cursors = cursors
        self._clock = clock
        self._signals = signals

    def waiting(self, actor: Actor, request: PageRequest) -> Page[RiskRecord]:
        """A part of the waiting records of the actor's authority, oldest first.

        Raises DomainError AUTHORITY_MISSING or INVALID_CURSOR.
        """
        authority = _authority_of(actor)
        return page_of(
            self._cursors,
            f"waiting records {authority}",
            request,
            lambda limit, after: self._store.waiting(authority, limit, after),
        )

    def decide(self, actor: Actor, record_id: str, decision: Decision, reason: str) -> RiskRecord:
        """Give a waiting record effect from now on, or refuse it.

        The same decision of the same officer again returns it unchanged. Raises DomainError AUTHORITY_MISSING,
        NOT_FOUND, OTHER_AUTHORITY, OWN_RECORD, ALREADY_LIFTED, ALREADY_DECIDED or BUSY, and where it can have no
        effect RISK_PERIOD_OVER or TOO_MANY_ACTIVE_RECORDS.
        """
        return retry_when_changed(lambda: self._decide(actor, record_id, decision, reason))

    def _decide(self, actor: Actor, record_id: str, decision: Decision, reason: str) -> RiskRecord:
        now = self._clock().replace(microsecond=0)
        record = _own_record(self._store, actor, record_id)
        approval = Approval.APPROVED if decision is Decision.APPROVE else Approval.REFUSED
        if (record.approval, record.decided_by) == (approval, actor.account):
            return record
        rules.check_decidable(record, actor.account)
        decided = replace(record, approval=approval, decided_at=now, decided_by=actor.account, decision_reason=reason)
        if decision is Decision.REFUSE:
            self._store.refuse(decided)
            self._signals(RiskRefused(record.assignment.category.value))
            return decided
        rules.check_not_over(record.assignment, now)
        person = self._store.person(record.person_id)
        hold = rules.hold_of(record.record_id, record.assignment)
        self._store.approve(decided, person, rules.with_hold(person.holds, hold, now))
        self._signals(RiskApproved(record.assignment.category.value))
        return decided


def _own_record(store: RiskStore, actor: Actor, record_id: str) -> RiskRecord:
    authority = _authority_of(actor)
    found = _RECORD_ID.fullmatch(record_id)
    record = store.record(PersonId(found[1]), RecordId(record_id)) if found else None
    if record is None:
        raise DomainError(ErrorCode.NOT_FOUND)
    if record.assignment.authority != authority:
        raise DomainError(ErrorCode.OTHER_AUTHORITY)
    return record


def _authority_of(actor: Actor) -> Authority:
    if actor.authority is None:
        raise DomainError(ErrorCode.AUTHORITY_MISSING)
    return actor.authority


def _same_request(stored: RiskRecord, sent: RiskRecord, *, starts_now: bool) -> bool:
    """Whether two records state the same; a start that was left open was "now" at each try."""
    first = stored.assignment
    if starts_now:
        first = replace(first, starts_at=sent.assignment.starts_at)
    return first == sent.assignment


def _already_lifted(record: RiskRecord, officer: AccountId) -> RiskRecord:
    if record.lifted_by != officer:
        raise DomainError(ErrorCode.ALREADY_LIFTED)
    return record
