"""Appeals in the core table: each under its own id, in the list of its person, and in a queue until it is decided.

The queue is a copy under the authority that has to decide, and in the list of all that are open. The risk record
carries the id of its newest appeal, by which no two are open at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shared.appeals.model import Appeal, AppealOutcome, Decision
from shared.aws import keys
from shared.aws.reading import in_list, newest, one
from shared.aws.table_specs import LISTS
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, Write, commit, delete, plain_item, put_new, update, wire_item
from shared.kernel.clock import from_iso, iso
from shared.kernel.concurrency import Changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, Authority, EntryId, PersonId, RecordId
from shared.risk.model import Category, Hold
from shared.risk.store import Lift, Person, lift_writes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

APPEAL = "appeal"
RECORD = "appealed record"
_PREFIX = "OPEN_APPEAL#"
# Nothing in a place sorts before the one or after the other.
_FIRST, _LAST = "!", "~"


@dataclass(frozen=True, slots=True)
class Ending:
    """What lifting the record leaves of its person's holds; the person as loaded."""

    person: Person
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class AppealStore:
    """Appeals."""

    core: Table

    def add(self, appeal: Appeal) -> Appeal:
        """Store a new appeal, on its record and in its queue, all or none.

        Returns the stored one when there already is one with this id. Raises DomainError ALREADY_APPEALED when another
        one is open against the record, and Changed when the record was lifted meanwhile.
        """
        table, item = self.core.name, _item(appeal)
        listed = in_list(keys.appeals(appeal.person_id), appeal.filed_at, appeal.entry_id)
        queued = in_list(keys.open_appeals(), appeal.deadline, appeal.entry_id)
        writes = [
            put_new(APPEAL, table, keys.appeal(appeal.entry_id) | item | listed),
            update(
                RECORD,
                table,
                keys.risk_record(appeal.person_id, appeal.record_id),
                "SET appeal_id = :appeal REMOVE appeal_outcome",
                condition="attribute_exists(pk) AND attribute_not_exists(lifted_at)"
                " AND (attribute_not_exists(appeal_id) OR appeal_outcome = :upheld)",
                appeal=appeal.entry_id,
                upheld=AppealOutcome.UPHELD.value,
            ),
            put_new("open appeal", table, _queue_key(appeal) | item | queued),
        ]
        try:
            commit(self.core.client, writes)
        except Refused as refused:
            if refused.what == APPEAL:
                return _appeal(refused.item)
            if refused.what == RECORD and "lifted_at" not in refused.item:
                raise DomainError(ErrorCode.ALREADY_APPEALED) from None
            raise Changed from None
        return appeal

    def appeal(self, entry_id: EntryId) -> Appeal | None:
        """One appeal, or None."""
        item = one(self.core, keys.appeal(entry_id))
        return _appeal(item) if item else None

    def page(self, person_id: PersonId, limit: int, after: str | None) -> tuple[tuple[Appeal, ...], str | None]:
        """At most `limit` appeals of a person that are older than the place `after`, newest first."""
        items, last = newest(self.core, keys.appeals(person_id), limit, after)
        return tuple(map(_appeal, items)), last

    def open_for(self, authority: Authority, limit: int, after: str | None) -> tuple[tuple[Appeal, ...], str | None]:
        """At most `limit` open appeals against records of an authority, those first whose deadline is first."""
        query: QueryInputTypeDef = {
            "TableName": self.core.name,
            "KeyConditionExpression": "pk = :partition AND sk BETWEEN :first AND :last",
            "ExpressionAttributeValues": wire_item(
                {
                    ":partition": keys.open_appeal(authority, "", EntryId(""))["pk"],
                    ":first": f"{_PREFIX}{_behind(after)}",
                    ":last": f"{_PREFIX}{_LAST}",
                }
            ),
            "ConsistentRead": True,
        }
        return self._in_order(query, limit)

    def overdue(self, now: datetime, limit: int, after: str | None) -> tuple[tuple[Appeal, ...], str | None]:
        """At most `limit` open appeals of all authorities whose deadline is over, the oldest deadline first."""
        query: QueryInputTypeDef = {
            "TableName": self.core.name,
            "IndexName": LISTS.name,
            "KeyConditionExpression": f"{LISTS.partition_key} = :list AND {LISTS.sort_key} BETWEEN :first AND :last",
            "ExpressionAttributeValues": wire_item(
                {":list": keys.open_appeals(), ":first": _behind(after), ":last": f"{iso(now)}{_LAST}"}
            ),
        }
        return self._in_order(query, limit)

    def decide(self, decided: Appeal, decision: Decision, ending: Ending | None) -> None:
        """Store the decision, on the record too, and take the appeal out of its queue; lift the record with `ending`.

        All or none. Raises Changed when the appeal, the record or the person was changed meanwhile.
        """
        table = self.core.name
        writes = [
            update(
                APPEAL,
                table,
                keys.appeal(decided.entry_id),
                "SET outcome = :outcome, decision_reason = :reason, decided_for = :authority, decided_by = :officer,"
                " decided_at = :now",
                condition="attribute_exists(pk) AND attribute_not_exists(outcome)",
                outcome=decision.outcome.value,
                reason=decision.reason,
                authority=decision.authority,
                officer=decision.officer,
                now=iso(decision.decided_at),
            ),
            delete("open appeal", table, _queue_key(decided)),
            *_record_writes(table, decided, decision, ending),
        ]
        try:
            commit(self.core.client, writes)
        except Refused:
            raise Changed from None

    def _in_order(self, query: "QueryInputTypeDef", limit: int) -> tuple[tuple[Appeal, ...], str | None]:
        query["Limit"] = limit
        answer = self.core.client.query(**query)
        items = [plain_item(item) for item in answer["Items"]]
        more = "LastEvaluatedKey" in answer and bool(items)
        return tuple(map(_appeal, items)), items[-1][LISTS.sort_key] if more else None


