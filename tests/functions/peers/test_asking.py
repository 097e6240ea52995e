"""Questions to another region over HTTP: what counts as its answer, and what no answer costs (M22)."""

import json
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from shared.federation.answering import PeerAnswers
from shared.federation.asking import LIVE, PeerLimits, PeerQuestions
from shared.federation.envelope import answer_as_jwt, request_from_jwt
from shared.federation.model import PeerFailed, Question, Reason, Request
from tests.loopback import Answer, Loopback, answer, drip, hang_up, loopback
from tests.peer_servers import by, genuine, saying
from tests.unit.federation.peers import OURS, THEIRS, THEM, US, known, peer, serving, signs
from tests.unit.federation.peers import answer as an_answer
from tests.unit.trust.trust_lists import CODE_KEY, NOW, PEER_KEY

ASKED = Question.CODE_VERIFICATION
SAID = {"outcome": "VALID", "colour": "GREEN"}
SECRET = "HTTPS://CODE.EXAMPLE/C/0123"
FAST = replace(LIVE, total_seconds=0.5, connect_seconds=0.3, open_seconds=0.3)
LONGEST = 1.0
"""Far above the limits, and far below what a server that never answers would take."""


def questions(url: str, limits: PeerLimits = FAST, **changed: Any) -> PeerQuestions:
    """What 44 asks 42, which is behind `url`."""
    drawn = iter(range(1000))
    given: dict[str, Any] = {"issuer": OURS, "key_id": 1, "sign": signs(CODE_KEY), "peer": known(serving(THEM, url))}
    given |= {"clock": lambda: NOW, "random_bytes": lambda size: next(drawn).to_bytes(size, "big")}
    return PeerQuestions(**given | {"limits": limits} | changed)


def ask(asking: PeerQuestions, issuer: int = THEIRS) -> Any:
    return asking.ask(issuer, ASKED, {"payload": SECRET})


def reason(asking: PeerQuestions, issuer: int = THEIRS) -> Reason:
    with pytest.raises(PeerFailed) as failed:
        ask(asking, issuer)
    # Neither what was asked nor what came instead of an answer is told on.
    assert SECRET not in "".join(traceback.format_exception(failed.value))
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None
    return failed.value.reason


def right(server: Loopback, said: dict[str, Any] = SAID) -> Answer:
    answers = PeerAnswers(
        issuer=THEIRS,
        key_id=1,
        sign=signs(PEER_KEY),
        peer=known(US),
        answers={ASKED: saying(said)},
        clock=lambda: NOW,
    )
    return genuine(server, answers, ASKED)


def read(text: str) -> Request:
    return request_from_jwt(text, known(US), THEIRS, ASKED, NOW)


def signed_by(server: Loopback, key: ec.EllipticCurvePrivateKey, key_id: int = 1, **to: Any) -> Answer:
    """An answer by any key to what was asked, or to something else."""
    return by(server, lambda text: answer_as_jwt(an_answer(replace(read(text), **to), said=SAID), key_id, signs(key)))


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as scripted:
        yield scripted


def test_a_peer_is_asked_once_and_what_it_said_is_handed_on(server: Loopback) -> None:
    server.script = [right(server)]

    assert ask(questions(f"{server.url}/api")) == SAID

    (received,) = server.received
    assert received.path == "/api/v1/federation/code-verification"
    assert "authorization" not in received.headers
    assert set(json.loads(received.body)) == {"request"}
    request = read(json.loads(received.body)["request"])
    assert (request.asker, request.asked, request.about) == (OURS, THEIRS, {"payload": SECRET})


def test_no_two_requests_have_one_name(server: Loopback) -> None:
    server.script = [right(server)]
    asking = questions(server.url)

    for _ in range(2):
        ask(asking)

    first, second = (read(json.loads(each.body)["request"]).request_id for each in server.received)
    assert first != second


def test_connections_are_kept(server: Loopback) -> None:
    server.script = [right(server)]
    asking = questions(server.url)

    for _ in range(2):
        ask(asking)

    assert len({each.connection for each in server.received}) == 1


def test_who_is_no_peer_is_not_asked(server: Loopback) -> None:
    assert reason(questions(server.url), issuer=43) is Reason.NO_PEER
    assert reason(questions(server.url, peer=known(replace(THEM, expires_at=NOW)))) is Reason.NO_PEER
    assert server.received == []


def test_a_question_that_cannot_be_signed_is_not_asked(server: Loopback) -> None:
    def away(message: bytes) -> bytes:
        raise ConnectionError

    assert reason(questions(server.url, sign=away)) is Reason.NOT_SIGNED
    assert server.received == []


ANOTHER = ec.derive_private_key(4299, ec.SECP256R1())


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": ANOTHER},
        {"key": CODE_KEY},
        {"key": PEER_KEY, "key_id": 2},
        {"key": PEER_KEY, "request_id": "f" * 32},
        {"key": PEER_KEY, "question": Question.HEALTH_SUMMARY},
        {"key": PEER_KEY, "asker": 43},
        {"key": PEER_KEY, "asked": OURS},
    ],
    ids=["forged", "with our key", "unknown key", "of another request", "of another question", "for another", "by us"],
)
def test_what_is_not_the_peers_answer_to_this_question_does_not_count(server: Loopback, wrong: dict[str, Any]) -> None:
    server.script = [signed_by(server, **wrong)]

    assert reason(questions(server.url)) is Reason.NOT_GENUINE


