"""Chains in the audit table: entries are added, one transaction each, and never changed or removed."""

from dataclasses import dataclass
from typing import Any

from shared.audit.model import Entry, Fact, Head, Kind
from shared.audit.rules import content
from shared.aws import keys
from shared.aws.table_specs import LISTS
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, plain_item, put_new, wire_item
from shared.kernel.clock import day_of, from_iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import PersonId

_CHANGE = "change"
_PREFIX = "ENTRY#"


@dataclass(frozen=True, slots=True)
class ChainStore:
    """Where entries are added."""

    audit: Table

    def head(self, person_id: PersonId) -> Head | None:
        """The last entry of a person's chain as of now, or None for who has none."""
        answer = self.audit.client.query(
            TableName=self.audit.name,
            KeyConditionExpression="pk = :partition AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=wire_item(
                {":partition": keys.audit_entry(person_id, 0)["pk"], ":prefix": _PREFIX}
            ),
            ConsistentRead=True,
            ScanIndexForward=False,
            Limit=1,
        )
        return next((_head(plain_item(item)) for item in answer["Items"]), None)

    def add(self, entry: Entry) -> bool:
        """Store an entry and that its change has one, both or neither; False when the change had one before.

        Raises Changed when the chain has an entry of this number already, or is being added to.
        """
        writes = [
            put_new(_CHANGE, self.audit.name, keys.audited_change(entry.change_id)),
            put_new("entry", self.audit.name, entry_item(entry)),
        ]
        try:
            commit(self.audit.client, writes)
        except Refused as refused:
            if refused.what == _CHANGE:
                return False
            raise Changed from None
        return True


def entry_item(entry: Entry) -> Item:
    """An entry as it lies in the audit table."""
    return {
        **keys.audit_entry(entry.person_id, entry.number),
        **content(entry),
        LISTS.partition_key: keys.audit_day(day_of(entry.recorded_at), entry.digest[:1]),
        LISTS.sort_key: entry.digest,
    }


def entry_from(item: Item) -> Entry:
    """The inverse of `entry_item`.

    Raises KeyError, TypeError, AttributeError or ValueError for what is no entry.
    """
    return Entry(
        person_id=PersonId(item["person_id"]),
        number=item["number"],
        kind=Kind(item["kind"]),
        at=from_iso(item["at"]),
        recorded_at=from_iso(item["recorded_at"]),
        facts={name: _fact(value) for name, value in item["facts"].items()},
        change_id=item["change_id"],
        previous=item["previous"],
        digest=item["digest"],
    )


def _fact(value: Any) -> Fact:
    return tuple(value) if isinstance(value, list) else value


def _head(item: Item) -> Head:
    # By its place: whatever else may have been done to it, the next entry has to have the next number.
    return Head(int(item["sk"].removeprefix(_PREFIX)), item["digest"])
