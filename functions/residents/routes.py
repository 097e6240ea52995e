"""The routes of registration, of the family and of the switcher."""

from shared.aws.http import KIB, Audience, Route
from shared.kernel.errors import ErrorCode

_VERIFIED = (
    ErrorCode.UNSUPPORTED_DOCUMENT,
    ErrorCode.INVALID_DOCUMENT_NUMBER,
    ErrorCode.IDENTITY_NOT_ON_FILE,
    ErrorCode.NAME_OR_DOCUMENT_MISMATCH,
    ErrorCode.FACE_MISMATCH,
    ErrorCode.IDENTITY_REGISTER_UNAVAILABLE,
    ErrorCode.TOO_MANY_ATTEMPTS,
    ErrorCode.BUSY,
)
REGISTER = Route(
    "POST",
    "/v1/registration",
    Audience.RESIDENT,
    "Register under one's real name and get a code, in one request",
    serves="M1 M2 M4 M14",
    body="RegistrationBody",
    answer="RegisteredBody",
    status=201,
    repeated=200,
    body_limit=512 * KIB,
    errors=(*_VERIFIED, ErrorCode.ACCOUNT_HAS_OTHER_PERSON, ErrorCode.PERSON_HAS_OTHER_ACCOUNT),
)
ME = Route(
    "GET",
    "/v1/me",
    Audience.RESIDENT,
    "Everyone this account may act for; empty before registration",
    serves="M5",
    answer="PeopleBody",
)
FAMILY = Route(
    "GET",
    "/v1/family",
    Audience.RESIDENT,
    "For whom one may act, and who may act for oneself",
    serves="M6",
    answer="FamilyBody",
    errors=(ErrorCode.NOT_REGISTERED,),
)
ADD_MEMBER = Route(
    "POST",
    "/v1/family",
    Audience.RESIDENT,
    "Add a family member, by their document, name and face; who is new gets a code",
    serves="M3 M4 M6",
    body="FamilyMemberBody",
    answer="LinkBody",
    status=201,
    repeated=200,
    body_limit=512 * KIB,
    errors=(*_VERIFIED, ErrorCode.NOT_REGISTERED, ErrorCode.MEMBER_IS_SELF, ErrorCode.TOO_MANY_MEMBERS),
)
REMOVE_LINK = Route(
    "DELETE",
    "/v1/family/{person}",
    Audience.RESIDENT,
    "End the link with a person, whichever of the two acts for the other",
    serves="M6",
    status=204,
    errors=(ErrorCode.NOT_REGISTERED, ErrorCode.NOT_FOUND, ErrorCode.BUSY),
)
