"""Auditing in a region of this process, as the function does it when the stream calls."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from shared.audit.model import Entry, Finding
from shared.audit.rules import verify
from shared.audit.store import VerificationStore
from shared.aws.streams import change_of
from shared.kernel.ids import PersonId
from tests.core_stream import Record, core_stream
from tests.region import Region


@contextmanager
def audited(region: Region) -> Iterator[list[Record]]:
    """Every change that the block makes is in the chains as soon as it is made; the records of the changes."""
    with core_stream(region, lambda record: region.auditing.record(change_of(record))) as records:
        yield records


def audit(region: Region, records: Iterable[Record]) -> list[Record]:
    """Hand the records to the function, as Lambda does; those from the first that failed on."""
    batch = list(records)
    failures = region.on_changes({"Records": batch}, None)["batchItemFailures"]
    if not failures:
        return []
    [first] = [
        place for place, each in enumerate(batch) if each["dynamodb"]["SequenceNumber"] == failures[0]["itemIdentifier"]
    ]
    return batch[first:]


def chain(region: Region, person_id: PersonId) -> list[Entry]:
    """A person's entries, which all can be read."""
    found = list(VerificationStore(region.audit).chain(person_id))
    entries = [stored.entry for stored in found if stored.entry is not None]
    assert len(entries) == len(found)
    return entries


def flaws(region: Region, person_id: PersonId, known: str | None = None) -> list[Finding]:
    return verify(person_id, VerificationStore(region.audit).chain(person_id), known)
