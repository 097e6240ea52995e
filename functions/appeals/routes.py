"""The routes of a person's appeals. An appeal is neither changed nor taken back: it is decided."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode

FILE = Route(
    "POST",
    "/v1/people/{person}/appeals",
    Audience.RESIDENT,
    "Appeal against a record that makes the person red; the authority that made it decides by a deadline",
    serves="M5 M8 M9",
    body="NewAppealBody",
    answer="AppealBody",
    status=201,
    repeated=200,
    idempotency_key=True,
    errors=(ErrorCode.NOT_FOUND, ErrorCode.ALREADY_APPEALED, ErrorCode.IDEMPOTENCY_KEY_REUSED, ErrorCode.BUSY),
)
LIST = Route(
    "GET",
    "/v1/people/{person}/appeals",
    Audience.RESIDENT,
    "A person's appeals with where they stand, newest first",
    serves="M5 M8 M9",
    answer="AppealsBody",
    query=("limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR, ErrorCode.NOT_FOUND),
)
