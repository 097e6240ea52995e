"""A person's holds, and the records they come from, in the core table.

The person item carries a version: whoever changes a person's holds or current code commits under the version
that was loaded, so that an assignment, a lift, a registration and a replacement can never miss one another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.aws import keys
from shared.aws.reading import in_list, listed, oldest
from shared.aws.tables import Table
from shared.aws.transactions import (
    Item,
    Refused,
    Write,
    commit,
    plain_item,
    put_new,
    update,
    wire_item,
)
from shared.kernel.clock import iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import AccountId, Authority, CodeId, PersonId, RecordId
from shared.risk.hold_item import hold_from, hold_item
from shared.risk.model import Approval, Hold, RiskRecord
from shared.risk.record_item import record_from, record_item

PERSON = "person"
RECORD = "risk record"
_ASSIGNMENTS = "assignments"
_WINDOW = timedelta(hours=1)
_LEAVE_THE_LIST = "REMOVE in_list, listed_as"


class BrakeReached(Exception):
    """The officer has made as many assignments within this clock hour as one may make alone."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person apart from their identity; version 0 means that nothing is stored yet."""

    person_id: PersonId
    version: int = 0
    holds: tuple[Hold, ...] = ()
    code_id: CodeId | None = None
    account_id: AccountId | None = None
    masked_name: str | None = None
    unconfirmed: bool = False
    """Whether they were registered offline, and no identity register has confirmed them since (M4)."""


@dataclass(frozen=True, slots=True)
class Lift:
    """Who ends records, why, and when."""

    officer: AccountId
    reason: str
    at: datetime


class RiskStore:
    """Risk records and holds."""

    def __init__(self, core: Table) -> None:
        self._core = core

    def person(self, person_id: PersonId) -> Person:
        """The person as of now; an unknown person is one without holds."""
        answer = self._core.client.get_item(
            TableName=self._core.name, Key=wire_item(keys.person(person_id)), ConsistentRead=True
        )
        return person_from(person_id, plain_item(answer.get("Item", {})))

    def record(self, person_id: PersonId, record_id: RecordId) -> RiskRecord | None:
        """One risk record, or None."""
        answer = self._core.client.get_item(
            TableName=self._core.name, Key=wire_item(keys.risk_record(person_id, record_id)), ConsistentRead=True
        )
        item = plain_item(answer.get("Item", {}))
        return record_from(item) if item else None

    def add(self, record: RiskRecord, person: Person, holds: tuple[Hold, ...], most_an_hour: int) -> RiskRecord:
        """Store a new record, its officer's count of the clock hour, and the person's and their code's `holds`.

        All or none. Returns the stored record when the same record was stored before, which counts nothing. Raises
        BrakeReached when the officer has `most_an_hour` already, and Changed when the person was changed meanwhile.
        """
        table = self._core.name
        writes = [
            put_new(RECORD, table, keys.risk_record(record.person_id, record.record_id) | record_item(record)),
            _counted(table, record, most_an_hour),
            *hold_writes(table, person, holds),
        ]
        try:
            commit(self._core.client, writes)
        except Refused as refused:
            if refused.what == RECORD:
                return record_from(refused.item)
            if refused.what == _ASSIGNMENTS:
                raise BrakeReached from None
            raise Changed from None
        return record

    def wait(self, record: RiskRecord) -> RiskRecord:
        """Store a new record that waits for a second officer, in the list of its authority; it is no hold.

        Returns the stored record when the same record was stored before.
        """
        item = keys.risk_record(record.person_id, record.record_id) | record_item(record)
        item |= in_list(keys.waiting_records(record.assignment.authority), record.recorded_at, record.record_id)
        try:
            commit(self._core.client, [put_new(RECORD, self._core.name, item)])
        except Refused as refused:
            return record_from(refused.item)
        return record

    def waiting(
        self, authority: Authority, limit: int, after: str | None = None
    ) -> tuple[tuple[RiskRecord, ...], str | None]:
        """At most `limit` of an authority's waiting records newer than `after`, oldest first, and where to go on."""
        items, last = oldest(self._core, keys.waiting_records(authority), limit, after)
        return tuple(map(record_from, items)), last

    def approve(self, decided: RiskRecord, person: Person, holds: tuple[Hold, ...]) -> None:
        """Mark a waiting record as approved and store the person's `holds` with it, all or none.

        Raises Changed when the record does not wait any more, or the person was changed meanwhile.
        """
        self._commit([_decision(self._core.name, decided), *hold_writes(self._core.name, person, holds)])

    def refuse(self, decided: RiskRecord) -> None:
        """Mark a waiting record as refused.

        Raises Changed when it does not wait any more.
        """
        self._commit([_decision(self._core.name, decided)])

    def withdraw(self, record: RiskRecord, lift: Lift) -> None:
        """Mark a waiting record as lifted; nobody's colour is touched.

        Raises Changed when it does not wait any more.
        """
        withdrawn = update(
            RECORD,
            self._core.name,
            keys.risk_record(record.person_id, record.record_id),
            "SET approval = :withdrawn, lifted_at = :lifted_at, lifted_by = :lifted_by, lift_reason = :lift_reason "
            + _LEAVE_THE_LIST,
            condition="approval = :waiting",
            waiting=Approval.WAITING.value,
            withdrawn=Approval.WITHDRAWN.value,
            lifted_at=iso(lift.at),
            lifted_by=lift.officer,
            lift_reason=lift.reason,
        )
        self._commit([withdrawn])

    def lift(self, record: RiskRecord, lift: Lift, person: Person, holds: tuple[Hold, ...]) -> None:
        """Mark the record as lifted and store the person's remaining `holds`, all or none.

        Raises Changed when the record or the person was changed meanwhile.
        """
        self._commit(lift_writes(self._core.name, person, (record.record_id,), lift, holds))

    def _commit(self, writes: list[Write]) -> None:
        try:
            commit(self._core.client, writes)
        except Refused:
            raise Changed from None


