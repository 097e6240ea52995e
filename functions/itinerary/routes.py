"""The routes of a person's itinerary."""

from shared.aws.http import Audience, Route
from shared.kernel.errors import ErrorCode

_ITINERARY = "/v1/people/{person}/itinerary"
_ERRORS = (
    ErrorCode.NOT_FOUND,
    ErrorCode.CONSENT_MISSING,
    ErrorCode.PHONE_MISSING,
    ErrorCode.ITINERARY_PROVIDER_UNAVAILABLE,
)
GIVE_CONSENT = Route(
    "PUT",
    f"{_ITINERARY}/consent",
    Audience.RESIDENT,
    "Consent to asking the carriers where this person's phone was in the last 14 days",
    serves="M19",
    answer="ConsentBody",
    status=201,
    repeated=200,
    errors=(ErrorCode.NOT_FOUND,),
)
VIEW = Route(
    "GET",
    _ITINERARY,
    Audience.RESIDENT,
    "Where this person's phone was in the last 14 days, as the carriers say; needs consent",
    serves="M19",
    answer="ItineraryBody",
    errors=_ERRORS,
)
CARD_SVG = Route(
    "GET",
    f"{_ITINERARY}/card.svg",
    Audience.RESIDENT,
    "The itinerary card to show, as SVG; needs consent",
    serves="M19",
    media_type="image/svg+xml",
    errors=_ERRORS,
)
REVOKE_CONSENT = Route(
    "DELETE",
    f"{_ITINERARY}/consent",
    Audience.RESIDENT,
    "Take the consent back; from then on the carriers are not asked",
    serves="M19",
    status=204,
    errors=(ErrorCode.NOT_FOUND,),
)
