"""The walk through a person's health in other regions, and through what these ask about people here."""

from functools import partial

from shared.federation.model import Question
from shared.identity.model import Document
from tests.arch.access.people import MAIN
from tests.arch.access.walk import Walk
from tests.other_regions import health
from tests.peer_region import asks_about
from tests.province_acts import document

_PROVINCES, _SERIAL = "/v1/people/{person}/provinces", 2


def provinces(walk: Walk) -> None:
    """After another region was recognised, which knows the main account's person."""
    own, consent = walk.own(MAIN), f"{_PROVINCES}/consent"
    walk.region.elsewhere.known[document(_SERIAL)] = health()
    walk.call(f"PUT {consent}", **own)
    walk.call(f"PUT {consent}", "given before", **own)
    walk.call(f"GET {_PROVINCES}", **own)
    path = own["path"] | {"issuer": "42"}
    walk.call(f"GET {_PROVINCES}/{{issuer}}", claims=own["claims"], path=path)
    walk.call(f"DELETE {consent}", **own)
    walk.call(f"DELETE {consent}", "none was given", **own)
    walk.call(f"PUT {consent}", "given again", **own)


def questions(walk: Walk) -> None:
    """What the other region asks, of somebody with records of every kind and of somebody who is not known."""
    _asked(walk, Question.HEALTH_SUMMARY, "", document(_SERIAL), "health-1")
    _asked(walk, Question.HEALTH_SUMMARY, "a retry", document(_SERIAL), "health-1")
    _asked(walk, Question.HEALTH_SUMMARY, "somebody who is not known", document(777), "health-2")
    _asked(walk, Question.HEALTH_DETAIL, "", document(_SERIAL), "health-3")


def _asked(walk: Walk, question: Question, case: str, who: Document, name: str) -> None:
    route = f"POST /v1/federation/{question}"
    body = {"request": asks_about(walk.region.clock.now, question, who, name=name)}
    walk.case(route, case, partial(walk.region.call, route, body=body))
