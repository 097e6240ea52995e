"""The routes of imports: announced, listed while they wait, looked at, decided on."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode
from shared.kernel.roles import StaffRole

_OFFICERS = frozenset({StaffRole.HEALTH_AUTHORITY})
ANNOUNCE = Route(
    "POST",
    "/v1/risk-imports",
    Audience.STAFF,
    "Announce a file of assignments or lifts and get the form with which it is posted straight to the bucket",
    serves="M8",
    roles=_OFFICERS,
    body="NewImportBody",
    answer="AnnouncedBody",
    status=201,
    idempotency_key=True,
    errors=(ErrorCode.AUTHORITY_MISSING, ErrorCode.IDEMPOTENCY_KEY_REUSED),
)
WAITING = Route(
    "GET",
    "/v1/risk-imports",
    Audience.STAFF,
    "The imports of one's own authority that wait for a second officer, oldest first",
    serves="M8",
    roles=_OFFICERS,
    answer="WaitingImportsBody",
    query=("state", "limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR, ErrorCode.AUTHORITY_MISSING),
)
VIEW = Route(
    "GET",
    "/v1/risk-imports/{import}",
    Audience.STAFF,
    "How an import of one's own authority stands, and a link to its report when it is done",
    serves="M8",
    roles=_OFFICERS,
    answer="SeenImportBody",
    errors=(ErrorCode.AUTHORITY_MISSING, ErrorCode.NOT_FOUND, ErrorCode.OTHER_AUTHORITY),
)
DECIDE = Route(
    "POST",
    "/v1/risk-imports/{import}/approval",
    Audience.STAFF,
    "Set an import that a colleague announced going, or refuse it; approved again, one that stalled goes on",
    serves="M8",
    roles=_OFFICERS,
    body="ImportDecisionBody",
    answer="ImportBody",
    errors=(
        ErrorCode.AUTHORITY_MISSING,
        ErrorCode.NOT_FOUND,
        ErrorCode.OTHER_AUTHORITY,
        ErrorCode.OWN_RECORD,
        ErrorCode.ALREADY_DECIDED,
        ErrorCode.BUSY,
    ),
)
