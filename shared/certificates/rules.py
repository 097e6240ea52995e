"""How long a certificate waits for its file, and which files are taken (M20)."""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.certificates.model import Certificate, Description, MediaType, Rejection, State, Upload
from shared.kernel.clock import day_of
from shared.kernel.errors import FieldsRefused

LARGEST_BYTES = 10 * 1024 * 1024
LINK_TERM = timedelta(minutes=5)
EXPIRED_SHOWN = timedelta(days=1)
"""How long one without a file is still listed."""
REJECTED_SHOWN = timedelta(days=7)
"""How long one whose file was rejected is still listed, with the reason."""

# PDF: ISO 32000-2, 7.5.2. JPEG: ISO/IEC 10918-1, B.1.1.3, its first two markers. PNG: its specification, 5.2.
_SIGNATURES = {
    MediaType.PDF: b"%PDF-",
    MediaType.JPEG: b"\xff\xd8\xff",
    MediaType.PNG: b"\x89PNG\r\n\x1a\n",
}
SIGNATURE_BYTES = max(map(len, _SIGNATURES.values()))


def check_description(description: Description, now: datetime) -> None:
    """Raises FieldsRefused for a certificate that is issued in the future."""
    if description.issued_on is not None and description.issued_on > day_of(now):
        raise FieldsRefused({"issued_on": "a day that has come"})


def seen_at(certificate: Certificate, now: datetime) -> Certificate:
    """The certificate as it stands at `now`: no job is needed for one to expire."""
    if certificate.state is State.AWAITING_UPLOAD and now >= certificate.deadline:
        return replace(certificate, state=State.EXPIRED)
    return certificate


def rejection_of(upload: Upload, declared: MediaType) -> Rejection | None:
    """Why an uploaded file is not taken for one of the type `declared`; None when it is taken."""
    if not upload.size:
        return Rejection.EMPTY
    if upload.size > LARGEST_BYTES:
        return Rejection.TOO_LARGE
    if upload.first_bytes.startswith(_SIGNATURES[declared]):
        return None
    known = any(upload.first_bytes.startswith(signature) for signature in _SIGNATURES.values())
    return Rejection.TYPE_MISMATCH if known else Rejection.WRONG_CONTENT
