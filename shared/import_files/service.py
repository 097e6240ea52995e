"""An import's file from its upload to its report: read through before its approval, summed up in the end (M8)."""

from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from shared.aws.tables import Table
from shared.import_files.model import Examined, FileRejected, ResultMissing, RowsMissing, UploadMissing
from shared.import_files.rules import examined
from shared.import_files.store import WholeFiles
from shared.imports import files as places
from shared.imports.model import ImportCounts, ImportState, Outcome, Rejection, RiskImport, RowResult
from shared.imports.store import ImportStore
from shared.kernel.clock import Clock
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.ids import EntryId
from shared.kernel.signals import (
    RiskImportChecked,
    RiskImportDone,
    RiskImportRejected,
    RiskImportStalled,
    Signals,
    UploadDropped,
)

_READ_AHEAD = 16
_HEADER = b"line,outcome,reason,fields\n"


class FileCheck:
    """Reads through what was uploaded, keeps exactly what was read, and leaves nothing else of it behind.

    Events come twice, late and out of order, and a form may be posted again while it lasts. The item decides: an import
    has one file, and whatever lies in the uploads afterwards is removed.
    """

    def __init__(self, *, core: Table, files: WholeFiles, signals: Signals) -> None:
        self._store = ImportStore(core)
        self._files = files
        self._signals = signals

    def check(self, key: str) -> None:
        """Settle the upload at `key`; may be called any number of times.

        Raises UploadMissing when an import awaits an upload that cannot be read, and DomainError BUSY when the upload
        was replaced every time it had been read. Both may be tried again.
        """
        retry_when_changed(lambda: self._check(key))

    def _check(self, key: str) -> None:
        import_ = self._find(key)
        if import_ is None or import_.state is not ImportState.AWAITING_FILE:
            self._signals(UploadDropped(import_.state.value if import_ else "UNKNOWN"))
        else:
            try:
                self._decide(import_, key)
            except UploadMissing:
                later = self._find(key)
                if later is not None and later.state is ImportState.AWAITING_FILE:
                    raise
                # Another run for the same upload was quicker.
        self._files.remove_upload(key)

    def _find(self, key: str) -> RiskImport | None:
        import_id = places.uploaded_for(key)
        return self._store.import_(import_id) if import_id else None

    def _decide(self, import_: RiskImport, key: str) -> None:
        upload = self._files.upload(key)
        try:
            found = examined(upload.pieces, import_.kind, import_.format)
        except FileRejected as rejected:
            self._reject(import_, rejected.rejection)
            return
        self._files.keep(import_, key, upload.etag, found)
        self._take(import_, found)

    def _take(self, import_: RiskImport, found: Examined) -> None:
        if self._store.file_checked(import_.import_id, found.rows, found.size, found.digest):
            self._signals(RiskImportChecked(import_.kind.value))
            return
        held = self._store.import_(import_.import_id)
        if held is None or held.digest != found.digest:
            self._files.discard(import_.import_id, found.digest)

    def _reject(self, import_: RiskImport, rejection: Rejection) -> None:
        if self._store.rejected(import_.import_id, rejection.value):
            self._signals(RiskImportRejected(rejection.value))


class ImportEnd:
    """Ends a run: with a report on every row, or as one that stalled."""

    def __init__(self, *, core: Table, files: WholeFiles, clock: Clock, signals: Signals) -> None:
        self._store = ImportStore(core)
        self._files = files
        self._clock = clock
        self._signals = signals

    def report(self, import_id: EntryId) -> None:
        """Write the report of an import all of whose parts are done, and say so; may be called any number of times.

        Raises ResultMissing when a part is not done, and RowsMissing when the results are not of every row.
        """
        import_ = self._store.import_(import_id)
        if import_ is None or import_.rows is None:
            raise ResultMissing
        counted: Counter[Outcome] = Counter()
        self._files.write_report(import_id, self._lines(import_, counted))
        counts = ImportCounts(counted[Outcome.DONE], counted[Outcome.UNCHANGED], counted[Outcome.REFUSED])
        if counts.done + counts.unchanged + counts.refused != import_.rows:
            raise RowsMissing
        if self._store.finished(import_id, counts, self._clock()):
            self._signals(RiskImportDone(import_.kind.value))

    def stall(self, import_id: EntryId, attempt: int) -> None:
        """Say that a run has given up; what it did stays done, and the next run goes on from there."""
        if self._store.stalled(import_id, attempt):
            self._signals(RiskImportStalled())

    def _lines(self, import_: RiskImport, counted: Counter[Outcome]) -> Iterator[bytes]:
        yield _HEADER
        for results in self._results(import_):
            counted.update(result.outcome for result in results)
            yield b"".join(map(_line, results))

    def _results(self, import_: RiskImport) -> Iterator[list[RowResult]]:
        """The results of one part after the other, a few of them read ahead."""
        numbers = iter(range(self._files.number_of_chunks(import_)))
        with ThreadPoolExecutor(_READ_AHEAD) as readers:
            ahead: deque[Future[list[RowResult]]] = deque()
            for number in numbers:
                ahead.append(readers.submit(self._files.results, import_.import_id, number))
                if len(ahead) == _READ_AHEAD:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()


def _line(result: RowResult) -> bytes:
    """Names of ours only, none of which needs a quote."""
    return f"{result.line},{result.outcome.value},{result.reason},{';'.join(result.fields)}\n".encode("ascii")
