"""Which files are taken, and the parts that they are worked through in.

Reads a file once, in pieces, and remembers of it what it can say in the end: 40 million rows are 80,000 parts.
"""

import codecs
import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shared.import_files.model import Examined, FileRejected
from shared.imports.lines import Line, lines
from shared.imports.model import Chunk, ImportFormat, ImportKind, Rejection

ROWS_A_CHUNK = 500
BYTES_A_CHUNK = 1024 * 1024
MOST_ROWS = 40_000_000
"""Step Functions holds the results of all parts of one map in 256 KiB, and the shortest result takes three bytes."""

_PERSON = ("document_type", "document_number", "category", "case_reference")
_REQUIRED = {ImportKind.ASSIGN: {*_PERSON, "reason"}, ImportKind.LIFT: {"reason"}}
_KNOWN = {
    ImportKind.ASSIGN: {*_PERSON, "reason", "starts_at", "ends_on", "review_on"},
    ImportKind.LIFT: {*_PERSON, "reason", "record_id"},
}
_MARK = codecs.BOM_UTF8


def examined(pieces: Iterable[bytes], kind: ImportKind, written_as: ImportFormat) -> Examined:
    """What there is to say of the file that comes in `pieces`.

    Raises FileRejected for a file that is not UTF-8, has no row, has more than MOST_ROWS, or is a CSV with another
    header than its kind has.
    """
    watched = _Watched(pieces)
    found = lines(watched)
    columns: tuple[str, ...] = ()
    if written_as is ImportFormat.CSV:
        columns = header(next(found, None), kind)
    plan = Plan(columns)
    chunks = tuple(plan.chunks(found))
    if not plan.rows:
        raise FileRejected(Rejection.EMPTY)
    return Examined(plan.rows, watched.size, watched.digest.hexdigest(), chunks)


def header(line: Line | None, kind: ImportKind) -> tuple[str, ...]:
    """The columns that the first line of a CSV names.

    Raises FileRejected.
    """
    if line is None:
        raise FileRejected(Rejection.EMPTY)
    text = (line.text or b"").removeprefix(_MARK).decode("utf-8", "replace")
    try:
        columns = tuple(name.strip() for name in next(csv.reader([text], strict=True), []))
    except csv.Error:
        columns = ()
    named = set(columns)
    if not _REQUIRED[kind] <= named <= _KNOWN[kind] or len(named) < len(columns):
        raise FileRejected(Rejection.WRONG_HEADER)
    if kind is ImportKind.LIFT and "record_id" not in named and not named.issuperset(_PERSON):
        raise FileRejected(Rejection.WRONG_HEADER)
    return columns


class Plan:
    """Parts of whole lines, none with more rows than `most_rows`, nor more bytes than `most_bytes` but for its last."""

    def __init__(
        self, columns: tuple[str, ...] = (), most_rows: int = ROWS_A_CHUNK, most_bytes: int = BYTES_A_CHUNK
    ) -> None:
        self.rows = 0
        """All that were seen."""
        self._columns = columns
        self._most_rows = most_rows
        self._most_bytes = most_bytes

    def chunks(self, found: Iterable[Line]) -> Iterator[Chunk]:
        """The parts; lines without anything in them are in a part only where rows follow or go before.

        Raises FileRejected for too many rows.
        """
        first, rows, size, number = None, 0, 0, 0
        for line in found:
            first = first or line
            size += line.size
            rows += line.is_row
            if rows == self._most_rows or size >= self._most_bytes:
                if rows:
                    yield self._closed(number, first, size, rows)
                    number += 1
                first, rows, size = None, 0, 0
        if first and rows:
            yield self._closed(number, first, size, rows)

    def _closed(self, number: int, first: Line, size: int, rows: int) -> Chunk:
        self.rows += rows
        if self.rows > MOST_ROWS:
            raise FileRejected(Rejection.TOO_MANY_ROWS)
        return Chunk(number, first.start, size, first.number, self._columns)


@dataclass
class _Watched:
    """Passes a file's pieces on, and learns from them what is true of the whole file."""

    pieces: Iterable[bytes]
    size: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def __iter__(self) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for piece in self.pieces:
                self.size += len(piece)
                self.digest.update(piece)
                decoder.decode(piece)
                yield piece
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise FileRejected(Rejection.NOT_UTF8) from None