def lift_writes(
    core_table: str, person: Person, lifted: Iterable[RecordId], lift: Lift, holds: tuple[Hold, ...]
) -> list[Write]:
    """The writes that mark each of the `lifted` records and leave the person, and their code, with `holds`.

    Refused when one of the records is lifted already, or when the person was changed meanwhile.
    """
    marks = [
        update(
            RECORD,
            core_table,
            keys.risk_record(person.person_id, record_id),
            "SET lifted_at = :lifted_at, lifted_by = :lifted_by, lift_reason = :lift_reason",
            condition="attribute_exists(pk) AND attribute_not_exists(lifted_at)",
            lifted_at=iso(lift.at),
            lifted_by=lift.officer,
            lift_reason=lift.reason,
        )
        for record_id in lifted
    ]
    return [*marks, *hold_writes(core_table, person, holds)]


def _counted(core_table: str, record: RiskRecord, most_an_hour: int) -> Write:
    started = record.recorded_at.replace(minute=0, second=0, microsecond=0)
    return update(
        _ASSIGNMENTS,
        core_table,
        keys.assignments(record.assignment.officer, iso(started)),
        "ADD assignments :one SET expires_at = :expires_at",
        condition="attribute_not_exists(assignments) OR assignments < :limit",
        one=1,
        limit=most_an_hour,
        expires_at=int((started + 2 * _WINDOW).timestamp()),
    )


def _decision(core_table: str, decided: RiskRecord) -> Write:
    if decided.approval is None or decided.decided_at is None:
        raise ValueError("nobody has decided")
    return update(
        RECORD,
        core_table,
        keys.risk_record(decided.person_id, decided.record_id),
        "SET approval = :approval, decided_at = :decided_at, decided_by = :decided_by, "
        f"decision_reason = :decision_reason {_LEAVE_THE_LIST}",
        condition="approval = :waiting",
        waiting=Approval.WAITING.value,
        approval=decided.approval.value,
        decided_at=iso(decided.decided_at),
        decided_by=decided.decided_by,
        decision_reason=decided.decision_reason,
    )


def hold_writes(core_table: str, person: Person, holds: tuple[Hold, ...]) -> list[Write]:
    """The writes that leave the person, and their code, with `holds`; refused when the person changed meanwhile."""
    items = [hold_item(hold) for hold in holds]
    writes = [person_write(core_table, person, "SET holds = :holds", holds=items)]
    if person.code_id is not None:
        listing = "SET holds = :holds, in_list = :in_list, listed_as = :listed_as"
        writes.append(
            update(
                "code",
                core_table,
                keys.code(person.code_id),
                listing if holds else f"SET holds = :holds {_LEAVE_THE_LIST}",
                condition="attribute_exists(pk)",
                holds=items,
                **(not_green(person.code_id) if holds else {}),
            )
        )
    return writes


def not_green(code_id: CodeId) -> Item:
    """The attributes that put a code into the list of those that may not be green, for the status lists."""
    return listed(keys.codes_not_green(code_id[0]), code_id)


def person_write(core_table: str, person: Person, expression: str, **values: Any) -> Write:
    """A change to the person's item, refused when it is no longer the version that was loaded."""
    unchanged = "version = :loaded" if person.version else "attribute_not_exists(pk)"
    loaded = {"loaded": person.version} if person.version else {}
    return update(
        PERSON,
        core_table,
        keys.person(person.person_id),
        f"{expression}, version = :next",
        condition=unchanged,
        next=person.version + 1,
        **loaded,
        **values,
    )


def person_from(person_id: PersonId, item: Item) -> Person:
    """The person of an item; of an empty one, a person without holds."""
    return Person(
        person_id=person_id,
        version=item.get("version", 0),
        holds=tuple(hold_from(each) for each in item.get("holds", [])),
        code_id=item.get("code_id"),
        account_id=item.get("account_id"),
        masked_name=item.get("masked_name"),
        unconfirmed=item.get("unconfirmed", False),
    )
