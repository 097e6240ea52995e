"""A person's holds, and the records they come from, in the core table.

The person item carries a version: whoever changes a person's holds or current code commits under the version
that was loaded, so that an assignment, a lift, a registration and a replacement can never miss one another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.aws import keys
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
from shared.kernel.clock import from_iso, iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import AccountId, Authority, CodeId, PersonId, RecordId
from shared.risk.model import Assignment, Category, Hold, RiskRecord

PERSON = "person"
RECORD = "risk record"


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person apart from their identity; version 0 means that nothing is stored yet."""

    person_id: PersonId
    version: int = 0
    holds: tuple[Hold, ...] = ()
    code_id: CodeId | None = None
    account_id: AccountId | None = None
    masked_name: str | None = None


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
        return _person(person_id, plain_item(answer.get("Item", {})))

    def record(self, person_id: PersonId, record_id: RecordId) -> RiskRecord | None:
        """One risk record, or None."""
        answer = self._core.client.get_item(
            TableName=self._core.name, Key=wire_item(keys.risk_record(person_id, record_id)), ConsistentRead=True
        )
        item = plain_item(answer.get("Item", {}))
        return _record(item) if item else None

    def add(self, record: RiskRecord, person: Person, holds: tuple[Hold, ...]) -> RiskRecord:
        """Store a new record and the person's `holds` with it, on the person and on their code, all or none.

        Returns the stored record when the same record was stored before. Raises Changed when the person was
        changed meanwhile.
        """
        table = self._core.name
        item = keys.risk_record(record.person_id, record.record_id) | _record_item(record)
        try:
            commit(self._core.client, [put_new(RECORD, table, item), *_hold_writes(table, person, holds)])
        except Refused as refused:
            if refused.what == RECORD:
                return _record(refused.item)
            raise Changed from None
        return record

    def lift(
        self,
        record: RiskRecord,
        officer: AccountId,
        reason: str,
        now: datetime,
        person: Person,
        holds: tuple[Hold, ...],
    ) -> None:
        """Mark the record as lifted and store the person's remaining `holds`, all or none.

        Raises Changed when the record or the person was changed meanwhile.
        """
        lift = Lift(officer, reason, now)
        try:
            commit(self._core.client, lift_writes(self._core.name, person, (record.record_id,), lift, holds))
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
    return [*marks, *_hold_writes(core_table, person, holds)]


def _hold_writes(core_table: str, person: Person, holds: tuple[Hold, ...]) -> list[Write]:
    items = [hold_item(hold) for hold in holds]
    writes = [person_write(core_table, person, "SET holds = :holds", holds=items)]
    if person.code_id is not None:
        writes.append(
            update(
                "code",
                core_table,
                keys.code(person.code_id),
                "SET holds = :holds",
                condition="attribute_exists(pk)",
                holds=items,
            )
        )
    return writes


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


def hold_item(hold: Hold) -> Item:
    """A hold as it stands on the person's item and on the code's."""
    return {
        "record_id": hold.record_id,
        "category": hold.category.value,
        "authority": hold.authority,
        "reason": hold.reason,
        "starts_at": iso(hold.starts_at),
        "ends_at": iso(hold.ends_at) if hold.ends_at else None,
        "review_on": hold.review_on.isoformat() if hold.review_on else None,
    }


def hold_from(item: Item) -> Hold:
    """The inverse of `hold_item`."""
    return Hold(
        record_id=RecordId(item["record_id"]),
        category=Category(item["category"]),
        authority=Authority(item["authority"]),
        reason=item["reason"],
        starts_at=from_iso(item["starts_at"]),
        ends_at=from_iso(item["ends_at"]) if "ends_at" in item else None,
        review_on=date.fromisoformat(item["review_on"]) if "review_on" in item else None,
    )


def _person(person_id: PersonId, item: Item) -> Person:
    return Person(
        person_id=person_id,
        version=item.get("version", 0),
        holds=tuple(hold_from(each) for each in item.get("holds", [])),
        code_id=item.get("code_id"),
        account_id=item.get("account_id"),
        masked_name=item.get("masked_name"),
    )


def _record_item(record: RiskRecord) -> Item:
    stated = record.assignment
    return {
        "record_id": record.record_id,
        "person_id": record.person_id,
        "category": stated.category.value,
        "authority": stated.authority,
        "officer": stated.officer,
        "case_reference": stated.case_reference,
        "reason": stated.reason,
        "starts_at": iso(stated.starts_at),
        "ends_on": stated.ends_on.isoformat() if stated.ends_on else None,
        "review_on": stated.review_on.isoformat() if stated.review_on else None,
        "recorded_at": iso(record.recorded_at),
    }


def _record(item: Item) -> RiskRecord:
    return RiskRecord(
        record_id=RecordId(item["record_id"]),
        person_id=PersonId(item["person_id"]),
        assignment=Assignment(
            category=Category(item["category"]),
            authority=Authority(item["authority"]),
            officer=AccountId(item["officer"]),
            case_reference=item["case_reference"],
            reason=item["reason"],
            starts_at=from_iso(item["starts_at"]),
            ends_on=date.fromisoformat(item["ends_on"]) if "ends_on" in item else None,
            review_on=date.fromisoformat(item["review_on"]) if "review_on" in item else None,
        ),
        recorded_at=from_iso(item["recorded_at"]),
        lifted_at=from_iso(item["lifted_at"]) if "lifted_at" in item else None,
        lifted_by=item.get("lifted_by"),
        lift_reason=item.get("lift_reason"),
    )
