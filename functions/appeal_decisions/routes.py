"""The routes of those who decide appeals."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode
from shared.kernel.roles import StaffRole

_OFFICERS = frozenset({StaffRole.HEALTH_AUTHORITY})
LIST = Route(
    "GET",
    "/v1/appeals",
    Audience.STAFF,
    "The open appeals against records of one's own authority, the oldest deadline first; "
    "with `escalated`, for the supervising authority, those of all authorities whose deadline is over",
    serves="M8 M9",
    roles=_OFFICERS,
    answer="OpenAppealsBody",
    query=("limit", "cursor", "escalated"),
    errors=(
        ErrorCode.AUTHORITY_MISSING,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.INVALID_CURSOR,
        ErrorCode.OTHER_AUTHORITY,
    ),
)
DECIDE = Route(
    "POST",
    "/v1/appeals/{appeal}/decision",
    Audience.STAFF,
    "Decide an appeal, for the authority that made the record or, after the deadline, for the supervising one; "
    "LIFTED lifts the record at once",
    serves="M8 M9",
    roles=_OFFICERS,
    body="NewDecisionBody",
    answer="DecidedAppealBody",
    errors=(
        ErrorCode.AUTHORITY_MISSING,
        ErrorCode.NOT_FOUND,
        ErrorCode.OTHER_AUTHORITY,
        ErrorCode.OWN_RECORD,
        ErrorCode.ALREADY_DECIDED,
        ErrorCode.BUSY,
    ),
)
