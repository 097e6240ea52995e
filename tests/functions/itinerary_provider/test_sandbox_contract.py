"""Both sides of the contract, over HTTP: our adapter asks, the sandbox provider answers (M19)."""

from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from functions.sandbox_itinerary.app import build
from shared.divisions.names import division
from shared.itinerary.model import Period
from shared.itinerary.provider import HttpItineraryProvider
from shared.itinerary.rules import within
from shared.kernel.errors import ErrorCode
from shared.kernel.pii import Phone
from shared.kernel.signals import Signal
from tests.acts import refused
from tests.loopback import Loopback, loopback

KEY = "sandbox-key"
DAYS = Period(date(2020, 3, 25), date(2020, 4, 7))


def lambda_event(server: Loopback) -> dict[str, Any]:
    """The last request as API Gateway hands it to a function."""
    request = server.received[-1]
    return {
        "version": "2.0",
        "routeKey": f"POST {request.path}",
        "headers": request.headers,
        "requestContext": {"requestId": "request-1"},
        "body": request.body.decode(),
        "isBase64Encoded": False,
    }


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    signals: list[Signal] = []
    handler = build(f"{KEY}\n", signals.append)
    with loopback() as running:

        def answer(request: BaseHTTPRequestHandler) -> None:
            answered = handler(lambda_event(running), None)
            body = answered["body"].encode()
            request.send_response(answered["statusCode"])
            for name, value in (answered["headers"] | {"content-length": str(len(body))}).items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(body)

        running.script = [answer]
        yield running
    assert signals == []


@pytest.mark.parametrize("number", range(20))
def test_every_mainland_phone_has_an_itinerary_of_these_days_and_known_cities(server: Loopback, number: int) -> None:
    stays = HttpItineraryProvider(server.url, lambda: KEY).stays(Phone(f"+861380000{number:04}"), DAYS)

    assert stays
    assert within(stays, DAYS) == stays
    assert all(division(stay.division).province for stay in stays)
    assert sum((stay.days.last - stay.days.first + timedelta(days=1)).days for stay in stays) == 14


@pytest.mark.parametrize("phone", ["+85291234567", "+85366123456"])
def test_a_phone_of_another_network_is_unknown(server: Loopback, phone: str) -> None:
    assert HttpItineraryProvider(server.url, lambda: KEY).stays(Phone(phone), DAYS) is None


def test_a_wrong_key_is_unavailability(server: Loopback) -> None:
    with refused(ErrorCode.ITINERARY_PROVIDER_UNAVAILABLE):
        HttpItineraryProvider(server.url, lambda: "another-key").stays(Phone("+8613800000000"), DAYS)
