"""The routes of the red list: onto it, off it, and what waits for a second officer."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode
from shared.kernel.roles import StaffRole

_OFFICERS = frozenset({StaffRole.HEALTH_AUTHORITY})
ASSIGN = Route(
    "POST",
    "/v1/risk-records",
    Audience.STAFF,
    "Put a person on the red list, registered or not; beyond the brake it waits for a second officer",
    serves="M8",
    roles=_OFFICERS,
    body="AssignmentBody",
    answer="RecordBody",
    status=201,
    waiting=202,
    idempotency_key=True,
    errors=(
        ErrorCode.AUTHORITY_MISSING,
        ErrorCode.UNSUPPORTED_DOCUMENT,
        ErrorCode.INVALID_DOCUMENT_NUMBER,
        ErrorCode.INVALID_RISK_PERIOD,
        ErrorCode.TOO_MANY_ACTIVE_RECORDS,
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        ErrorCode.BUSY,
    ),
)
LIFT = Route(
    "POST",
    "/v1/risk-records/{record}/lift",
    Audience.STAFF,
    "End a record of one's own authority at once, or withdraw one that waits",
    serves="M8 M9",
    roles=_OFFICERS,
    body="LiftBody",
    answer="RecordBody",
    errors=(
        ErrorCode.AUTHORITY_MISSING,
        ErrorCode.NOT_FOUND,
        ErrorCode.OTHER_AUTHORITY,
        ErrorCode.ALREADY_LIFTED,
        ErrorCode.ALREADY_DECIDED,
        ErrorCode.BUSY,
    ),
)
WAITING = Route(
    "GET",
    "/v1/risk-records",
    Audience.STAFF,
    "The records of one's own authority that wait for a second officer, oldest first",
    serves="M8",
    roles=_OFFICERS,
    answer="WaitingRecordsBody",
    query=("state", "limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR, ErrorCode.AUTHORITY_MISSING),
)
DECIDE = Route(
    "POST",
    "/v1/risk-records/{record}/approval",
    Audience.STAFF,
    "Give effect to a waiting record that a colleague made, or refuse it",
    serves="M8",
    roles=_OFFICERS,
    body="DecisionBody",
    answer="RecordBody",
    errors=(
        ErrorCode.AUTHORITY_MISSING,
        ErrorCode.NOT_FOUND,
        ErrorCode.OTHER_AUTHORITY,
        ErrorCode.OWN_RECORD,
        ErrorCode.ALREADY_LIFTED,
        ErrorCode.ALREADY_DECIDED,
        ErrorCode.RISK_PERIOD_OVER,
        ErrorCode.TOO_MANY_ACTIVE_RECORDS,
        ErrorCode.BUSY,
    ),
)
