"""Putting people on the red list and taking them off, always with a name behind it (M8)."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.aws.tables import Table
from shared.identity import rules as documents
from shared.identity.service import PersonIds
from shared.kernel.clock import Clock, day_of
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, Authority, PersonId, RecordId, derived_id
from shared.kernel.pii import DocumentNumber
from shared.kernel.roles import Actor
from shared.kernel.signals import RiskLifted, RiskRecorded, Signals
from shared.risk import rules
from shared.risk.model import Assignment, Category, RiskRecord
from shared.risk.store import RiskStore

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

    def __init__(self, *, core: Table, person_ids: PersonIds, clock: Clock, signals: Signals) -> None:
        self._store = RiskStore(core)
        self._person_ids = person_ids
        self._clock = clock
        self._signals = signals

    def assign(self, actor: Actor, new: NewAssignment, idempotency_key: str) -> RiskRecord:
        """Record an assignment; red at the next scan, also for someone who has not registered yet.

        A retry returns the record of its first try. Raises DomainError AUTHORITY_MISSING, UNSUPPORTED_DOCUMENT,
        INVALID_DOCUMENT_NUMBER, INVALID_RISK_PERIOD, TOO_MANY_ACTIVE_RECORDS, IDEMPOTENCY_KEY_REUSED or BUSY.
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
        if stored is record:
            self._signals(RiskRecorded(assignment.category.value))
        elif not _same_request(stored, record, starts_now=new.starts_at is None):
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        return stored

    def lift(self, actor: Actor, record_id: str, reason: str) -> RiskRecord:
        """End a record at once; lifting what the same officer has already lifted returns it unchanged.

        Raises DomainError AUTHORITY_MISSING, NOT_FOUND, OTHER_AUTHORITY, ALREADY_LIFTED or BUSY.
        """
        authority = _authority_of(actor)
        found = _RECORD_ID.fullmatch(record_id)
        if not found:
            raise DomainError(ErrorCode.NOT_FOUND)
        person_id = PersonId(found[1])
        return retry_when_changed(lambda: self._lift(actor, authority, person_id, RecordId(record_id), reason))

    def _add(self, record: RiskRecord) -> RiskRecord:
        person = self._store.person(record.person_id)
        holds = rules.with_hold(person.holds, rules.hold_of(record.record_id, record.assignment), record.recorded_at)
        return self._store.add(record, person, holds)

    def _lift(
        self, actor: Actor, authority: Authority, person_id: PersonId, record_id: RecordId, reason: str
    ) -> RiskRecord:
        now = self._clock().replace(microsecond=0)
        record = self._store.record(person_id, record_id)
        if record is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        if record.assignment.authority != authority:
            raise DomainError(ErrorCode.OTHER_AUTHORITY)
        if record.lifted_at is not None:
            return _already_lifted(record, actor.account)
        person = self._store.person(person_id)
        self._store.lift(record, actor.account, reason, now, person, rules.without_hold(person.holds, record_id, now))
        self._signals(RiskLifted(record.assignment.category.value))
        return replace(record, lifted_at=now, lifted_by=actor.account, lift_reason=reason)


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
