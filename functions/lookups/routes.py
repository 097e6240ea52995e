"""The routes of look-ups."""

from shared.access.model import LookedUp
from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode
from shared.lookups.service import roles_that_may

_REFUSALS = (
    ErrorCode.INVALID_REQUEST,
    ErrorCode.SCAN_REQUIRED,
    ErrorCode.TOO_MANY_ATTEMPTS,
    ErrorCode.BUSY,
)

IDENTITY = Route(
    "GET",
    "/v1/scans/{scan}/identity",
    Audience.STAFF,
    "Who the person of one's own scan is, within 15 minutes of it; written to the person's access log first",
    serves="M11",
    roles=roles_that_may(LookedUp.IDENTITY, LookedUp.MASKED_IDENTITY),
    answer="SeenIdentityBody",
    query=("purpose",),
    errors=(*_REFUSALS, ErrorCode.NOT_FOUND),
)
TRAVEL = Route(
    "GET",
    "/v1/scans/{scan}/travel",
    Audience.STAFF,
    "Where the person of one's own scan has declared to have been in the last 14 days; logged first, as every look-up",
    serves="M11",
    roles=roles_that_may(LookedUp.TRAVEL),
    answer="SeenTravelBody",
    query=("purpose",),
    errors=_REFUSALS,
)
CONTACTS = Route(
    "GET",
    "/v1/scans/{scan}/contacts",
    Audience.STAFF,
    "Which contacts the person of one's own scan has declared for the last 14 days; logged first, as every look-up",
    serves="M11",
    roles=roles_that_may(LookedUp.CONTACTS),
    answer="SeenContactsBody",
    query=("purpose",),
    errors=_REFUSALS,
)
DECLARATIONS = Route(
    "GET",
    "/v1/scans/{scan}/declarations",
    Audience.STAFF,
    "The newest health declarations of the person of one's own scan; logged first, as every look-up",
    serves="M11",
    roles=roles_that_may(LookedUp.DECLARATIONS),
    answer="SeenDeclarationsBody",
    query=("purpose",),
    errors=_REFUSALS,
)
