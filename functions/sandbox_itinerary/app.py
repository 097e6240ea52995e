"""The sandbox itinerary provider: the contract of `docs/itinerary-provider.md` over made-up journeys."""

from dataclasses import dataclass

from functions.sandbox_itinerary.wire import QuestionBody
from shared.aws.http import Audience, LambdaHandler, Request, Response, Route, edge
from shared.aws.wire import parse
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.signals import Signals
from shared.sandbox.bearer import BearerKey
from shared.sandbox.itinerary import MadeUpStay, made_up_stays

MOST_DAYS = 31
ITINERARIES = Route(
    "POST",
    "/v1/itineraries",
    Audience.ANYONE,
    "Where a phone was; asked with the provider's own bearer key",
    serves="M19",
    body="QuestionBody",
    answer="ItineraryAnswer",
    errors=(ErrorCode.UNAUTHENTICATED,),
)
ROUTES = (ITINERARIES,)


@dataclass(frozen=True, slots=True)
class Settings:
    """The name of the secret that holds the bearer key."""

    itinerary_secret: str


def build(api_key: str, signals: Signals) -> LambdaHandler:
    """The handler of the provider's one route.

    Raises ValueError when `api_key` is blank.
    """
    key = BearerKey(api_key)

    def itineraries(request: Request) -> Response:
        key.check(request.headers)
        question = parse(QuestionBody, request.body)
        if not 0 <= (question.last - question.first).days < MOST_DAYS:
            raise FieldsRefused({"to": f"must be a day from `from` on, within {MOST_DAYS} days"})
        stays = made_up_stays(question.phone, question.first, question.last)
        if stays is None:
            return Response({"result": "UNKNOWN_PHONE"})
        return Response({"result": "FOUND", "stays": [_stay(stay) for stay in stays]})

    return edge(ROUTES, {ITINERARIES.key: itineraries}, signals)


def _stay(stay: MadeUpStay) -> dict[str, object]:
    return {"division": stay.division, "from": stay.first.isoformat(), "to": stay.last.isoformat()}
