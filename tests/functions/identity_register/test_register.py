"""The identity register over HTTP, from our side of the contract (M4)."""

import json
import logging
import time
import traceback
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest

from shared.identity.model import Document, DocumentType, Identity
from shared.identity.register import HttpIdentityRegister
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.pii import DocumentNumber, Face, Name
from shared.outside.system import Limits
from tests.loopback import Answer, Loopback, answer, drip, hang_up, loopback, result

NUMBER = "440000198002290019"
NAME = "欧阳娜娜"
FACE = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
KEY = "key-of-the-register"
FAST = Limits(connect_seconds=0.5, read_seconds=0.2, total_seconds=2)
ONCE = replace(FAST, tries=1)


def identity() -> Identity:
    return Identity(Document(DocumentType.RESIDENT_ID, DocumentNumber(NUMBER)), Name(NAME), Face(FACE))


class Asked:
    """The register as the tests ask it; keeps the pauses instead of making them."""

    def __init__(self, url: str, limits: Limits = FAST, key: str = KEY) -> None:
        self.pauses: list[float] = []
        self._register = HttpIdentityRegister(
            url, lambda: key, limits, pause=self.pauses.append, uniform=lambda _low, high: high
        )

    def verify(self) -> None:
        self._register.verify(identity())

    def refusal(self) -> DomainError:
        with pytest.raises(DomainError) as caught:
            self.verify()
        return caught.value

    def unavailable(self) -> int:
        """The seconds to wait, of the unavailability that is expected."""
        refusal = self.refusal()
        assert refusal.code is ErrorCode.IDENTITY_REGISTER_UNAVAILABLE
        assert refusal.retry_after is not None
        return refusal.retry_after


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as scripted:
        yield scripted


def test_a_match_lets_the_identity_pass(server: Loopback) -> None:
    server.script = [result("MATCH")]

    Asked(server.url).verify()

    (request,) = server.received
    assert request.path == "/v1/verifications"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["host"] == server.url.removeprefix("http://")
    body = json.loads(request.body)
    assert b64decode(body.pop("face")) == FACE
    assert body == {"document_type": "RESIDENT_ID", "document_number": NUMBER, "name": NAME}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("NOT_ON_FILE", ErrorCode.IDENTITY_NOT_ON_FILE),
        ("NAME_OR_DOCUMENT_MISMATCH", ErrorCode.NAME_OR_DOCUMENT_MISMATCH),
        ("FACE_MISMATCH", ErrorCode.FACE_MISMATCH),
    ],
)
def test_each_result_of_the_register_has_its_own_refusal(server: Loopback, word: str, code: ErrorCode) -> None:
    """M4: two causes that the notice tells apart, and the face."""
    server.script = [result(word)]

    assert Asked(server.url).refusal().code is code
    assert len(server.received) == 1


MATCH = b'{"result": "MATCH"}'


@pytest.mark.parametrize(
    "unexpected",
    [
        answer(content=b""),
        answer(content=b"MATCH"),
        answer(content=b'{"result": "MATCH"'),
        answer(content=b"\xff\xfe" + MATCH),
        answer(content="MATCH"),
        answer(content=None),
        answer(content=["result", "MATCH"]),
        answer(content=[["result", "MATCH"]]),
        answer(content={}),
        answer(content={"result": None}),
        answer(content={"result": True}),
        answer(content={"result": 200}),
        answer(content={"result": "match"}),
        answer(content={"result": "MATCH "}),
        answer(content={"result": "PROBABLY"}),
        answer(content={"result": ["MATCH"]}),
        answer(content={"result": {"result": "MATCH"}}),
        answer(content={"Result": "MATCH"}),
        answer(content={"result": "MATCH", "score": 0.2}),
        answer(content=b'{"result": "FACE_MISMATCH", "result": "MATCH"}'),
        answer(content=b"[" * 4000),
        answer(content=MATCH + b" " * 5000),
        answer(content=b"x" * 3_000_000),
        answer(content=MATCH, content_type="text/html"),
        answer(content=MATCH, content_type=""),
        answer(content=b"<html>please sign in</html>", content_type="text/html; charset=utf-8"),
        answer(201, {"result": "MATCH"}),
        answer(206, {"result": "MATCH"}),
        answer(401, {"result": "MATCH"}),
        answer(403, {"result": "MATCH"}),
        answer(404, {"result": "MATCH"}),
        answer(429, {"result": "MATCH"}),
        answer(500, {"result": "MATCH"}),
        answer(503, {"result": "MATCH"}),
        answer(599, {"result": "MATCH"}),
    ],
)
def test_whatever_is_not_in_the_contract_is_unavailability_and_never_a_match(
    server: Loopback, unexpected: Answer
) -> None:
    server.script = [unexpected]

    assert 1 <= Asked(server.url, ONCE).unavailable() <= 10


