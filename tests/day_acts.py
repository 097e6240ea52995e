"""Audit entries as they lie in the table, for tests of the days that are made of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from shared.audit.model import Entry, Kind
from shared.audit.rules import FIRST, sealed
from shared.audit.store import entry_item
from shared.aws.transactions import wire_item
from shared.kernel.clock import end_of
from shared.kernel.ids import PersonId
from tests.region import Region

_BATCH = 25


def person_id(number: int) -> PersonId:
    """Some person's id."""
    return PersonId(f"{number:x}".translate(str.maketrans("0189", "ghij")).rjust(32, "p"))


def noon(day: date) -> datetime:
    """The middle of one of the region's days."""
    return end_of(day) - timedelta(hours=12)


def chain(
    person: PersonId,
    day: date,
    length: int = 1,
    *,
    kind: Kind = Kind.SCANNED,
    authority: str = "CDC-440106",
    category: str = "CLOSE_CONTACT",
) -> list[Entry]:
    """A whole chain, made within one day."""
    entries: list[Entry] = []
    for number in range(1, length + 1):
        entries.append(
            sealed(
                Entry(
                    person_id=person,
                    number=number,
                    kind=kind,
                    at=noon(day) + timedelta(seconds=number),
                    recorded_at=noon(day) + timedelta(seconds=number + 1),
                    facts={"record": f"{person}-{number}", "authority": authority, "category": category},
                    change_id=f"{person}-{number}",
                    previous=entries[-1].digest if entries else FIRST,
                    digest="",
                )
            )
        )
    return entries


def stored(region: Region, entries: Sequence[Entry]) -> None:
    """Put entries into the audit table, as if they had been added there."""
    requests: list[Any] = [{"PutRequest": {"Item": wire_item(entry_item(entry))}} for entry in entries]
    for start in range(0, len(requests), _BATCH):
        region.audit.client.batch_write_item(RequestItems={region.audit.name: requests[start : start + _BATCH]})


def altered(region: Region, old: Entry, new: Entry) -> None:
    """Put an item in the place of another, as only somebody with rights to the table itself could."""
    removed(region, old)
    stored(region, [new])


def removed(region: Region, entry: Entry) -> None:
    """Remove an entry, as only somebody with rights to the table itself could."""
    item = entry_item(entry)
    key = wire_item({"pk": item["pk"], "sk": item["sk"]})
    region.audit.client.delete_item(TableName=region.audit.name, Key=key)
