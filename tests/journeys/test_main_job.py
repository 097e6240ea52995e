"""The main job over HTTP: real tokens, real Lambdas, the stacks as they are deployed (M1, M7, M8, M9, M10, M13)."""

import json
from itertools import count
from typing import Any

import pytest

from local.client import Answer, ApiClient
from local.seed import resident
from local.state import Resident, State
from shared.kernel.clock import day_of, utc_now
from tests.unit.codes.pixels import opened, read

pytestmark = pytest.mark.journey

_KEYS = (f"journey-{number:06d}" for number in count())


@pytest.fixture(scope="module")
def newcomer(state: State) -> Resident:
    """Somebody who is on the identity register and has not registered here."""
    return resident(state.deployed, "journey-newcomer", 100)


def test_register_show_scan_red_and_green_again(api: ApiClient, state: State, newcomer: Resident) -> None:
    registered = _post(api, "/v1/registration", newcomer.token, newcomer.registration, status=201)
    person = registered["person"]

    payload = _scanned_from_screen(api, newcomer.token, person)
    assert payload == registered["payload"]
    assert _scan(api, state, "inspector", payload) == {
        "outcome": "VALID",
        "decision": "PASS",
        "colour": "GREEN",
        "source": "live",
        "issuer": 44,
        "masked_name": registered["masked_name"],
        "identity_confirmed": True,
        "reasons": None,
    }

    record = _post(api, "/v1/risk-records", state.staff["health_authority"], _close_contact(newcomer), status=201)
    seen_by_medic = _scan(api, state, "medic", payload)
    assert (seen_by_medic["decision"], seen_by_medic["colour"]) == ("STOP", "RED")
    assert [reason["category"] for reason in seen_by_medic["reasons"]] == ["CLOSE_CONTACT"]
    seen_by_gate = _scan(api, state, "scanner", payload)
    assert (seen_by_gate["decision"], seen_by_gate["reasons"]) == ("STOP", None)

    shown = _get(api, f"/v1/people/{person}/code", newcomer.token)
    assert (shown["colour"], shown["payload"]) == ("RED", payload)
    assert shown["reasons"][0]["authority"] == state.authority
    assert _get(api, shown["reasons"][0]["guide"], None)["category"] == "CLOSE_CONTACT"
    assert _scanned_from_screen(api, newcomer.token, person) == payload

    path = f"/v1/risk-records/{record['record']}/lift"
    _post(api, path, state.staff["health_authority"], {"reason": "两次检测阴性"}, status=200)
    assert _scan(api, state, "scanner", payload)["decision"] == "PASS"


def test_a_lost_code_is_replaced_and_the_old_one_opens_nothing(api: ApiClient, state: State) -> None:
    person = resident(state.deployed, "journey-replacing", 101)
    old = _post(api, "/v1/registration", person.token, person.registration, status=201)
    path = f"/v1/people/{old['person']}/code/replacement"

    new = _post(api, path, person.token, None, status=201, key="replace-0001")
    again = _post(api, path, person.token, None, status=201, key="replace-0001")

    assert new["payload"] == again["payload"] != old["payload"]
    seen = _scan(api, state, "inspector", old["payload"])
    assert (seen["outcome"], seen["decision"], seen["colour"]) == ("REPLACED", "CHECK", None)
    assert _scan(api, state, "inspector", new["payload"])["decision"] == "PASS"


def test_whoever_is_on_the_red_list_before_they_register_is_red_at_once(api: ApiClient, state: State) -> None:
    person = resident(state.deployed, "journey-red-first", 102)
    _post(api, "/v1/risk-records", state.staff["health_authority"], _close_contact(person), status=201)

    registered = _post(api, "/v1/registration", person.token, person.registration, status=201)

    assert _scan(api, state, "scanner", registered["payload"])["decision"] == "STOP"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", "MALFORMED"),
        ("hello", "MALFORMED"),
        ("WIFI:T:WPA;S:metro;P:secret;;", "MALFORMED"),
        ("HTTPS://SHOP.EXAMPLE/C/" + "1" * 200, "UNSUPPORTED_VERSION"),
    ],
)
def test_what_is_no_code_is_named_and_leads_to_a_look_at_the_document(
    api: ApiClient, state: State, text: str, outcome: str
) -> None:
    seen = _scan(api, state, "scanner", text)
    assert (seen["outcome"], seen["decision"], seen["colour"]) == (outcome, "CHECK", None)


