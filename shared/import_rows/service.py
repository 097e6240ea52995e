"""Working through one part of an approved import: each of its rows ends as done, unchanged or refused (M8).

A part is worked through again after whatever went wrong, from its beginning. What a row has done bears the row's own
mark, so a second try says of it what the first would have said.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from shared.aws.tables import Table
from shared.identity import rules as documents
from shared.identity.model import Document
from shared.identity.service import PersonIds
from shared.import_rows.model import AssignRow, Case, LiftRow, NotRunning, ReadRow, Row
from shared.import_rows.rules import is_open, json_of, record_id
from shared.import_rows.store import ChunkFiles, RowStore
from shared.imports.model import Chunk, ImportKind, ImportState, Outcome, RiskImport, RowResult
from shared.imports.store import ImportStore
from shared.kernel.clock import Clock, day_of
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused
from shared.kernel.ids import EntryId, PersonId, RecordId
from shared.kernel.signals import RiskLifted, RiskRecorded, RiskWithdrawn, Signals
from shared.risk import rules
from shared.risk.model import Approval, Assignment, ImportedRow, RecordState, RiskRecord
from shared.risk.store import Lift, Person, RiskStore

_RECORD_ID = re.compile(r"([a-z2-7]{32})-[a-z2-7]{16}", re.ASCII)
_MOST_LIFTED_AT_ONCE = 50  # with the person and their code, half of what a transaction takes

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Read:
    """A row that was read: where it stands, what it states, and whom it is about."""

    line: int
    row: Row
    person_id: PersonId
    record_id: RecordId | None
    """The record that it makes, or that it names."""


@dataclass(frozen=True, slots=True)
class _Work:
    """A part that is being worked through, with what was loaded for it; what was used up is loaded anew."""

    import_: RiskImport
    now: datetime
    people: dict[PersonId, Person] = field(default_factory=dict)
    records: dict[RecordId, RiskRecord] = field(default_factory=dict)


class RowsService:
    """Works through parts of imports."""

    def __init__(
        self,
        *,
        core: Table,
        files: ChunkFiles,
        person_ids: PersonIds,
        readers: Mapping[ImportKind, ReadRow],
        rows_at_once: int,
        clock: Clock,
        signals: Signals,
    ) -> None:
        """`readers` make rows of their JSON; `rows_at_once` is how many people's rows are applied side by side."""
        self._imports = ImportStore(core)
        self._rows = RowStore(core)
        self._risk = RiskStore(core)
        self._files = files
        self._person_ids = person_ids
        self._readers = readers
        self._at_once = rows_at_once
        self._clock = clock
        self._signals = signals

    def work(self, import_id: EntryId, chunk: Chunk) -> None:
        """Give every row of a part its effect and store what became of each; does nothing for one that is done.

        Raises NotRunning unless two officers set the import going, and DomainError BUSY when a person was changed by
        others at every try.
        """
        import_ = self._imports.import_(import_id)
        if import_ is None or import_.state is not ImportState.RUNNING or import_.decided_by in {None, import_.officer}:
            raise NotRunning
        if self._files.has_results(import_id, chunk):
            return
        work = _Work(import_, self._clock().replace(microsecond=0))
        results, read = self._read(work, chunk)
        work.people.update(self._rows.people(each.person_id for each in read))
        work.records.update(self._rows.records((each.person_id, each.record_id) for each in read if each.record_id))
        # One person's rows one after the other: each rests on the holds that the one before it has left.
        by_person: dict[PersonId, list[_Read]] = {}
        for each in read:
            by_person.setdefault(each.person_id, []).append(each)
        for applied in self._each(lambda own: [self._result(work, each) for each in own], by_person.values()):
            results.extend(applied)
        self._files.keep_results(import_id, chunk, sorted(results, key=lambda result: result.line))

    def _read(self, work: _Work, chunk: Chunk) -> tuple[list[RowResult], list[_Read]]:
        """The rows that cannot be read, and those that can, with the people whom they are about."""
        refused: list[RowResult] = []
        rows: list[tuple[int, Row, Document | None]] = []
        read_row, today = self._readers[work.import_.kind], day_of(work.now)
        for line in self._files.lines(work.import_, chunk):
            if not line.is_row:
                continue
            try:
                row = read_row(json_of(line, chunk.columns))
                rows.append((line.number, row, _document(row, today)))
            except DomainError as refusal:
                refused.append(_refused(line.number, refusal))
        asked = list(dict.fromkeys(document for _, _, document in rows if document))
        ids = dict(zip(asked, self._each(self._person_ids.of, asked), strict=True))
        read: list[_Read] = []
        for number, row, document in rows:
            found = _named(row) if document is None else (ids[document], None)
            if found is None:
                refused.append(_refused(number, DomainError(ErrorCode.NOT_FOUND)))
                continue
            person_id, own_id = found
            if isinstance(row, AssignRow):
                own_id = record_id(work.import_.authority, person_id, row)
            read.append(_Read(number, row, person_id, own_id))
        return refused, read

    def _result(self, work: _Work, read: _Read) -> RowResult:
        try:
            if isinstance(read.row, AssignRow):
                outcome = self._assign(work, read, read.row)
            else:
                lift = read.row
                outcome = retry_when_changed(lambda: self._lift(work, read, lift))
        except DomainError as refusal:
            if refusal.code is ErrorCode.BUSY:
                raise
            return _refused(read.line, refusal)
        return RowResult(read.line, outcome)

    def _assign(self, work: _Work, read: _Read, row: AssignRow) -> Outcome:
        own_row, import_ = ImportedRow(work.import_.import_id, read.line), work.import_
        assignment = Assignment(
            category=row.case.category,
            authority=import_.authority,
            officer=import_.officer,
            case_reference=row.case.case_reference,
            reason=row.reason,
            starts_at=row.starts_at.replace(microsecond=0) if row.starts_at else work.now,
            ends_on=row.ends_on,
            review_on=row.review_on,
        )
        own_id = record_id(import_.authority, read.person_id, row)
        stored = work.records.get(own_id)
        if stored is None:
            rules.check_period(assignment, work.now)
            record = RiskRecord(
                own_id,
                read.person_id,
                assignment,
                recorded_at=work.now,
                approval=Approval.APPROVED,
                decided_at=import_.decided_at,
                decided_by=import_.decided_by,
                decision_reason=import_.decision_reason,
                made_by_row=own_row,
            )
            stored = work.records[own_id] = retry_when_changed(lambda: self._add(work, record))
        return Outcome.DONE if stored.made_by_row == own_row else Outcome.UNCHANGED

    def _add(self, work: _Work, record: RiskRecord) -> RiskRecord:
        person = self._person(work, record.person_id)
        holds = rules.with_hold(person.holds, rules.hold_of(record.record_id, record.assignment), work.now)
        stored = self._rows.add(record, person, holds)
        if stored is record:
            work.people[person.person_id] = replace(person, version=person.version + 1, holds=holds)
            self._signals(RiskRecorded(record.assignment.category.value))
        return stored

    def _lift(self, work: _Work, read: _Read, row: LiftRow) -> Outcome:
        own_row = ImportedRow(work.import_.import_id, read.line)
        lift = Lift(work.import_.officer, row.reason, work.now)
        while True:
            records = self._lifted_by(work, read, row)
            left = [record for record in records if is_open(record)][:_MOST_LIFTED_AT_ONCE]
            if not left:
                break
            person = self._person(work, read.person_id)
            holds = rules.without_holds(person.holds, {each.record_id for each in left}, work.now)
            self._rows.end(left, lift, own_row, person, holds)
            work.people[read.person_id] = replace(person, version=person.version + 1, holds=holds)
            for record in left:
                waited = record.approval is Approval.WAITING
                self._signals((RiskWithdrawn if waited else RiskLifted)(record.assignment.category.value))
            if len(left) < _MOST_LIFTED_AT_ONCE:
                return Outcome.DONE
        if any(record.lifted_by_row == own_row for record in records):
            return Outcome.DONE
        if all(record.state is RecordState.REFUSED for record in records):
            raise DomainError(ErrorCode.ALREADY_DECIDED)
        return Outcome.UNCHANGED

    def _lifted_by(self, work: _Work, read: _Read, row: LiftRow) -> list[RiskRecord]:
        """The records of the import's own authority that a row is about.

        Raises DomainError NOT_FOUND or OTHER_AUTHORITY.
        """
        if isinstance(row.which, Case):
            wanted = (work.import_.authority, row.which.category, row.which.case_reference)
            records = [
                record
                for record in self._rows.records_of(read.person_id)
                if (record.assignment.authority, record.assignment.category, record.assignment.case_reference) == wanted
            ]
        else:
            own_id = RecordId(row.which)
            record = work.records.pop(own_id, None) or self._risk.record(read.person_id, own_id)
            records = [record] if record else []
        if not records:
            raise DomainError(ErrorCode.NOT_FOUND)
        if records[0].assignment.authority != work.import_.authority:
            raise DomainError(ErrorCode.OTHER_AUTHORITY)
        return records

    def _person(self, work: _Work, person_id: PersonId) -> Person:
        """As it was loaded for the part, or left by the row before; after a change by others, as of now."""
        return work.people.pop(person_id, None) or self._risk.person(person_id)

    def _each(self, act: Callable[[T], R], things: Iterable[T]) -> list[R]:
        if self._at_once == 1:
            return list(map(act, things))
        with ThreadPoolExecutor(self._at_once) as workers:
            return list(workers.map(act, things))


def _document(row: Row, today: date) -> Document | None:
    """The document that a row names, unless it names a record.

    Raises DomainError UNSUPPORTED_DOCUMENT or INVALID_DOCUMENT_NUMBER.
    """
    case = row.case if isinstance(row, AssignRow) else row.which
    if not isinstance(case, Case):
        return None
    return documents.document(case.document_type, case.document_number.reveal(), today)


def _named(row: Row) -> tuple[PersonId, RecordId] | None:
    found = _RECORD_ID.fullmatch(row.which) if isinstance(row, LiftRow) and isinstance(row.which, str) else None
    return (PersonId(found[1]), RecordId(found[0])) if found else None


def _refused(line: int, refusal: DomainError) -> RowResult:
    # A document is one object in the API and two columns in a file.
    fields = tuple(name.replace(".", "_") for name in refusal.problems) if isinstance(refusal, FieldsRefused) else ()
    return RowResult(line, Outcome.REFUSED, refusal.code.value, fields)