def test_a_compressed_answer_is_not_inflated(server: Loopback) -> None:
    server.script = [answer(content=b"\x1f\x8b\x08\x00" + bytes(100), content_encoding="gzip")]

    Asked(server.url, ONCE).unavailable()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server: Loopback, status: int) -> None:
    """The face and the key go to the register and nowhere else."""
    with loopback() as elsewhere:
        elsewhere.script = [result("MATCH")]
        server.script = [answer(status, location=f"{elsewhere.url}/v1/verifications")]

        Asked(server.url, ONCE).unavailable()

        assert elsewhere.received == []


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_register_that_cannot_answer_just_now_is_asked_again_after_growing_pauses(
    server: Loopback, status: int
) -> None:
    asked = Asked(server.url)
    server.script = [answer(status), answer(status), result("MATCH")]

    asked.verify()

    assert len(server.received) == 3
    assert len({request.body for request in server.received}) == 1
    assert asked.pauses == [0.2, 0.4]


def test_it_is_asked_three_times_and_no_more(server: Loopback) -> None:
    server.script = [answer(503)]

    Asked(server.url).unavailable()

    assert len(server.received) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 501])
def test_an_answer_that_would_only_come_again_is_not_asked_for_again(server: Loopback, status: int) -> None:
    server.script = [answer(status), result("MATCH")]

    Asked(server.url).unavailable()

    assert len(server.received) == 1


def test_a_connection_that_breaks_off_is_tried_again(server: Loopback) -> None:
    server.script = [hang_up, result("MATCH")]

    Asked(server.url).verify()

    assert len(server.received) == 2


@pytest.mark.parametrize("announced", [str(len(MATCH) + 1), "4096", "100000"])
def test_an_answer_that_breaks_off_is_asked_for_again(server: Loopback, announced: str) -> None:
    def half(request: BaseHTTPRequestHandler) -> None:
        answer(content=MATCH, content_length=announced)(request)
        request.close_connection = True

    server.script = [half, result("NOT_ON_FILE")]

    assert Asked(server.url).refusal().code is ErrorCode.IDENTITY_NOT_ON_FILE


def test_a_dead_register_is_tried_three_times_and_is_unavailable() -> None:
    with loopback() as gone:
        url = gone.url
    asked = Asked(url)

    asked.unavailable()

    assert len(asked.pauses) == 2


def test_connections_are_kept_and_a_kept_one_that_was_closed_is_replaced(server: Loopback) -> None:
    def last_words(request: BaseHTTPRequestHandler) -> None:
        result("MATCH")(request)
        request.close_connection = True

    asked = Asked(server.url)
    server.script = [result("MATCH"), last_words, result("MATCH")]
    for _ in range(3):
        asked.verify()

    first, second, third = (request.connection for request in server.received)
    assert first == second != third


def test_a_slow_register_is_asked_once_and_left_when_the_read_takes_too_long(server: Loopback) -> None:
    server.script = [drip(b"", b"", server.over, 30)]
    started = time.monotonic()

    Asked(server.url).unavailable()

    assert time.monotonic() - started < 1.5
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nx-slow: ",
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n\r\n",
    ],
    ids=["status line", "header", "body"],
)
def test_an_answer_that_comes_byte_by_byte_is_left_in_time(server: Loopback, before: bytes) -> None:
    server.script = [drip(before, b"H", server.over, 0.05)]
    started = time.monotonic()

    Asked(server.url, replace(FAST, total_seconds=0.6)).unavailable()

    assert 0.5 < time.monotonic() - started < 1.5


def test_what_a_register_asks_to_wait_is_waited_when_it_is_short(server: Loopback) -> None:
    asked = Asked(server.url, replace(FAST, total_seconds=5))
    server.script = [answer(503, retry_after="2"), result("MATCH")]

    asked.verify()

    assert asked.pauses == [2]


def test_a_pause_of_more_than_two_seconds_is_long_however_much_time_is_left(server: Loopback) -> None:
    asked = Asked(server.url, replace(FAST, total_seconds=60))
    server.script = [answer(503, retry_after="3"), result("MATCH")]

    assert asked.unavailable() == 8  # with what the made-up randomness adds
    assert asked.pauses == []


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_a_register_asks_to_wait_is_told_to_the_resident_when_it_is_long(server: Loopback, status: int) -> None:
    server.script = [answer(status, retry_after="30")]

    assert Asked(server.url).unavailable() == 35  # with what the made-up randomness adds
    assert len(server.received) == 1


