"""Bodies of a person's health certificates."""

from enum import StrEnum

from pydantic import Field

from shared.aws.wire import Day, Prose, Wire
from shared.certificates.model import Kind, MediaType, Rejection, State


class UploadedBy(StrEnum):
    """Who announced a certificate: the person themselves, or somebody of their family."""

    SELF = "SELF"
    FAMILY = "FAMILY"


class NewCertificateBody(Wire):
    """What a certificate is, before its file is there."""

    kind: Kind
    media_type: MediaType = Field(description="What the file is; a file of another type is rejected")
    issued_on: Day | None = Field(None, description="The day on which it was issued, at the latest today")
    note: Prose | None = None


class RejectionBody(Wire):
    """Why a file was not taken."""

    code: Rejection
    text: str = Field(description="For the resident, in the language of the request")


class CertificateBody(Wire):
    """A certificate as it stands."""

    certificate: str
    kind: Kind
    media_type: MediaType
    issued_on: str | None
    note: str | None
    uploaded_by: UploadedBy
    requested_at: str
    deadline: str = Field(description="When it expires unless its file is there and checked")
    state: State
    decided_at: str | None = Field(description="When its file was confirmed or rejected")
    rejection: RejectionBody | None
    size: int | None = Field(description="Bytes of its confirmed file")


class UploadFormBody(Wire):
    """A form for the file: `POST` it to `url` as multipart/form-data, all fields first and the file last, as `file`."""

    url: str
    fields: dict[str, str]
    expires_at: str
    most_bytes: int


class RequestedBody(Wire):
    """A certificate with the form for its file, as long as there is one to post."""

    certificate: CertificateBody
    upload: UploadFormBody | None


class CertificatesBody(Wire):
    """A part of a person's certificates."""

    certificates: list[CertificateBody]
    cursor: str | None


class LinkBody(Wire):
    """Where the file is, for whoever has this address; it is not to be shared."""

    url: str
    expires_at: str
