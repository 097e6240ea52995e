"""The route of registration by staff."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode
from shared.offline_registrations.model import REGISTRARS

REGISTER = Route(
    "POST",
    "/v1/offline-registrations",
    Audience.STAFF,
    "Register somebody whom the identity register does not hold, from their papers, and print their code",
    serves="M3 M4",
    roles=REGISTRARS,
    body="PapersBody",
    answer="RegisteredOfflineBody",
    status=201,
    repeated=200,
    idempotency_key=True,
    errors=(
        ErrorCode.UNSUPPORTED_DOCUMENT,
        ErrorCode.INVALID_DOCUMENT_NUMBER,
        ErrorCode.INVALID_CHECKPOINT,
        ErrorCode.TOO_MANY_ATTEMPTS,
        ErrorCode.ALREADY_REGISTERED,
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        ErrorCode.BUSY,
    ),
)
