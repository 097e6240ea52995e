"""What other regions ask about people's health, on behalf of these people; they sign, and carry no token (M21)."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.health_questions.wire import HealthQuestionBody
from shared.aws.http import Audience, Handler, LambdaHandler, Request, Response, Route, edge
from shared.aws.wire import parse
from shared.federation.answering import PeerAnswers
from shared.federation.model import Question
from shared.kernel.errors import ErrorCode
from shared.kernel.signals import Signals


def _route(question: Question, summary: str) -> Route:
    return Route(
        "POST",
        f"/v1/federation/{question}",
        Audience.PEER,
        summary,
        serves="M21 M22",
        body="HealthQuestionBody",
        answer="HealthAnswerBody",
        errors=(ErrorCode.TOO_MANY_ATTEMPTS,),
    )


SUMMARY = _route(
    Question.HEALTH_SUMMARY,
    "Tell another region what is held of a person's health at a glance; the person sees that in their access log",
)
DETAIL = _route(
    Question.HEALTH_DETAIL,
    "Tell another region what a person sees of their health here; the person sees that in their access log",
)
ROUTES: Sequence[Route] = (SUMMARY, DETAIL)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    person_key: str
    signing_key: str
    encryption_key: str
    code_issuer: int
    code_key_id: int
    health_questions_per_hour: int
    look_up_retention_days: int


def build(answers: PeerAnswers, signals: Signals) -> LambdaHandler:
    """The handler of what other regions ask about people's health."""
    return edge(ROUTES, {route.key: _answering(route, answers) for route in ROUTES}, signals)


def _answering(route: Route, answers: PeerAnswers) -> Handler:
    question = route.path.rpartition("/")[2]

    def answer(request: Request) -> Response:
        return Response({"answer": answers.answer(question, parse(HealthQuestionBody, request.body).request)})

    return answer
