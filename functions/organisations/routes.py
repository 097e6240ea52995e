"""The routes of those who administer organisations; an organisation is seen by the one who created it only."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode
from shared.kernel.roles import StaffRole

CSV = "text/csv; charset=utf-8"
_ADMINISTRATORS = frozenset({StaffRole.ORG_ADMIN})
CREATE = Route(
    "POST",
    "/v1/organisations",
    Audience.STAFF,
    "Set up an enterprise or organisation whose members declare to it",
    serves="M18",
    roles=_ADMINISTRATORS,
    body="NewOrganisationBody",
    answer="OrganisationBody",
    status=201,
    idempotency_key=True,
    errors=(ErrorCode.IDEMPOTENCY_KEY_REUSED, ErrorCode.BUSY),
)
LIST = Route(
    "GET",
    "/v1/organisations",
    Audience.STAFF,
    "The organisations that one administers, newest first",
    serves="M18",
    roles=_ADMINISTRATORS,
    answer="OrganisationsBody",
    query=("limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR),
)
INVITE = Route(
    "POST",
    "/v1/organisations/{organisation}/invitation",
    Audience.STAFF,
    "Draw a new invitation code; the old one stops at once, members stay",
    serves="M18",
    roles=_ADMINISTRATORS,
    answer="OrganisationBody",
    errors=(ErrorCode.NOT_FOUND, ErrorCode.BUSY),
)
DAY = Route(
    "GET",
    "/v1/organisations/{organisation}/declarations",
    Audience.STAFF,
    "Who has and who has not declared on a day, with what was declared to this organisation; today unless told",
    serves="M18",
    roles=_ADMINISTRATORS,
    answer="DayBody",
    query=("date", "limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR, ErrorCode.NOT_FOUND),
)
EXPORT = Route(
    "GET",
    "/v1/organisations/{organisation}/declarations.csv",
    Audience.STAFF,
    "The whole list of a day as a table for spreadsheets",
    serves="M18",
    roles=_ADMINISTRATORS,
    media_type=CSV,
    query=("date",),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.NOT_FOUND),
)
