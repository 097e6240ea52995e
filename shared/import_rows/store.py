"""Records that imports make and lift, in the core table, and the parts of files with what became of their rows."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from shared.aws import buckets, keys, large_files, reading
from shared.aws.buckets import Bucket
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, Write, commit, put_new, update
from shared.imports import files
from shared.imports.lines import Line, lines
from shared.imports.model import Chunk, RiskImport, RowResult
from shared.kernel.clock import iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import EntryId, PersonId, RecordId
from shared.risk.model import Approval, Hold, ImportedRow, RiskRecord
from shared.risk.record_item import record_from, record_item
from shared.risk.store import RECORD, Lift, Person, hold_writes, person_from


@dataclass(frozen=True, slots=True)
class RowStore:
    """One transaction a row: its records, the person's holds, and their code's."""

    core: Table

    def people(self, wanted: Iterable[PersonId]) -> dict[PersonId, Person]:
        """The people as of now; an unknown one is somebody without holds."""
        people = list(dict.fromkeys(wanted))
        items: dict[str, Item] = {item["pk"]: item for item in reading.many(self.core, map(keys.person, people))}
        return {each: person_from(each, items.get(keys.person(each)["pk"], {})) for each in people}

    def records(self, wanted: Iterable[tuple[PersonId, RecordId]]) -> dict[RecordId, RiskRecord]:
        """Those of the records that there are, as of now."""
        places = [keys.risk_record(*each) for each in dict.fromkeys(wanted)]
        return {record.record_id: record for record in map(record_from, reading.many(self.core, places))}

    def records_of(self, person_id: PersonId) -> list[RiskRecord]:
        """All records of a person, as of now."""
        place = keys.risk_record(person_id, RecordId(""))
        return [record_from(item) for item in reading.all_under(self.core, place["pk"], place["sk"])]

    def add(self, record: RiskRecord, person: Person, holds: tuple[Hold, ...]) -> RiskRecord:
        """Store a new record and the person's and their code's `holds`, all or none.

        Returns the stored record when the same record was stored before. Raises Changed when the person was changed
        meanwhile.
        """
        place = keys.risk_record(record.person_id, record.record_id)
        new = put_new(RECORD, self.core.name, place | record_item(record))
        try:
            commit(self.core.client, [new, *hold_writes(self.core.name, person, holds)])
        except Refused as refused:
            if refused.what == RECORD:
                return record_from(refused.item)
            raise Changed from None
        return record

    def end(
        self, records: Iterable[RiskRecord], lift: Lift, row: ImportedRow, person: Person, holds: tuple[Hold, ...]
    ) -> None:
        """Mark records of one person as lifted by `row` and leave the person with `holds`, all or none.

        Raises Changed when one of the records or the person was changed meanwhile.
        """
        marks = [_mark(self.core.name, record, lift, row) for record in records]
        try:
            commit(self.core.client, [*marks, *hold_writes(self.core.name, person, holds)])
        except Refused:
            raise Changed from None


@dataclass(frozen=True, slots=True)
class ChunkFiles:
    """The parts of a checked file, and one file of results for each."""

    bucket: Bucket

    def lines(self, import_: RiskImport, chunk: Chunk) -> Iterator[Line]:
        """The lines of a part."""
        if import_.digest is None:
            raise ValueError("no file of this import was checked")
        key = files.checked_file(import_.import_id, import_.digest)
        found = large_files.part(self.bucket, key, chunk.start, chunk.size)
        return lines(found, number=chunk.line, start=chunk.start)

    def has_results(self, import_id: EntryId, chunk: Chunk) -> bool:
        """Whether the part was worked through to its end."""
        return buckets.is_there(self.bucket, files.result(import_id, chunk.number))

    def keep_results(self, import_id: EntryId, chunk: Chunk, results: Iterable[RowResult]) -> None:
        """Store what became of a part's rows; where that was said before, it stands."""
        text = "".join(f"{json.dumps(_stated(each))}\n" for each in results)
        with suppress(Changed):
            buckets.put_new(
                self.bucket,
                files.result(import_id, chunk.number),
                text.encode("ascii"),
                media_type="application/jsonl",
            )


def _stated(result: RowResult) -> dict[str, object]:
    stated: dict[str, object] = {"line": result.line, "outcome": result.outcome.value}
    if result.reason:
        stated |= {"reason": result.reason, "fields": result.fields}
    return stated


def _mark(core_table: str, record: RiskRecord, lift: Lift, row: ImportedRow) -> Write:
    waits = record.approval is Approval.WAITING
    return update(
        RECORD,
        core_table,
        keys.risk_record(record.person_id, record.record_id),
        "SET lifted_at = :lifted_at, lifted_by = :lifted_by, lift_reason = :lift_reason, "
        "lift_import_id = :import_id, lift_import_line = :line"
        + (", approval = :withdrawn REMOVE in_list, listed_as" if waits else ""),
        condition="approval = :waiting" if waits else "attribute_exists(pk) AND attribute_not_exists(lifted_at)",
        lifted_at=iso(lift.at),
        lifted_by=lift.officer,
        lift_reason=lift.reason,
        import_id=row.import_id,
        line=row.line,
        **({"waiting": Approval.WAITING.value, "withdrawn": Approval.WITHDRAWN.value} if waits else {}),
    )
