"""The routes of declarations and memberships.

What was declared stays: there is no route that changes a declaration or takes it back, and the newest one counts.
"""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode

_LISTED = (ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR, ErrorCode.NOT_FOUND)
DECLARE = Route(
    "POST",
    "/v1/people/{person}/declarations",
    Audience.RESIDENT,
    "Declare a person's health: to their enterprise, to an organisation, or as a self-check; it is never changed",
    serves="M5 M18",
    body="NewDeclarationBody",
    answer="DeclarationBody",
    status=201,
    repeated=200,
    idempotency_key=True,
    errors=(ErrorCode.NOT_FOUND, ErrorCode.NOT_A_MEMBER, ErrorCode.IDEMPOTENCY_KEY_REUSED, ErrorCode.BUSY),
)
DECLARATIONS = Route(
    "GET",
    "/v1/people/{person}/declarations",
    Audience.RESIDENT,
    "A person's declarations, newest first",
    serves="M5 M17 M18",
    answer="DeclarationsBody",
    query=("limit", "cursor"),
    errors=_LISTED,
)
DECLARATION = Route(
    "GET",
    "/v1/people/{person}/declarations/{declaration}",
    Audience.RESIDENT,
    "One declaration of a person",
    serves="M5 M18",
    answer="DeclarationBody",
    errors=(ErrorCode.NOT_FOUND,),
)
JOIN = Route(
    "POST",
    "/v1/people/{person}/organisations",
    Audience.RESIDENT,
    "Make a person a member of an organisation, by its invitation code",
    serves="M5 M18",
    body="JoinBody",
    answer="MembershipBody",
    status=201,
    repeated=200,
    errors=(ErrorCode.NOT_FOUND, ErrorCode.INVALID_INVITATION, ErrorCode.BUSY),
)
MEMBERSHIPS = Route(
    "GET",
    "/v1/people/{person}/organisations",
    Audience.RESIDENT,
    "The organisations that a person is a member of",
    serves="M5 M18",
    answer="MembershipsBody",
    errors=(ErrorCode.NOT_FOUND,),
)
LEAVE = Route(
    "DELETE",
    "/v1/people/{person}/organisations/{organisation}",
    Audience.RESIDENT,
    "End a person's membership; what was declared to the organisation stays with it",
    serves="M5 M18",
    status=204,
    errors=(ErrorCode.NOT_FOUND, ErrorCode.BUSY),
)
