"""A region answers peers and nobody else, and tells nobody else why."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from shared.federation.answering import PeerAnswers
from shared.federation.envelope import answer_from_jwt, request_as_jwt
from shared.federation.model import Asker, Question
from shared.kernel.errors import DomainError, ErrorCode
from tests.unit.federation.peers import ASKED, OURS, REQUEST_ID, THEIRS, THEM, US, known, request, signs
from tests.unit.trust.trust_lists import CODE_KEY, NOW, PEER_KEY


class Told:
    """Answers with what it was asked, and remembers by whom."""

    def __init__(self) -> None:
        self.askers: list[Asker] = []

    def __call__(self, asker: Asker, about: Mapping[str, Any]) -> Mapping[str, Any]:
        self.askers.append(asker)
        return {"about": about}


def answers(told: Told, **changed: Any) -> PeerAnswers:
    given: dict[str, Any] = {"issuer": OURS, "key_id": 1, "sign": signs(CODE_KEY), "peer": known(THEM)}
    return PeerAnswers(**given | {"answers": {ASKED: told}, "clock": lambda: NOW} | changed)


def asked(**fields: Any) -> str:
    return request_as_jwt(request(**fields), 1, signs(PEER_KEY))


def test_a_peer_gets_a_signed_answer_to_its_own_request() -> None:
    told = Told()

    answer = answers(told).answer(ASKED, asked())

    assert answer_from_jwt(answer, US, request(), NOW) == {"about": request().about}
    assert told.askers == [Asker(THEIRS, REQUEST_ID)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not a request",
        asked(asked=43),
        asked(question=Question.STATUS_LIST),
        request_as_jwt(request(), 1, signs(CODE_KEY)),
        request_as_jwt(request(asker=43), 1, signs(PEER_KEY)),
    ],
    ids=["nothing", "garbage", "to another", "another question", "forged", "no peer"],
)
def test_whatever_is_no_peers_request_is_refused_in_one_way_and_asks_nothing(text: str) -> None:
    told = Told()

    with pytest.raises(DomainError) as refusal:
        answers(told).answer(ASKED, text)

    assert (refusal.value.code, dict(refusal.value.facts)) == (ErrorCode.UNAUTHENTICATED, {})
    assert told.askers == []


def test_what_is_known_of_a_peer_counts_until_its_trust_list_expires() -> None:
    with pytest.raises(DomainError):
        answers(Told(), peer=known(replace(THEM, expires_at=NOW))).answer(ASKED, asked())
