"""The contract of an identity register on the wire."""

from pydantic import Field

from shared.aws.wire import Wire
from shared.identity.model import DocumentType
from shared.sandbox.model import Result

# RFC 4648 §4 with its padding, so that whatever fits can be decoded.
_BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_FACE_LIMIT = 360 * 1024 // 3 * 4


class VerificationBody(Wire):
    """Who somebody says they are."""

    document_type: DocumentType
    document_number: str = Field(min_length=1, max_length=18, pattern="^[0-9A-Z]+$", repr=False)
    name: str = Field(min_length=2, max_length=50, repr=False)
    face: str = Field(min_length=4, max_length=_FACE_LIMIT, pattern=_BASE64, repr=False)


class VerificationAnswer(Wire):
    """What the register says."""

    result: Result
