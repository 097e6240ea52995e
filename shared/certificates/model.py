"""Health certificates: a file that a resident hands in for themselves or for a relative (M20)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.kernel.ids import EntryId, PersonId

FORM_TERM = timedelta(minutes=10)
"""How long the form of a certificate may be posted."""
UPLOAD_TERM = timedelta(minutes=15)
"""Until when the file must be there and checked; what is posted last has the difference to be checked in."""


class Kind(StrEnum):
    """What a certificate is about."""

    HEALTH_CERTIFICATE = "HEALTH_CERTIFICATE"
    NUCLEIC_ACID_TEST = "NUCLEIC_ACID_TEST"
    ANTIBODY_TEST = "ANTIBODY_TEST"
    VACCINATION = "VACCINATION"
    OTHER = "OTHER"


class MediaType(StrEnum):
    """The files that are taken, by their media types (RFC 6838)."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


class State(StrEnum):
    """Where a certificate stands; only the first is ever left."""

    AWAITING_UPLOAD = "AWAITING_UPLOAD"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    """No file came, or none was checked, before the deadline."""


class Rejection(StrEnum):
    """Why a file was not taken."""

    EMPTY = "EMPTY"
    TOO_LARGE = "TOO_LARGE"
    WRONG_CONTENT = "WRONG_CONTENT"
    """It begins like none of the files that are taken, whatever it is called."""
    TYPE_MISMATCH = "TYPE_MISMATCH"
    """It may be taken, but is of another type than was declared."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a resident says about a certificate."""

    kind: Kind
    media_type: MediaType
    issued_on: date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """The checked file of a confirmed certificate: its size in bytes, and S3's tag of exactly this content."""

    size: int
    etag: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of `person_id`, asked for by `uploaded_by`."""

    person_id: PersonId
    certificate_id: EntryId
    description: Description
    uploaded_by: PersonId
    requested_at: datetime
    state: State = State.AWAITING_UPLOAD
    decided_at: datetime | None = None
    """When it was confirmed or rejected."""
    rejection: Rejection | None = None
    file: KeptFile | None = None

    @property
    def form_ends(self) -> datetime:
        """The instant from which a form for its file is refused."""
        return self.requested_at + FORM_TERM

    @property
    def deadline(self) -> datetime:
        """The first instant at which it is expired unless its file was checked."""
        return self.requested_at + UPLOAD_TERM


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file before it is checked: size in bytes, tag, and its first bytes."""

    size: int
    etag: str
    first_bytes: bytes


class UploadMissing(Exception):
    """The upload is not there, or not ours to read, which S3 does not tell apart; its own answer is the cause."""


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A form to post straight to the bucket: its `fields` first, and the file, as the field `file`, last."""

    url: str
    fields: dict[str, str]
    expires_at: datetime
    most_bytes: int


@dataclass(frozen=True, slots=True)
class DownloadLink:
    """An address that gives the file to whoever has it, for a short while."""

    url: str
    expires_at: datetime
