"""Whole chains as they lie in an audit table, for whoever verifies them; no function of the suite reads one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.audit.model import Entry, Stored
from shared.audit.rules import digest_of
from shared.audit.store import entry_from, entry_item
from shared.aws import keys
from shared.aws.tables import Table
from shared.aws.transactions import plain_item, wire_item
from shared.kernel.ids import PersonId

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef, ScanInputTypeDef

_PLACE = re.compile(r"ENTRY#([0-9]{12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Chains:
    """The chains of an audit table."""

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