def _record_writes(table: str, appeal: Appeal, decision: Decision, ending: Ending | None) -> Iterable[Write]:
    if ending is not None:
        lift = Lift(decision.officer, decision.reason, decision.decided_at)
        return lift_writes(table, ending.person, (appeal.record_id,), lift, ending.holds)
    mark = update(
        RECORD,
        table,
        keys.risk_record(appeal.person_id, appeal.record_id),
        "SET appeal_outcome = :outcome",
        condition="appeal_id = :appeal",
        outcome=decision.outcome.value,
        appeal=appeal.entry_id,
    )
    return [mark]


def _behind(after: str | None) -> str:
    return f"{after}{_FIRST}" if after else _FIRST


def _queue_key(appeal: Appeal) -> keys.Key:
    return keys.open_appeal(appeal.authority, iso(appeal.deadline), appeal.entry_id)


def _item(appeal: Appeal) -> Item:
    return {
        "entry_id": appeal.entry_id,
        "person_id": appeal.person_id,
        "filed_by": appeal.filed_by,
        "record_id": appeal.record_id,
        "category": appeal.category.value,
        "authority": appeal.authority,
        "reason": appeal.reason,
        "filed_at": iso(appeal.filed_at),
        "deadline": iso(appeal.deadline),
    }


def _appeal(item: Item) -> Appeal:
    return Appeal(
        entry_id=EntryId(item["entry_id"]),
        person_id=PersonId(item["person_id"]),
        filed_by=PersonId(item["filed_by"]),
        record_id=RecordId(item["record_id"]),
        category=Category(item["category"]),
        authority=Authority(item["authority"]),
        reason=item["reason"],
        filed_at=from_iso(item["filed_at"]),
        deadline=from_iso(item["deadline"]),
        decision=_decision(item) if "outcome" in item else None,
    )


def _decision(item: Item) -> Decision:
    return Decision(
        outcome=AppealOutcome(item["outcome"]),
        reason=item["decision_reason"],
        authority=Authority(item["decided_for"]),
        officer=AccountId(item["decided_by"]),
        decided_at=from_iso(item["decided_at"]),
    )
