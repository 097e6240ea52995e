"""Test results in the core table: written once, with the lift of the records that they end, and never changed."""

from dataclasses import dataclass
from datetime import timedelta

from shared.aws import keys
from shared.aws.reading import all_under, in_list, newest, one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, put_new
from shared.kernel.clock import from_iso, iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, RecordId, ScanId
from shared.laboratory.model import LabResult, Result, Sample
from shared.risk.hold_item import hold_item
from shared.risk.model import Hold
from shared.risk.store import Lift, Person, lift_writes, person_write

RESULT = "test result"


@dataclass(frozen=True, slots=True)
class LabResultStore:
    """Append-only test results."""

    core: Table

    def add(
        self, result: LabResult, retention: timedelta, person: Person, lift: Lift, holds: tuple[Hold, ...]
    ) -> LabResult:
        """Store a result, lift the records that it ends, and leave its person with `holds`: all or none.

        The person is another version afterwards also where nothing is lifted, so that of two results of one instant the
        second counts the first. Returns the stored result when this one was stored before. Raises Changed when the
        person or one of the records was changed meanwhile.
        """
        expires_at = int((result.recorded_at + retention).timestamp())
        item = keys.test_result(result.person_id, result.entry_id) | _item(result) | {"expires_at": expires_at}
        table = self.core.name
        of_person = (
            lift_writes(table, person, result.lifted, lift, holds)
            if result.lifted
            else [person_write(table, person, "SET holds = :holds", holds=[hold_item(each) for each in person.holds])]
        )
        try:
            commit(self.core.client, [put_new(RESULT, table, item), *of_person])
        except Refused as refused:
            if refused.what == RESULT:
                return _result(refused.item)
            raise Changed from None
        return result

    def result(self, person_id: PersonId, entry_id: EntryId) -> LabResult | None:
        """One result of a person, or None."""
        item = one(self.core, keys.test_result(person_id, entry_id))
        return _result(item) if item else None

    def all_of(self, person_id: PersonId) -> tuple[LabResult, ...]:
        """Every result of a person that is still kept, as of now, in no order."""
        return tuple(map(_result, all_under(self.core, keys.person(person_id)["pk"], "TEST_RESULT#")))

    def page(
        self, person_id: PersonId, limit: int, after: str | None = None
    ) -> tuple[tuple[LabResult, ...], str | None]:
        """At most `limit` results of a person recorded before `after`, the last one first, and where to go on."""
        items, last = newest(self.core, keys.test_results(person_id), limit, after)
        return tuple(map(_result, items)), last


def _item(result: LabResult) -> Item:
    return {
        "entry_id": result.entry_id,
        "person_id": result.person_id,
        "result": result.sample.result.value,
        "sampled_at": iso(result.sample.sampled_at),
        "laboratory": result.sample.laboratory,
        "lifted": list(result.lifted),
        "recorded_at": iso(result.recorded_at),
        "officer": result.officer,
        "checkpoint_id": result.checkpoint_id,
        "scan_id": result.scan_id,
    } | in_list(keys.test_results(result.person_id), result.recorded_at, result.entry_id)


def _result(item: Item) -> LabResult:
    return LabResult(
        entry_id=EntryId(item["entry_id"]),
        person_id=PersonId(item["person_id"]),
        sample=Sample(Result(item["result"]), from_iso(item["sampled_at"]), item["laboratory"]),
        lifted=tuple(map(RecordId, item["lifted"])),
        recorded_at=from_iso(item["recorded_at"]),
        officer=AccountId(item["officer"]),
        checkpoint_id=CheckpointId(item["checkpoint_id"]),
        scan_id=ScanId(item["scan_id"]),
    )
