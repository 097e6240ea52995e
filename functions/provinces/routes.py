"""The routes of what other regions hold of a person's health."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode

_PROVINCES = "/v1/people/{person}/provinces"
GIVE_CONSENT = Route(
    "PUT",
    f"{_PROVINCES}/consent",
    Audience.RESIDENT,
    "Consent to asking the regions that are recognised here what they hold of this person's health",
    serves="M21",
    answer="ConsentBody",
    status=201,
    repeated=200,
    errors=(ErrorCode.NOT_FOUND,),
)
VIEW = Route(
    "GET",
    _PROVINCES,
    Audience.RESIDENT,
    "What each region that is recognised here holds of this person's health, or why it does not say; needs consent",
    serves="M5 M21",
    answer="ProvincesBody",
    errors=(ErrorCode.NOT_FOUND, ErrorCode.CONSENT_MISSING, ErrorCode.TOO_MANY_ATTEMPTS),
)
DETAIL = Route(
    "GET",
    f"{_PROVINCES}/{{issuer}}",
    Audience.RESIDENT,
    "What one of them holds, in detail; needs consent",
    serves="M5 M21",
    answer="ProvinceDetailBody",
    errors=(
        ErrorCode.NOT_FOUND,
        ErrorCode.CONSENT_MISSING,
        ErrorCode.TOO_MANY_ATTEMPTS,
        ErrorCode.PROVINCE_UNAVAILABLE,
    ),
)
REVOKE_CONSENT = Route(
    "DELETE",
    f"{_PROVINCES}/consent",
    Audience.RESIDENT,
    "Take the consent back; from then on no region is asked",
    serves="M21",
    status=204,
    errors=(ErrorCode.NOT_FOUND,),
)
