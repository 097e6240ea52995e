"""What the colour machine must do, said once more and without a database: the tests' own account of the rules."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from shared.kernel.errors import ErrorCode

ATTEMPTS_AN_HOUR = 10
MOST_ACTIVE = 20
ALONE_AN_HOUR = 2
"""The brake of the machine's region: low, so that a short sequence gets beyond it."""


class Refusal(Exception):
    """The model says no."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code.value)
        self.code = code


def region_day(instant: datetime) -> date:
    """The date on a calendar in the region, eight hours ahead of UTC all year."""
    return (instant + timedelta(hours=8)).date()


@dataclass(frozen=True)
class Officer:
    account: str
    authority: str | None


@dataclass(frozen=True)
class Stated:
    """An assignment as an officer states it."""

    category: str
    case_reference: str
    reason: str
    starts_at: datetime | None
    ends_on: date | None
    review_on: date | None

    def first_day(self) -> date:
        return min(day for day in (self.ends_on, self.review_on) if day is not None)


@dataclass
class Record:
    officer: Officer
    stated: Stated
    starts_at: datetime
    recorded_at: datetime
    approval: str | None = None
    """None where one officer was enough."""
    decided_by: str | None = None
    lifted_by: str | None = None

    def may_be_approved(self, now: datetime) -> bool:
        return self.approval == "WAITING" and region_day(now) <= self.stated.first_day()

    def has_effect(self) -> bool:
        return self.approval in {None, "APPROVED"} and self.lifted_by is None

    def is_active(self, now: datetime) -> bool:
        """In effect and not over; it may not have begun."""
        over = self.stated.ends_on is not None and region_day(now) > self.stated.ends_on
        return self.has_effect() and not over

    def runs(self, now: datetime) -> bool:
        return self.is_active(now) and self.starts_at <= now

    def changes(self) -> list[datetime]:
        """When it begins, and when it ends by itself."""
        last_day = self.stated.ends_on
        if last_day is None:
            return [self.starts_at]
        midnight = datetime(last_day.year, last_day.month, last_day.day, tzinfo=UTC) + timedelta(hours=24 - 8)
        return [self.starts_at, midnight]


@dataclass
class Person:
    account: str | None = None
    changes: int = 0
    codes: list[str] = field(default_factory=list)
    """Payloads; the last one is the current code."""
    records: dict[str, Record] = field(default_factory=dict)

    def reasons(self, now: datetime) -> set[str]:
        return {record_id for record_id, record in self.records.items() if record.runs(now)}

    def in_effect(self, now: datetime) -> set[str]:
        return {record_id for record_id, record in self.records.items() if record.is_active(now)}

    def active(self, now: datetime) -> int:
        return sum(record.is_active(now) for record in self.records.values())

    def colour(self, now: datetime) -> str:
        return "RED" if self.reasons(now) else "GREEN"


@dataclass
class Model:
    """Decides every act first; what it answered then tells the model the names that the real one drew."""

    people: dict[int, Person] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    attempts: Counter[tuple[str, datetime]] = field(default_factory=Counter)
    alone: Counter[tuple[str, datetime]] = field(default_factory=Counter)
    """How many each officer assigned alone, by clock hour."""
    assignments: dict[tuple[str, str, int], str] = field(default_factory=dict)
    """Record ids by officer, idempotency key and person."""
    replacements: dict[tuple[str, str, int], str] = field(default_factory=dict)
    """Payloads by account, idempotency key and person."""
    records: dict[str, int] = field(default_factory=dict)
    """Whose each record is."""

    def person(self, serial: int) -> Person:
        return self.people.setdefault(serial, Person())

    def record(self, record_id: str) -> Record | None:
        serial = self.records.get(record_id)
        return None if serial is None else self.person(serial).records[record_id]

    def in_effect(self, serial: int) -> list[str]:
        return [record_id for record_id, record in self.person(serial).records.items() if record.has_effect()]

    def waiting(self, authority: str | None = None) -> list[str]:
        """What waits, of one authority or of all: the oldest first."""
        records = ((record_id, self.person(serial).records[record_id]) for record_id, serial in self.records.items())
        found = [
            (record.recorded_at, record_id)
            for record_id, record in records
            if record.approval == "WAITING" and authority in {None, record.officer.authority}
        ]
        return [record_id for _, record_id in sorted(found)]

    def next_change(self, now: datetime) -> datetime | None:
        """The next instant at which a record begins or ends by itself."""
        records = [record for person in self.people.values() for record in person.records.values()]
        return min((change for record in records for change in record.changes() if change > now), default=None)

    def register(self, account: str, serial: int, now: datetime) -> str | None:
        """The payload that this account already has for the person, None for a new one; or a refusal."""
        hour = _hour(now)
        if self.attempts[account, hour] == ATTEMPTS_AN_HOUR:
            raise Refusal(ErrorCode.TOO_MANY_ATTEMPTS)
        self.attempts[account, hour] += 1
        person = self.person(serial)
        if person.codes:
            if person.account != account:
                raise Refusal(ErrorCode.PERSON_HAS_OTHER_ACCOUNT)
            return person.codes[-1]
        if account in self.accounts:
            raise Refusal(ErrorCode.ACCOUNT_HAS_OTHER_PERSON)
        return None

    def registered(self, account: str, serial: int, payload: str) -> None:
        person = self.person(serial)
        person.account, person.changes = account, person.changes + 1
        person.codes.append(payload)
        self.accounts[account] = serial

    def assign(self, officer: Officer, key: str, serial: int, stated: Stated, now: datetime) -> str | None:
        """The record that this request already led to, None for a new one; or a refusal."""
        if officer.authority is None:
            raise Refusal(ErrorCode.AUTHORITY_MISSING)
        earlier = self.assignments.get((officer.account, key, serial))
        if earlier is not None:
            record = self.person(serial).records[earlier]
            if not _states_the_same(record, stated):
                raise Refusal(ErrorCode.IDEMPOTENCY_KEY_REUSED)
            return earlier
        days = [day for day in (stated.ends_on, stated.review_on) if day is not None]
        first_day = max(region_day(stated.starts_at or now), region_day(now))
        if not days or min(days) < first_day:
            raise Refusal(ErrorCode.INVALID_RISK_PERIOD)
        if self.person(serial).active(now) >= MOST_ACTIVE:
            raise Refusal(ErrorCode.TOO_MANY_ACTIVE_RECORDS)
        return None

    def assigned(self, officer: Officer, key: str, serial: int, stated: Stated, record_id: str, now: datetime) -> None:
        person = self.person(serial)
        waits = self.alone[officer.account, _hour(now)] == ALONE_AN_HOUR
        approval = "WAITING" if waits else None
        person.records[record_id] = Record(officer, stated, stated.starts_at or now, now, approval)
        if not waits:
            self.alone[officer.account, _hour(now)] += 1
            person.changes += 1
        self.assignments[officer.account, key, serial] = record_id
        self.records[record_id] = serial

    def lift(self, officer: Officer, record_id: str) -> None:
        """Lift it; or a refusal."""
        record = self._own_record(officer, record_id)
        if record.lifted_by == officer.account:
            return
        if record.lifted_by is not None:
            raise Refusal(ErrorCode.ALREADY_LIFTED)
        if record.approval == "REFUSED":
            raise Refusal(ErrorCode.ALREADY_DECIDED)
        record.lifted_by = officer.account
        if record.approval == "WAITING":
            record.approval = "WITHDRAWN"
        else:
            self.person(self.records[record_id]).changes += 1

    def decide(self, officer: Officer, record_id: str, decision: str, now: datetime) -> None:
        """Approve or refuse it; or a refusal to do so."""
        record, approval = self._own_record(officer, record_id), {"APPROVE": "APPROVED", "REFUSE": "REFUSED"}[decision]
        if (record.approval, record.decided_by) == (approval, officer.account):
            return
        if record.officer.account == officer.account:
            raise Refusal(ErrorCode.OWN_RECORD)
        if record.approval == "WITHDRAWN":
            raise Refusal(ErrorCode.ALREADY_LIFTED)
        if record.approval != "WAITING":
            raise Refusal(ErrorCode.ALREADY_DECIDED)
        person = self.person(self.records[record_id])
        if approval == "APPROVED":
            if not record.may_be_approved(now):
                raise Refusal(ErrorCode.RISK_PERIOD_OVER)
            if person.active(now) >= MOST_ACTIVE:
                raise Refusal(ErrorCode.TOO_MANY_ACTIVE_RECORDS)
            person.changes += 1
        record.approval, record.decided_by = approval, officer.account

    def _own_record(self, officer: Officer, record_id: str) -> Record:
        if officer.authority is None:
            raise Refusal(ErrorCode.AUTHORITY_MISSING)
        record = self.record(record_id)
        if record is None:
            raise Refusal(ErrorCode.NOT_FOUND)
        if record.officer.authority != officer.authority:
            raise Refusal(ErrorCode.OTHER_AUTHORITY)
        return record

    def replace(self, account: str, key: str, serial: int) -> str | None:
        """The payload that this request already led to, None for a new one; or a refusal."""
        if self.person(serial).account != account:
            raise Refusal(ErrorCode.NOT_FOUND)
        return self.replacements.get((account, key, serial))

    def replaced(self, account: str, key: str, serial: int, payload: str) -> None:
        person = self.person(serial)
        person.codes.append(payload)
        person.changes += 1
        self.replacements[account, key, serial] = payload

    def verdict(self, payload: str, now: datetime) -> tuple[str, str, str | None]:
        """Outcome, decision and colour of scanning one of the codes ever issued."""
        person = next(person for person in self.people.values() if payload in person.codes)
        if payload != person.codes[-1]:
            return "REPLACED", "CHECK", None
        colour = person.colour(now)
        return "VALID", "STOP" if colour == "RED" else "PASS", colour


def _hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


def _states_the_same(record: Record, stated: Stated) -> bool:
    """A start that is left open means now, so it fits whatever start the first try was given."""
    start = stated.starts_at or record.starts_at
    return replace(record.stated, starts_at=record.starts_at) == replace(stated, starts_at=start)
