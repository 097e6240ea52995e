"""Chains in the audit table: entries are added, one transaction each, and never changed or removed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.audit.model import Entry, Fact, Head, Kind, Stored
from shared.audit.rules import content, digest_of
from shared.aws import keys
from shared.aws.table_specs import LISTS
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, plain_item, put_new, wire_item
from shared.kernel.clock import day_of, from_iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import PersonId

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef, ScanInputTypeDef

_CHANGE = "change"
_PREFIX = "ENTRY#"
_PLACE = re.compile(r"ENTRY#([0-9]{12})", re.ASCII)


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


@dataclass(frozen=True, slots=True)
class VerificationStore:
    """Where whole chains are read, by whoever verifies them; no function of the suite does."""

    audit: Table

    def chain(self, person_id: PersonId) -> Iterator[Stored]:
        """All that lies beside a person, in the order of its places, as of now."""
        query: QueryInputTypeDef = {
            "TableName": self.audit.name,
            "KeyConditionExpression": "pk = :partition",
            "ExpressionAttributeValues": wire_item({":partition": keys.audit_entry(person_id, 0)["pk"]}),
            "ConsistentRead": True,
        }
        while True:
            answer = self.audit.client.query(**query)
            yield from map(_stored, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def persons(self) -> Iterator[PersonId]:
        """Everybody who has a chain; reads the whole table. Somebody may be told twice."""
        scan: ScanInputTypeDef = {"TableName": self.audit.name, "ProjectionExpression": "pk"}
        last = ""
        while True:
            answer = self.audit.client.scan(**scan)
            for item in map(plain_item, answer["Items"]):
                kind, _, own = item["pk"].partition("#")
                if kind == "PERSON" and own != last:
                    last = own
                    yield PersonId(own)
            if "LastEvaluatedKey" not in answer:
                return
            scan["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


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


def _stored(found: Mapping[str, Any]) -> Stored:
    place = _PLACE.fullmatch(found["sk"]["S"])
    return Stored(int(place[1]) if place else 0, _whole_entry(found))


def _whole_entry(found: Mapping[str, Any]) -> Entry | None:
    """The entry that an item is, to the last attribute beside its place; None for one that is not."""
    try:
        item = plain_item(found)
        entry = entry_from(item)
        digest_of(entry)
        same = wire_item(entry_item(entry) | {"pk": item["pk"], "sk": item["sk"]}) == found
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return entry if same else None
