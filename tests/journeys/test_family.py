"""A family over HTTP: members without a phone, switching between them, and the day on which one takes over (M3-M6)."""

from typing import Any

import pytest

from local.client import Answer, ApiClient
from local.population import people
from local.seed import resident
from local.state import Resident, State
from shared.identity.model import DocumentType
from shared.kernel.clock import day_of, utc_now

pytestmark = pytest.mark.journey

_FIRST_PERSON = 480
NOBODY = "a" * 32


def test_a_daughter_acts_for_her_family_until_her_father_takes_over(api: ApiClient, state: State) -> None:
    daughter, father = (resident(state.deployed, f"family-{name}", _FIRST_PERSON + name) for name in range(2))
    child = resident(state.deployed, "family-child", _index_of_a_minor())
    assert _add(api, daughter, father, "PARENT").json()["code"] == "NOT_REGISTERED"
    own = _register(api, daughter, 201)

    parent = _add(api, daughter, father, "PARENT")
    assert (parent.status, parent.json()["ends_at"]) == (201, None)
    assert _add(api, daughter, father, "PARENT").status == 200
    minor = _add(api, daughter, child, "CHILD")
    assert (minor.status, minor.json()["ends_at"][-9:]) == (201, "16:00:00Z")
    fathers, childs = parent.json()["person"], minor.json()["person"]
    switcher = api.send("GET", "/v1/me", token=daughter.token).json()["people"]
    assert [(each["person"], each["relation"]) for each in switcher][:1] == [(own["person"], "SELF")]
    assert {each["person"]: each["relation"] for each in switcher[1:]} == {fathers: "PARENT", childs: "CHILD"}

    payloads = {person: _code(api, daughter, person)["payload"] for person in (own["person"], fathers, childs)}
    assert len(set(payloads.values())) == 3
    for person, payload in payloads.items():
        assert _scan(api, state, payload, f"family-{person[:8]}")["decision"] == "PASS"
        card = api.send("GET", f"/v1/people/{person}/code/card.svg", token=daughter.token)
        assert (card.status, card.headers["content-type"]) == (200, "image/svg+xml")

    taken = _register(api, father, 201)
    assert (taken["person"], taken["payload"]) == (fathers, payloads[fathers])
    (guardian,) = api.send("GET", "/v1/family", token=father.token).json()["guardians"]
    assert (guardian["person"], guardian["relation"]) == (own["person"], "PARENT")
    assert _code(api, daughter, fathers)["payload"] == payloads[fathers]
    assert api.send("GET", f"/v1/people/{own['person']}/code", token=father.token).status == 404

    assert api.send("DELETE", f"/v1/family/{own['person']}", token=father.token).status == 204
    gone, nobody = (api.send("GET", f"/v1/people/{each}/code", token=daughter.token) for each in (fathers, NOBODY))
    assert (gone.status, _without_request_id(gone)) == (404, _without_request_id(nobody))
    (left,) = api.send("GET", "/v1/family", token=daughter.token).json()["members"]
    assert left["person"] == childs
    assert _code(api, father, fathers)["payload"] == payloads[fathers]
    assert api.send("DELETE", f"/v1/family/{own['person']}", token=father.token).status == 404


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "欧阳不存在"}, "NAME_OR_DOCUMENT_MISMATCH"),
        ({"document": {"type": "PASSPORT", "number": "E00000000"}}, "IDENTITY_NOT_ON_FILE"),
        ({"document": {"type": "TAIWAN_PERMIT", "number": "12345678"}}, "UNSUPPORTED_DOCUMENT"),
        ({"relation": "FRIEND"}, "INVALID_REQUEST"),
    ],
)
def test_what_the_register_refuses_comes_with_its_advice(
    api: ApiClient, state: State, change: dict[str, Any], code: str
) -> None:
    green, red = state.residents["green"], state.residents["red"]
    answer = api.send("POST", "/v1/family", token=green.token, body=_member(red, "OTHER") | change)
    assert (answer.status, answer.json()["code"]) == (422, code)
    assert answer.json()["detail"]


def test_knowing_a_document_and_a_name_adds_nobody_without_the_face(api: ApiClient, state: State) -> None:
    green, red = state.residents["green"], state.residents["red"]
    body = _member(red, "OTHER") | {"face": green.face}
    answer = api.send("POST", "/v1/family", token=green.token, body=body)
    assert (answer.status, answer.json()["code"]) == (422, "FACE_MISMATCH")
    assert api.send("GET", f"/v1/people/{red.person}/code", token=green.token).status == 404


def _index_of_a_minor() -> int:
    """The place of a minor among those with a resident ID, after the people of the other journeys."""
    this_year = day_of(utc_now()).year
    numbers = [person.document_number for person in people() if person.document_type is DocumentType.RESIDENT_ID]
    return next(
        index
        for index, number in enumerate(numbers)
        if index > _FIRST_PERSON + 10 and this_year - int(number[6:10]) < 18
    )


def _member(person: Resident, relation: str) -> dict[str, Any]:
    return {name: each for name, each in person.registration.items() if name != "phone"} | {"relation": relation}


def _add(api: ApiClient, guardian: Resident, person: Resident, relation: str) -> Answer:
    return api.send("POST", "/v1/family", token=guardian.token, body=_member(person, relation))


def _register(api: ApiClient, person: Resident, status: int) -> dict[str, Any]:
    answer = api.send("POST", "/v1/registration", token=person.token, body=person.registration)
    assert answer.status == status, answer.body
    registered: dict[str, Any] = answer.json()
    return registered


def _code(api: ApiClient, holder: Resident, person: str) -> dict[str, Any]:
    answer = api.send("GET", f"/v1/people/{person}/code", token=holder.token)
    assert answer.status == 200, answer.body
    code: dict[str, Any] = answer.json()
    return code


def _scan(api: ApiClient, state: State, payload: str, key: str) -> dict[str, Any]:
    answer = api.send(
        "POST",
        "/v1/scans",
        token=state.staff["inspector"],
        body={"payload": payload, "checkpoint_id": state.checkpoint},
        headers={"idempotency-key": key},
    )
    assert answer.status == 200, answer.body
    seen: dict[str, Any] = answer.json()
    return seen


def _without_request_id(answer: Answer) -> dict[str, Any]:
    return {name: each for name, each in answer.json().items() if name != "request_id"}