def test_a_time_of_day_to_come_back_is_understood(server: Loopback) -> None:
    server.script = [answer(503, retry_after=format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True))]

    assert 60 <= Asked(server.url).unavailable() <= 66


@pytest.mark.parametrize("wait", ["86400", "9" * 5000, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_nobody_is_sent_away_for_longer_than_two_minutes(server: Loopback, wait: str) -> None:
    server.script = [answer(503, retry_after=wait)]

    assert Asked(server.url, ONCE).unavailable() <= 120


@pytest.mark.parametrize(
    "wait", ["", "soon", "-1", "1.5", "Mon, 99 Xxx 99999 99:99:99 GMT", "Tue, 07 Apr 2020 07:46:53 GMT"]
)
def test_a_wait_that_makes_no_sense_changes_nothing(server: Loopback, wait: str) -> None:
    server.script = [answer(503, retry_after=wait), result("MATCH")]

    Asked(server.url).verify()


def test_no_try_is_begun_that_would_outlast_the_whole(server: Loopback) -> None:
    asked = Asked(server.url, replace(FAST, total_seconds=0.6, connect_seconds=0.5))
    server.script = [answer(503)]

    asked.unavailable()

    assert len(server.received) == 1
    assert asked.pauses == []


def test_five_failures_in_a_row_open_the_breaker_which_then_answers_at_once(server: Loopback) -> None:
    asked = Asked(server.url)
    server.script = [answer(503)]
    waits = [asked.unavailable() for _ in range(5)]
    assert len(server.received) == 15
    assert max(waits[:4]) <= 10
    assert waits[4] >= 20  # whoever came back sooner would meet the open breaker

    server.script = [result("MATCH")]
    started = time.monotonic()

    assert 20 <= asked.unavailable() <= 25
    assert time.monotonic() - started < 0.1
    assert len(server.received) == 15


def test_the_breaker_closes_again_when_a_request_on_trial_is_answered(server: Loopback) -> None:
    asked = Asked(server.url, replace(ONCE, open_seconds=0.3))
    server.script = [answer(500)]
    for _ in range(6):
        asked.unavailable()
    assert len(server.received) == 5

    time.sleep(0.35)
    server.script = [result("NOT_ON_FILE"), answer(500), answer(500), result("MATCH")]

    assert asked.refusal().code is ErrorCode.IDENTITY_NOT_ON_FILE
    asked.unavailable()
    asked.unavailable()
    asked.verify()
    assert len(server.received) == 9


def test_the_breaker_stays_open_when_the_request_on_trial_fails(server: Loopback) -> None:
    asked = Asked(server.url, replace(ONCE, open_seconds=0.3))
    server.script = [answer(500)]
    for _ in range(5):
        asked.unavailable()
    time.sleep(0.35)

    asked.unavailable()
    asked.unavailable()

    assert len(server.received) == 6


@pytest.mark.parametrize(
    "no_fault",
    [result("NOT_ON_FILE"), result("NAME_OR_DOCUMENT_MISMATCH"), result("FACE_MISMATCH"), answer(400), answer(422)],
)
def test_people_who_are_refused_do_not_open_the_breaker(server: Loopback, no_fault: Answer) -> None:
    """Else ten attempts with a wrong name would close registration for others."""
    asked = Asked(server.url)
    server.script = [no_fault]
    for _ in range(10):
        asked.refusal()

    server.script = [result("MATCH")]

    asked.verify()


def test_an_answer_in_between_starts_the_count_of_failures_anew(server: Loopback) -> None:
    asked = Asked(server.url, ONCE)
    for _ in range(3):
        server.script = [answer(500)]
        for _ in range(4):
            asked.unavailable()
        server.script = [result("MATCH")]
        asked.verify()


def test_a_key_is_sent_without_the_line_end_that_its_secret_was_saved_with(server: Loopback) -> None:
    server.script = [result("MATCH")]

    Asked(server.url, key=f" {KEY}\n").verify()

    assert server.received[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("key", ["", " ", "two words", "line\r\nx-injected: 1", "钥匙", "nul\0"])
def test_a_key_that_no_header_can_carry_is_not_sent(server: Loopback, key: str) -> None:
    server.script = [result("MATCH")]

    Asked(server.url, key=key).unavailable()

    assert server.received == []


def test_the_key_is_asked_for_anew_each_time(server: Loopback) -> None:
    server.script = [result("MATCH")]
    keys = iter(["old", "new"])
    register = HttpIdentityRegister(server.url, lambda: next(keys), FAST)

    register.verify(identity())
    register.verify(identity())

    assert [request.headers["authorization"] for request in server.received] == ["Bearer old", "Bearer new"]


def test_the_address_may_have_a_path(server: Loopback) -> None:
    server.script = [result("MATCH")]

    Asked(f"{server.url}/gateway/identity/").verify()

    assert server.received[0].path == "/gateway/identity/v1/verifications"


def test_a_name_under_localhost_is_this_machine(server: Loopback) -> None:
    """RFC 6761; a local cloud tells its APIs apart by such names."""
    server.script = [result("MATCH")]
    host = server.url.replace("http://127.0.0.1", "a1b2c3.execute-api.localhost")

    Asked(f"http://{host}").verify()

    assert server.received[0].headers["host"] == host


@pytest.mark.parametrize(
    "url",
    [
        "http://register.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://10.0.0.1",
        "ftp://localhost",
        "localhost",
        "",
        "https://",
        "//localhost",
        "https://user:secret@register.example",
        "https://register.example?x=1",
        "https://register.example#x",
    ],
)
def test_an_address_that_would_carry_a_face_in_the_clear_or_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address must be https"):
        Asked(url)


def test_the_usual_limits_stay_well_below_the_ten_seconds_of_the_function() -> None:
    assert Limits().total_seconds <= 8
    assert (Limits().connect_seconds, Limits().read_seconds) == (1, 3)
    assert (Limits().failures_to_open, Limits().open_seconds) == (5, 20)


def misbehaving(server: Loopback) -> dict[str, Answer]:
    def echo(status: int, before: bytes = b"") -> Answer:
        def give(request: BaseHTTPRequestHandler) -> None:
            answer(status, before + server.received[-1].body)(request)

        return give

    return {
        "match": result("MATCH"),
        "mismatch": result("FACE_MISMATCH"),
        "echo": echo(200),
        "echo as garbage": echo(200, b"{"),
        "echo as error": echo(500),
        "echo in a header": answer(503, b"", retry_after=NUMBER),
        "redirect": answer(302, location=f"https://register.example/{NUMBER}"),
        "storm": answer(503),
        "hang up": hang_up,
        "slow": drip(b"", b"", server.over, 30),
    }


@pytest.mark.parametrize(
    "kind",
    [
        "match",
        "mismatch",
        "echo",
        "echo as garbage",
        "echo as error",
        "echo in a header",
        "redirect",
        "storm",
        "hang up",
        "slow",
    ],
)
def test_nothing_personal_and_no_key_is_logged_or_raised(
    server: Loopback, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even by the HTTP library at its most talkative, nor in the local variables of a traceback."""
    server.script = [misbehaving(server)[kind]]
    asked = Asked(server.url)
    caplog.set_level(logging.DEBUG)

    shown = ""
    for _ in range(6):
        try:
            asked.verify()
        except DomainError as refusal:
            # The causes too, whether they would be printed or not.
            for raised in (refusal, refusal.__context__, refusal.__cause__):
                if raised is not None:
                    shown += "".join(traceback.TracebackException.from_exception(raised, capture_locals=True).format())
            shown += repr(refusal.facts)

    logged = "".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    for secret in (NUMBER, NAME, "\\u6b27", b64encode(FACE).decode()[:20], repr(FACE)[2:20], KEY):
        assert secret not in shown
        assert secret not in logged
    assert "POST /v1/verifications" in logged or kind in {"hang up", "slow"}


def test_a_fault_of_our_own_is_not_taken_for_an_answer(server: Loopback) -> None:
    def broken() -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        HttpIdentityRegister(server.url, broken, FAST).verify(identity())
    assert server.received == []


def test_a_pause_that_lasted_too_long_ends_the_verification(server: Loopback) -> None:
    server.script = [answer(503)]
    register = HttpIdentityRegister(
        server.url, lambda: KEY, replace(FAST, total_seconds=0.9, connect_seconds=0.3), pause=lambda _: time.sleep(0.95)
    )

    with pytest.raises(DomainError) as caught:
        register.verify(identity())

    assert caught.value.code is ErrorCode.IDENTITY_REGISTER_UNAVAILABLE
    time.sleep(0.2)
    assert len(server.received) == 1