def test_a_tampered_digit_anywhere_never_passes(api: ApiClient, state: State) -> None:
    payload = state.residents["green"].payload
    start = payload.index("/C/") + 3
    for place in range(start, len(payload), 23):
        digit = str((int(payload[place]) + 1) % 10)
        seen = _scan(api, state, "scanner", payload[:place] + digit + payload[place + 1 :])
        assert seen["decision"] == "CHECK"
        assert seen["outcome"] in {
            "BAD_SIGNATURE",
            "MALFORMED",
            "UNSUPPORTED_VERSION",
            "UNKNOWN_ISSUER",
            "UNKNOWN_KEY",
        }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "欧阳不存在"}, "NAME_OR_DOCUMENT_MISMATCH"),
        ({"document": {"type": "PASSPORT", "number": "E00000000"}}, "IDENTITY_NOT_ON_FILE"),
        ({"document": {"type": "TAIWAN_PERMIT", "number": "12345678"}}, "UNSUPPORTED_DOCUMENT"),
    ],
)
def test_the_register_refuses_with_its_reason_and_the_advice(
    api: ApiClient, state: State, change: dict[str, Any], code: str
) -> None:
    person = state.residents["newcomer"]
    answer = _send(api, "POST", "/v1/registration", person.token, person.registration | change)
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert answer.json()["detail"]


def test_another_persons_face_is_refused(api: ApiClient, state: State) -> None:
    person, other = state.residents["newcomer"], state.residents["green"]
    answer = _send(api, "POST", "/v1/registration", person.token, person.registration | {"face": other.face})
    assert (answer.status, answer.json()["code"]) == (422, "FACE_MISMATCH")


def test_nobody_reads_the_code_of_another_by_knowing_their_id(api: ApiClient, state: State) -> None:
    green, red = state.residents["green"], state.residents["red"]
    answers = [_send(api, "GET", f"/v1/people/{person}/code", red.token) for person in (green.person, "a" * 32)]
    assert [answer.status for answer in answers] == [404, 404]
    assert _without_request_id(answers[0]) == _without_request_id(answers[1])


def test_what_a_phone_camera_opens_shows_no_person_and_no_colour(api: ApiClient, state: State) -> None:
    path = state.residents["red"].payload.split("EXAMPLE")[1]
    answer = api.send("GET", path)
    page = answer.body.decode()
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "健康码" in page
    assert not any(word in page for word in ("红码", "绿码", "RED", "GREEN", "*", state.residents["red"].person))


def _scanned_from_screen(api: ApiClient, token: str, person: str) -> str:
    card = _send(api, "GET", f"/v1/people/{person}/code/card.png", token)
    assert (card.status, card.headers["content-type"]) == (200, "image/png")
    (payload,) = read(opened(card.body))
    return payload


def _scan(api: ApiClient, state: State, role: str, payload: str) -> dict[str, Any]:
    body = {"payload": payload, "checkpoint_id": state.checkpoint}
    answer = _post(api, "/v1/scans", state.staff[role], body, status=200)
    return {name: value for name, value in answer.items() if name not in {"scan", "as_of"}}


def _close_contact(person: Resident) -> dict[str, object]:
    return {
        "document": {"type": person.document_type, "number": person.document_number},
        "category": "CLOSE_CONTACT",
        "case_reference": "CDC-2020-0001",
        "reason": "与确诊病例同乘一车",
        "review_on": day_of(utc_now()).isoformat(),
    }


def _post(
    api: ApiClient, path: str, token: str, body: dict[str, Any] | None, *, status: int, key: str | None = None
) -> dict[str, Any]:
    answer = _send(api, "POST", path, token, body, key)
    assert answer.status == status, answer.body.decode()
    content: dict[str, Any] = answer.json()
    return content


def _get(api: ApiClient, path: str, token: str | None) -> dict[str, Any]:
    answer = _send(api, "GET", path, token)
    assert answer.status == 200, answer.body.decode()
    content: dict[str, Any] = answer.json()
    return content


def _send(
    api: ApiClient,
    method: str,
    path: str,
    token: str | None,
    body: dict[str, Any] | None = None,
    key: str | None = None,
) -> Answer:
    return api.send(method, path, token=token, body=body, headers={"idempotency-key": key or next(_KEYS)})


def _without_request_id(answer: Answer) -> dict[str, Any]:
    return {name: value for name, value in json.loads(answer.body).items() if name != "request_id"}
