"""A region on this machine's loopback that answers questions of other regions, rightly or wrongly."""

import json
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

from shared.federation.answering import PeerAnswers
from tests.loopback import Answer, Loopback, answer


def asked_of(server: Loopback) -> str:
    """The last request that arrived."""
    request: str = json.loads(server.received[-1].body)["request"]
    return request


def says(text: str) -> Answer:
    """A signed answer in the body that it belongs into."""
    return answer(content={"answer": text})


def by(server: Loopback, signed: Callable[[str], str]) -> Answer:
    """Answers with what `signed` makes of the request."""

    def give(request: BaseHTTPRequestHandler) -> None:
        says(signed(asked_of(server)))(request)

    return give


def genuine(server: Loopback, answers: PeerAnswers, question: str) -> Answer:
    """Answers as a region does."""
    return by(server, lambda request: answers.answer(question, request))


def saying(said: Mapping[str, Any]) -> Callable[..., Mapping[str, Any]]:
    """An answer to any question."""
    return lambda asker, about: said
