"""Bodies of imports."""

from pydantic import Field

from shared.aws.wire import Prose, Wire
from shared.imports.model import ImportFormat, ImportKind, ImportState, Rejection
from shared.risk.service import Decision


class NewImportBody(Wire):
    """What a file holds and how it is written, before it is there."""

    kind: ImportKind
    format: ImportFormat


class ImportDecisionBody(Wire):
    """What a second officer says of a waiting import, and why."""

    decision: Decision
    reason: Prose


class ImportCountsBody(Wire):
    """What became of the rows; together they are all of them."""

    created: int | None = Field(description="Records made; null for lifts")
    lifted: int | None = Field(description="Records ended; null for assignments")
    unchanged: int = Field(description="Rows that had been done before")
    refused: int = Field(description="Rows that the report gives a reason for")


class ImportBody(Wire):
    """An import as it stands."""

    import_id: str
    kind: ImportKind
    format: ImportFormat
    state: ImportState = Field(description="Nobody's colour is touched before it is RUNNING")
    authority: str
    officer: str = Field(description="Who announced it, and may not decide on it")
    created_at: str
    rows: int | None = Field(description="Known once the file was read through")
    size: int | None = Field(description="Bytes of the file")
    sha256: str | None = Field(description="By which two officers know that they speak of the same file")
    rejection: Rejection | None = Field(description="Why the file cannot be read as what it was announced as")
    decided_at: str | None
    decided_by: str | None
    decision_reason: str | None
    counts: ImportCountsBody | None
    finished_at: str | None


class ImportFormBody(Wire):
    """A form for the file: `POST` it to `url` as multipart/form-data, all fields first and the file last, as `file`."""

    url: str
    fields: dict[str, str]
    expires_at: str
    most_bytes: int


class AnnouncedBody(Wire):
    """An import with the form for its file, as long as it awaits one."""

    risk_import: ImportBody
    upload: ImportFormBody | None


class WaitingImportsBody(Wire):
    """A part of what waits, oldest first."""

    imports: list[ImportBody]
    cursor: str | None


class ReportBody(Wire):
    """Where the report is, for whoever has this address; it is not to be shared."""

    url: str
    expires_at: str


class SeenImportBody(Wire):
    """An import, and the report on its rows once it is done."""

    risk_import: ImportBody
    report: ReportBody | None
