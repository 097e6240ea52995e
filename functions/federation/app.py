"""What other regions ask this one, each question under its own word; they sign, and carry no token (M22)."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.federation.wire import FederationRequestBody
from shared.aws.http import Audience, Handler, LambdaHandler, Request, Response, Route, edge
from shared.aws.wire import parse
from shared.federation.answering import PeerAnswers
from shared.federation.model import Question
from shared.kernel.errors import ErrorCode
from shared.kernel.signals import Signals


def _route(question: Question, summary: str, serves: str, *errors: ErrorCode) -> Route:
    return Route(
        "POST",
        f"/v1/federation/{question}",
        Audience.PEER,
        summary,
        serves=serves,
        body="FederationRequestBody",
        answer="FederationAnswerBody",
        errors=errors,
    )


CODE_VERIFICATION = _route(
    Question.CODE_VERIFICATION,
    "Verify a code of this region for another one: colour, no name and no reason; its person sees that in their log",
    "M10 M22",
    ErrorCode.IDEMPOTENCY_KEY_REUSED,
)
STATUS_LIST_CONTENTS = _route(
    Question.STATUS_LIST_CONTENTS,
    "Tell another region which editions of this one's status lists count; nothing of it is about a person",
    "M13 M22",
    ErrorCode.UNAVAILABLE,
)
STATUS_LIST = _route(
    Question.STATUS_LIST,
    "Hand another region one edition of one status list, in both forms",
    "M13 M22",
    ErrorCode.NOT_FOUND,
)
ROUTES: Sequence[Route] = (CODE_VERIFICATION, STATUS_LIST_CONTENTS, STATUS_LIST)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    signing_key: str
    code_issuer: int
    code_key_id: int
    scan_retention_days: int
    status_lists_bucket: str


def question_of(route: Route) -> str:
    """The word of the question that a route is for."""
    return route.path.rpartition("/")[2]


def build(answers: PeerAnswers, signals: Signals) -> LambdaHandler:
    """The handler of what other regions ask."""
    return edge(ROUTES, {route.key: _answering(route, answers) for route in ROUTES}, signals)


def _answering(route: Route, answers: PeerAnswers) -> Handler:
    question = question_of(route)

    def answer(request: Request) -> Response:
        return Response({"answer": answers.answer(question, parse(FederationRequestBody, request.body).request)})

    return answer
