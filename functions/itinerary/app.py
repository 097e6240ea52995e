"""A person's itinerary: consent, the places of 14 days, and the card."""

from dataclasses import dataclass

from functions.itinerary.routes import CARD_SVG, GIVE_CONSENT, REVOKE_CONSENT, VIEW
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.family.model import Acting
from shared.family.service import FamilyService
from shared.itinerary.model import Itinerary, Period, Place
from shared.itinerary.service import ItineraryService
from shared.itinerary.showing import card_svg, places
from shared.kernel.clock import iso
from shared.kernel.signals import Signals

ROUTES = (GIVE_CONSENT, VIEW, CARD_SVG, REVOKE_CONSENT)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    vault_table: str
    itinerary_url: str
    itinerary_secret: str
    resident_issuer: str


def build(settings: Settings, family: FamilyService, service: ItineraryService, signals: Signals) -> LambdaHandler:
    """The handler of a person's itinerary."""

    def acting(request: Request) -> Acting:
        return family.acting(request.actor.account, request.path["person"])

    def give_consent(request: Request) -> Response:
        consent, new = service.give_consent(acting(request))
        return Response({"given_at": iso(consent.given_at)}, GIVE_CONSENT.status if new else 200)

    def view(request: Request) -> Response:
        return Response(_body(service.itinerary(acting(request)), request.language))

    def card(request: Request) -> Response:
        shown = card_svg(service.itinerary(acting(request)), request.language)
        return Response(shown, media_type=CARD_SVG.media_type)

    def revoke_consent(request: Request) -> Response:
        service.revoke_consent(acting(request))
        return Response("", REVOKE_CONSENT.status)

    handlers = {
        GIVE_CONSENT.key: give_consent,
        VIEW.key: view,
        CARD_SVG.key: card,
        REVOKE_CONSENT.key: revoke_consent,
    }
    return edge(ROUTES, handlers, signals, Tokens(settings.resident_issuer))


def _body(itinerary: Itinerary, language: str) -> dict[str, object]:
    return {
        **_days(itinerary.days),
        "as_of": iso(itinerary.as_of),
        "phone": itinerary.masked_phone,
        "phone_known": itinerary.stays is not None,
        "places": [_place(place) for place in places(itinerary, language)],
    }


def _place(place: Place) -> dict[str, object]:
    named = {"division": place.division, "province": place.province, "city": place.city}
    return {**named, **_days(place.days)}


def _days(days: Period) -> dict[str, object]:
    return {"from": days.first.isoformat(), "to": days.last.isoformat()}
