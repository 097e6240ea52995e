"""The itinerary provider over HTTP, from our side of the contract (M19)."""

import json
import logging
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from shared.itinerary.model import Period, Stay
from shared.itinerary.provider import MOST_STAYS, HttpItineraryProvider
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.pii import Phone
from shared.outside.system import USUAL
from tests.loopback import Answer, Loopback, answer, drip, hang_up, loopback, result

NUMBER = "+8613812345678"
KEY = "key-of-the-provider"
DAYS = Period(date(2020, 3, 25), date(2020, 4, 7))
FAST = replace(USUAL, connect_seconds=0.5, read_seconds=0.2, total_seconds=2)
ONCE = replace(FAST, tries=1)

STAY = {"division": "440100", "from": "2020-03-25", "to": "2020-04-07"}


class Asked:
    """The provider as the tests ask it; keeps the pauses instead of making them."""

    def __init__(self, url: str, limits: Any = FAST) -> None:
        self.pauses: list[float] = []
        self._provider = HttpItineraryProvider(
            url, lambda: KEY, limits, pause=self.pauses.append, uniform=lambda _low, high: high
        )

    def stays(self) -> tuple[Stay, ...] | None:
        return self._provider.stays(Phone(NUMBER), DAYS)

    def unavailable(self) -> int:
        """The seconds to wait, of the unavailability that is expected."""
        with pytest.raises(DomainError) as caught:
            self.stays()
        assert caught.value.code is ErrorCode.ITINERARY_PROVIDER_UNAVAILABLE
        assert caught.value.retry_after is not None
        return caught.value.retry_after


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as scripted:
        yield scripted


def found(*stays: object) -> Answer:
    """An answer of the contract, with `stays` as they are."""
    return answer(content={"result": "FOUND", "stays": list(stays)})


def test_a_phone_and_its_days_are_asked_about_with_the_key(server: Loopback) -> None:
    server.script = [found(STAY)]

    assert Asked(server.url).stays() == (Stay("440100", DAYS),)

    (request,) = server.received
    assert request.path == "/v1/itineraries"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.body) == {"phone": NUMBER, "from": "2020-03-25", "to": "2020-04-07"}


def test_no_stays_and_an_unknown_phone_are_two_answers(server: Loopback) -> None:
    server.script = [found(), result("UNKNOWN_PHONE")]
    asked = Asked(server.url)

    assert asked.stays() == ()
    assert asked.stays() is None


def test_stays_of_other_days_newer_cities_and_any_order_of_members_are_taken(server: Loopback) -> None:
    """The service cuts days, and a city that our table does not have yet goes by its province."""
    early = {"to": "2019-12-31", "from": "2019-12-01", "division": "371200"}
    server.script = [answer(content={"stays": [early, STAY | {"division": "449900"}], "result": "FOUND"})]

    assert Asked(server.url).stays() == (
        Stay("371200", Period(date(2019, 12, 1), date(2019, 12, 31))),
        Stay("449900", DAYS),
    )


FOUND = b'{"result": "FOUND", "stays": []}'


@pytest.mark.parametrize(
    "unexpected",
    [
        answer(content=b""),
        answer(content=b"FOUND"),
        answer(content=b'{"result": "FOUND", "stays": ['),
        answer(content=b"\xff\xfe" + FOUND),
        answer(content=None),
        answer(content=[]),
        answer(content={}),
        answer(content=[STAY]),
        answer(content={"result": "FOUND"}),
        answer(content={"stays": []}),
        answer(content={"result": "found", "stays": []}),
        answer(content={"result": "UNKNOWN_PHONE", "stays": []}),
        answer(content={"result": "NOTHING"}),
        answer(content={"result": ["UNKNOWN_PHONE"]}),
        answer(content={"result": "FOUND", "stays": None}),
        answer(content={"result": "FOUND", "stays": {}}),
        answer(content={"result": "FOUND", "stays": STAY}),
        answer(content={"result": "FOUND", "stays": "440100"}),
        answer(content={"result": "FOUND", "stays": [], "colour": "GREEN"}),
        answer(content=b'{"result": "UNKNOWN_PHONE", "result": "FOUND", "stays": []}'),
        answer(content=b'{"result": "FOUND", "stays": [], "stays": []}'),
        answer(content=FOUND + b" " * 70_000),
        answer(content=FOUND, content_type="text/html"),
        answer(content=FOUND, content_type=""),
        answer(201, {"result": "FOUND", "stays": []}),
        answer(204, b""),
        answer(401, {"result": "FOUND", "stays": []}),
        answer(404, {"result": "UNKNOWN_PHONE"}),
        answer(500, {"result": "FOUND", "stays": []}),
    ],
)
def test_whatever_is_not_in_the_contract_is_unavailability_and_never_an_itinerary(
    server: Loopback, unexpected: Answer
) -> None:
    server.script = [unexpected]

    assert 1 <= Asked(server.url, ONCE).unavailable() <= 10


