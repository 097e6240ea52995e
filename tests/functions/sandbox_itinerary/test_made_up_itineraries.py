"""The sandbox itinerary provider answers as the contract in docs/itinerary-provider.md says (M19)."""

import json
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.sandbox_itinerary.app import ITINERARIES, MOST_DAYS, ROUTES, build
from functions.sandbox_itinerary.wire import ItineraryAnswer
from shared.aws.http import LambdaHandler
from shared.divisions.names import division
from shared.kernel.signals import Signal
from shared.sandbox.itinerary import CITIES, made_up_stays
from tests.look_alikes import full_width
from tests.sandbox import KEY

EVENTS = Path(__file__).parents[3] / "events" / "sandbox_itinerary"
PHONE = "+8613800000000"
QUESTION = {"phone": PHONE, "from": "2020-03-25", "to": "2020-04-07"}


@pytest.fixture
def signals() -> list[Signal]:
    return []


@pytest.fixture
def handler(signals: list[Signal]) -> LambdaHandler:
    return build(f"{KEY}\n", signals.append)


def ask(handler: LambdaHandler, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
    """The status and the body of the answer to `body`; `headers` replace those of a sound request."""
    event = json.loads((EVENTS / "found.json").read_text("utf-8"))
    event["headers"] |= headers
    event["body"] = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    answer = handler(event, None)
    return answer["statusCode"], json.loads(answer["body"])


@pytest.mark.parametrize("event", sorted(EVENTS.glob("*.json")), ids=lambda event: event.stem)
def test_every_sample_event_gets_the_answer_it_is_named_after(handler: LambdaHandler, event: Path) -> None:
    answer = handler(json.loads(event.read_text("utf-8")), None)

    body = json.loads(answer["body"])
    if event.stem == "wrong_key":
        assert (answer["statusCode"], body["code"]) == (401, "UNAUTHENTICATED")
    else:
        assert (answer["statusCode"], body["result"]) == (200, event.stem.upper())
        assert ItineraryAnswer.model_validate_json(answer["body"]).result == body["result"]


def test_there_is_a_sample_event_for_each_result() -> None:
    assert {event.stem for event in EVENTS.glob("*.json")} == {"found", "unknown_phone", "wrong_key"}


def test_the_same_question_gets_the_same_answer_and_another_phone_another(handler: LambdaHandler) -> None:
    answers = [ask(handler, QUESTION | {"phone": f"+861380000{number:04}"})[1]["stays"] for number in range(40)]

    assert ask(handler, QUESTION)[1]["stays"] == answers[0]
    assert len({json.dumps(stays) for stays in answers}) > 20
    assert any(len(stays) > 1 for stays in answers)


def test_a_day_is_told_the_same_in_every_answer_that_has_it() -> None:
    def cities(first: date) -> dict[date, str]:
        stays = made_up_stays(PHONE, first, first + timedelta(days=13)) or ()
        return {
            stay.first + timedelta(days=number): stay.division
            for stay in stays
            for number in range((stay.last - stay.first).days + 1)
        }

    today, tomorrow = cities(date(2020, 3, 25)), cities(date(2020, 3, 26))

    assert len(today) == len(tomorrow) == 14
    assert {day: city for day, city in today.items() if day in tomorrow} == {
        day: city for day, city in tomorrow.items() if day in today
    }


def test_every_city_it_may_name_is_one() -> None:
    assert all(division(code).code == code for code in CITIES)
    assert len(set(CITIES)) == len(CITIES)


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", KEY, f"bearer {KEY}", f"Bearer {KEY}x", f"Bearer {KEY}\n", "Bearer 钥匙"]
)
def test_without_the_key_nothing_is_said_and_no_body_is_judged(handler: LambdaHandler, authorization: str) -> None:
    for body in (QUESTION, {"phone": 1}, "{"):
        status, answer = ask(handler, body, authorization=authorization)
        assert (status, answer["code"]) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("key", ["", " ", "\n"])
def test_a_provider_with_a_blank_key_does_not_start(key: str, signals: list[Signal]) -> None:
    with pytest.raises(ValueError, match="blank"):
        build(key, signals.append)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "13800000000"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"phone": "+86 13800000000"}, "phone"),
        ({"phone": "+" + "1" * 16}, "phone"),
        ({"phone": full_width("+8613800000000")}, "phone"),
        ({"phone": 8613800000000}, "phone"),
        ({"from": "2020-02-30"}, "from"),
        ({"from": 20200325}, "from"),
        ({"to": None}, "to"),
        ({"to": "2020-03-24"}, "to"),
        ({"to": "2020-04-25"}, "to"),
        ({"name": "x"}, "unknown field"),
    ],
)
def test_a_wrong_field_is_named_and_not_repeated(
    handler: LambdaHandler, changes: dict[str, object], field: str
) -> None:
    status, body = ask(handler, QUESTION | changes)

    assert (status, body["code"]) == (422, "INVALID_REQUEST")
    assert [error["field"] for error in body["errors"]] == [field]
    shown = json.dumps(body, ensure_ascii=False)
    assert not any(value in shown for value in changes.values() if isinstance(value, str) and len(value) > 1)


def test_the_longest_time_is_a_month(handler: LambdaHandler) -> None:
    assert ask(handler, QUESTION | {"to": "2020-04-24"})[0] == 200
    assert (date(2020, 4, 24) - date(2020, 3, 25)).days == MOST_DAYS - 1


def test_another_route_is_not_found(handler: LambdaHandler) -> None:
    event = json.loads((EVENTS / "found.json").read_text("utf-8")) | {"routeKey": "GET /v1/itineraries"}

    assert handler(event, None)["statusCode"] == 404
    assert ROUTES == (ITINERARIES,)


def test_the_handler_is_made_of_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        boto3.client("secretsmanager").create_secret(Name="sandbox/itinerary", SecretString="of the secret's own")
        monkeypatch.setenv("ITINERARY_SECRET", "sandbox/itinerary")
        event = json.loads((EVENTS / "unknown_phone.json").read_text("utf-8"))
        event["headers"]["authorization"] = "Bearer of the secret's own"

        answer = import_module("functions.sandbox_itinerary.handler").handler(event, None)

    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"result": "UNKNOWN_PHONE"})