def test_the_answer_to_the_last_question_does_not_count_again(server: Loopback) -> None:
    said: list[str] = []

    def again(text: str) -> str:
        said.append(answer_as_jwt(an_answer(read(text), said=SAID), 1, signs(PEER_KEY)))
        return said[0]

    server.script = [by(server, again)]
    asking = questions(server.url)

    assert ask(asking) == SAID
    assert reason(asking) is Reason.NOT_GENUINE


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (answer(content=b"garbage"), Reason.NOT_READABLE),
        (answer(content=b"\xff\xfe"), Reason.NOT_READABLE),
        (answer(content=b"[" * 4000), Reason.NOT_READABLE),
        (answer(content={"answer": 1}), Reason.NOT_READABLE),
        (answer(content={}), Reason.NOT_READABLE),
        (answer(content=["answer"]), Reason.NOT_READABLE),
        (answer(content={"answer": "x", "more": "y"}), Reason.NOT_READABLE),
        (answer(content=b'{"answer": "x", "answer": "y"}'), Reason.NOT_READABLE),
        (answer(content={"answer": "x" * 20_000}), Reason.NOT_READABLE),
        (answer(content={"answer": "x"}, content_type="text/html"), Reason.NOT_READABLE),
        (answer(content={"answer": "x"}), Reason.NOT_GENUINE),
        (answer(content={"answer": "é.é.é"}), Reason.NOT_GENUINE),
        (answer(302, location="http://127.0.0.1:1/"), Reason.REFUSED),
        (answer(401, {"code": "UNAUTHENTICATED"}), Reason.REFUSED),
        (answer(404), Reason.REFUSED),
        (answer(422), Reason.REFUSED),
        (answer(429, retry_after="1"), Reason.REFUSED),
        (answer(500), Reason.REFUSED),
        (answer(503, retry_after="0"), Reason.REFUSED),
        (hang_up, Reason.NOT_REACHED),
    ],
)
def test_anything_else_is_no_answer_and_is_not_asked_for_again(server: Loopback, given: Answer, why: Reason) -> None:
    server.script = [given]

    assert reason(questions(server.url)) is why
    assert len(server.received) == 1


def test_a_peer_that_is_down_is_not_reached() -> None:
    with loopback() as gone:
        url = gone.url

    assert reason(questions(url)) is Reason.NOT_REACHED


@pytest.mark.parametrize("url", ["http://peer.example", "ftp://127.0.0.1", "https://user@peer.example"])
def test_an_address_that_no_question_may_go_to_is_not_reached(url: str) -> None:
    assert reason(questions(url)) is Reason.NOT_REACHED


@pytest.mark.parametrize(
    "before",
    [b"", b"HTTP/1.1 200 OK\r\nx-slow: ", b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n"],
    ids=["never", "header by header", "byte by byte"],
)
def test_nobody_waits_longer_than_the_limits_whatever_a_peer_does(server: Loopback, before: bytes) -> None:
    server.script = [drip(before, b"H" if before else b"", server.over, 0.05)]
    started = time.monotonic()

    assert reason(questions(server.url)) is Reason.TOO_SLOW
    assert time.monotonic() - started < LONGEST


def test_nobody_waits_longer_when_it_is_our_own_side_that_is_slow(server: Loopback) -> None:
    over, signed = threading.Event(), threading.Event()

    def slow(message: bytes) -> bytes:
        over.wait(30)
        signed.set()
        return signs(CODE_KEY)(message)

    started = time.monotonic()
    try:
        assert reason(questions(server.url, sign=slow)) is Reason.TOO_SLOW
        assert time.monotonic() - started < LONGEST
    finally:
        over.set()
    # Who is left behind does not ask for nobody.
    assert signed.wait(5)
    time.sleep(0.2)
    assert server.received == []


def test_a_peer_that_fails_three_times_is_not_asked_until_it_may_be_well_again(server: Loopback) -> None:
    asking = questions(server.url)
    server.script = [answer(500)]
    assert [reason(asking) for _ in range(3)] == [Reason.REFUSED] * 3

    server.script = [right(server)]
    started = time.monotonic()
    assert reason(asking) is Reason.BREAKER_OPEN
    assert time.monotonic() - started < 0.1
    assert len(server.received) == 3

    time.sleep(FAST.open_seconds + 0.05)
    assert ask(asking) == SAID
    assert ask(asking) == SAID


def test_a_peer_that_is_still_not_well_is_tried_once_and_left_again(server: Loopback) -> None:
    asking = questions(server.url)
    server.script = [answer(500)]
    for _ in range(3):
        reason(asking)
    time.sleep(FAST.open_seconds + 0.05)

    assert [reason(asking) for _ in range(2)] == [Reason.REFUSED, Reason.BREAKER_OPEN]
    assert len(server.received) == 4


def test_a_failing_peer_keeps_nobody_from_another_one(server: Loopback) -> None:
    other = serving(peer(43, PEER_KEY), "http://127.0.0.1:1")
    asking = questions(server.url, peer=known(serving(THEM, server.url), other))
    for _ in range(4):
        reason(asking, issuer=43)
    assert reason(asking, issuer=43) is Reason.BREAKER_OPEN

    server.script = [right(server)]
    assert ask(asking) == SAID


def test_what_is_wrong_with_a_request_or_with_us_says_nothing_of_the_peer(server: Loopback) -> None:
    server.script = [answer(422)]
    asking = questions(server.url)

    assert [reason(asking) for _ in range(5)] == [Reason.REFUSED] * 5
    assert [reason(asking, issuer=43) for _ in range(5)] == [Reason.NO_PEER] * 5


def test_a_peer_that_moves_is_asked_where_it_is_now(server: Loopback) -> None:
    places = ["http://127.0.0.1:1", server.url]
    server.script = [right(server)]
    asking = questions("", peer=lambda issuer: serving(THEM, places.pop(0)))

    assert reason(asking) is Reason.NOT_REACHED
    assert ask(asking) == SAID