@pytest.mark.parametrize(
    "stay",
    [
        None,
        [],
        {},
        "440100",
        ["440100", "2020-03-25", "2020-04-07"],
        {"division": "440100", "from": "2020-03-25"},
        STAY | {"city": "广州市"},
        STAY | {"division": 440100},
        STAY | {"division": "4401"},
        STAY | {"division": "440100 "},
        STAY | {"division": "４４０１００"},
        STAY | {"division": "990100"},
        STAY | {"division": None},
        STAY | {"division": ["440100"]},
        STAY | {"from": "2020-04-08"},
        STAY | {"from": "20200325"},
        STAY | {"from": "2020-W13-3"},
        STAY | {"from": "2020-03-25T00:00:00Z"},
        STAY | {"from": "2020-02-30"},
        STAY | {"from": 1585094400},
        STAY | {"to": None},
        STAY | {"to": ""},
        STAY | {"to": {"day": "2020-04-07"}},
    ],
)
def test_one_stay_that_is_not_in_the_contract_spoils_the_whole_answer(server: Loopback, stay: object) -> None:
    """A part of an itinerary would pass for the whole of it."""
    server.script = [found(STAY, stay)]

    Asked(server.url, ONCE).unavailable()


def test_as_many_stays_as_anybody_has_are_taken_and_more_are_not(server: Loopback) -> None:
    server.script = [found(*[STAY] * MOST_STAYS), found(*[STAY] * (MOST_STAYS + 1))]
    asked = Asked(server.url, ONCE)

    stays = asked.stays()

    assert stays is not None
    assert len(stays) == MOST_STAYS
    asked.unavailable()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server: Loopback, status: int) -> None:
    """The phone and the key go to the provider and nowhere else."""
    with loopback() as elsewhere:
        elsewhere.script = [found(STAY)]
        server.script = [answer(status, location=f"{elsewhere.url}/v1/itineraries")]

        Asked(server.url, ONCE).unavailable()

        assert elsewhere.received == []


def test_a_provider_that_cannot_answer_just_now_is_asked_again(server: Loopback) -> None:
    asked = Asked(server.url)
    server.script = [answer(503), hang_up, found(STAY)]

    assert asked.stays() == (Stay("440100", DAYS),)
    assert asked.pauses == [0.2, 0.4]


def test_a_slow_provider_is_asked_once_and_left(server: Loopback) -> None:
    server.script = [drip(b"", b"", server.over, 30)]
    started = time.monotonic()

    Asked(server.url).unavailable()

    assert time.monotonic() - started < 1.5
    assert len(server.received) == 1


def test_a_dead_provider_is_unavailable() -> None:
    with loopback() as gone:
        url = gone.url

    Asked(url).unavailable()


@pytest.mark.parametrize("status", [429, 503])
def test_what_a_provider_asks_to_wait_is_told_to_the_resident(server: Loopback, status: int) -> None:
    server.script = [answer(status, retry_after="30")]

    assert Asked(server.url).unavailable() == 35  # with what the made-up randomness adds


def test_five_failures_in_a_row_open_the_breaker(server: Loopback) -> None:
    asked = Asked(server.url, ONCE)
    server.script = [answer(500)]
    for _ in range(5):
        asked.unavailable()
    server.script = [found(STAY)]

    assert 20 <= asked.unavailable() <= 25
    assert len(server.received) == 5


@pytest.mark.parametrize("no_fault", [result("UNKNOWN_PHONE"), found(), answer(400), answer(422)])
def test_a_phone_that_nobody_knows_does_not_close_the_itinerary_for_others(server: Loopback, no_fault: Answer) -> None:
    asked = Asked(server.url, ONCE)
    server.script = [no_fault]
    for _ in range(10):
        try:
            asked.stays()
        except DomainError:
            continue
    server.script = [found(STAY)]

    assert asked.stays()


@pytest.mark.parametrize("url", ["http://provider.example", "https://user:secret@provider.example", "", "localhost"])
def test_an_address_that_would_carry_a_phone_in_the_clear_or_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address must be https"):
        Asked(url)


@pytest.mark.parametrize("kind", ["found", "echo", "echo as error", "storm", "slow"])
def test_nothing_personal_and_no_key_is_logged_or_raised(
    server: Loopback, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even by the HTTP library at its most talkative, nor in the local variables of a traceback."""

    def echo(status: int) -> Answer:
        def give(request: BaseHTTPRequestHandler) -> None:
            answer(status, server.received[-1].body)(request)

        return give

    server.script = [
        {
            "found": found(STAY),
            "echo": echo(200),
            "echo as error": echo(500),
            "storm": answer(503),
            "slow": drip(b"", b"", server.over, 30),
        }[kind]
    ]
    asked = Asked(server.url)
    caplog.set_level(logging.DEBUG)

    shown = ""
    for _ in range(6):
        try:
            asked.stays()
        except DomainError as refusal:
            for raised in (refusal, refusal.__context__, refusal.__cause__):
                if raised is not None:
                    shown += "".join(traceback.TracebackException.from_exception(raised, capture_locals=True).format())

    logged = "".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    for secret in (NUMBER, NUMBER[3:], KEY, "440100"):
        assert secret not in shown
        assert secret not in logged
