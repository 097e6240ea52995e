"""Imports: a file of assignments or lifts that an authority hands in, for a second officer to approve (M8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.kernel.ids import AccountId, Authority, EntryId

FORM_TERM = timedelta(minutes=15)
"""How long the form of an import may be posted; S3 looks at the beginning of a post, however long it takes."""
LINK_TERM = timedelta(minutes=5)
"""How long a link to a report is good for."""
LARGEST_BYTES = 5_000_000_000
"""A form posts one file in one piece, and S3 takes 5 GB in one piece."""


class ImportKind(StrEnum):
    """What the rows of a file ask for."""

    ASSIGN = "ASSIGN"
    """Each row puts a person on the red list."""
    LIFT = "LIFT"
    """Each row ends a record."""


class ImportFormat(StrEnum):
    """How a file is written."""

    CSV = "CSV"
    """RFC 4180, in UTF-8, with a header."""
    JSONL = "JSONL"
    """One JSON object a line, in UTF-8."""


class ImportState(StrEnum):
    """Where an import stands; nobody's colour is touched before it runs."""

    AWAITING_FILE = "AWAITING_FILE"
    WAITING = "WAITING"
    """Its file was read through; it waits for a second officer."""
    REJECTED = "REJECTED"
    """Its file cannot be read as what it was announced as."""
    REFUSED = "REFUSED"
    """By the second officer."""
    RUNNING = "RUNNING"
    DONE = "DONE"
    STALLED = "STALLED"
    """The run gave up; approved again, it goes on."""


class Rejection(StrEnum):
    """Why a file was not taken at all."""

    EMPTY = "EMPTY"
    """There is no row in it."""
    NOT_UTF8 = "NOT_UTF8"
    WRONG_HEADER = "WRONG_HEADER"
    """The first line of a CSV does not name the columns that its kind needs, or names others, or one twice."""
    TOO_MANY_ROWS = "TOO_MANY_ROWS"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a checked file that is worked through in one go: whole lines, one after the other."""

    number: int
    start: int
    """Its first byte."""
    size: int
    """In bytes."""
    line: int
    """The number of its first line in the file."""
    columns: tuple[str, ...]
    """Those of a CSV's header; none for JSON Lines."""


class Outcome(StrEnum):
    """What became of a row, as the report says it."""

    DONE = "done"
    """A record was created, or lifted."""
    UNCHANGED = "unchanged"
    """There was nothing left to do."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row of a report; nothing in it tells of a person."""

    line: int
    outcome: Outcome
    reason: str = ""
    """The refusal's stable name."""
    fields: tuple[str, ...] = ()
    """Which fields were wrong, where fields were."""


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What became of the rows: records created or lifted, rows that had nothing left to do, rows that were refused."""

    done: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class RiskImport:
    """One import, with what is known of its file, who decided on it, and what came of it."""

    import_id: EntryId
    kind: ImportKind
    format: ImportFormat
    authority: Authority
    officer: AccountId
    """Who announced it, and may not decide on it."""
    created_at: datetime
    state: ImportState = ImportState.AWAITING_FILE
    rows: int | None = None
    size: int | None = None
    """Bytes of the file."""
    digest: str | None = None
    """SHA-256 of the file, in hexadecimal digits."""
    rejection: str | None = None
    """Why the file was rejected; a name, with nothing of the file in it."""
    decided_at: datetime | None = None
    decided_by: AccountId | None = None
    decision_reason: str | None = None
    attempt: int = 0
    """How often it was set going: once by the approval, and once more each time it had stalled."""
    counts: ImportCounts | None = None
    finished_at: datetime | None = None

    @property
    def run_name(self) -> str:
        """The name of its present run: the same for the same attempt, so that a repeat starts no second one."""
        return f"{self.import_id}-{self.attempt}"


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A form to post straight to the bucket: its `fields` first, and the file, as the field `file`, last."""

    url: str
    fields: dict[str, str]
    expires_at: datetime
    most_bytes: int


@dataclass(frozen=True, slots=True)
class ReportLink:
    """An address that gives the report to whoever has it, for a short while."""

    url: str
    expires_at: datetime
