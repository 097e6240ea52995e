"""Somebody whom the register does not hold gets a code at their door, and is confirmed once it holds them (M3, M4)."""

from itertools import count, islice
from typing import Any

import pytest

from local.accounts import Accounts
from local.client import ApiClient
from local.population import COUNT, SyntheticPerson, people, register_item
from local.seed import put_on_file, resident
from local.state import State
from tests.unit.codes.pixels import painted, read

pytestmark = pytest.mark.journey

_KEYS = (f"offline-{number:06d}" for number in count())
_DOTS_PER_MILLIMETRE = 150 / 25.4


@pytest.fixture(scope="module")
def unknown() -> tuple[SyntheticPerson, SyntheticPerson]:
    """Two people whom the sandbox register does not hold: those who would follow the ones on file."""
    one, other = islice(people(COUNT + 2), COUNT, None)
    return one, other


def test_a_code_from_papers_passes_with_its_mark_until_the_register_holds_its_person(
    api: ApiClient, state: State, unknown: tuple[SyntheticPerson, SyntheticPerson]
) -> None:
    person, _ = unknown
    account = Accounts(state.deployed, "Residents").create("journey-offline")

    # Online, the register does not know them, and the answer sends them to staff.
    refusal = _send(api, account.token, "/v1/registration", _registration(person), 422)
    assert refusal["code"] == "IDENTITY_NOT_ON_FILE"

    # At the door, with the residence booklet seen, a sheet is printed that a camera reads.
    offline = _send(api, state.staff["grid_worker"], "/v1/offline-registrations", _papers(state, person), 201)
    assert offline["identity_confirmed"] is False
    payload = offline["payload"]
    assert set(read(painted(offline["sheet"], _DOTS_PER_MILLIMETRE))) == {payload}
    before = _scan(api, state, payload)
    assert (before["decision"], before["identity_confirmed"]) == ("PASS", False)
    looked_up = _get(api, state.staff["grid_worker"], f"/v1/scans/{before['scan']}/identity?purpose=IDENTITY_CHECK")
    assert (looked_up["name"], looked_up["confirmed"]) == (person.name, False)

    # The register catches up. They register themselves: the same code, and the mark is gone at the next scan.
    put_on_file(state.deployed, [register_item(person)])
    registered = _send(api, account.token, "/v1/registration", _registration(person), 201)
    assert registered["payload"] == payload
    after = _scan(api, state, payload)
    assert (after["decision"], after["identity_confirmed"]) == ("PASS", True)

    # They see who saw their papers, and papers are of no use any more.
    accesses = _get(api, account.token, f"/v1/people/{registered['person']}/accesses")["accesses"]
    assert {each["purpose"] for each in accesses} == {"OFFLINE_REGISTRATION", "CODE_CHECK", "IDENTITY_CHECK"}
    again = _send(api, state.staff["grid_worker"], "/v1/offline-registrations", _papers(state, person), 409)
    assert again["code"] == "ALREADY_REGISTERED"


def test_whom_a_relative_adds_later_is_confirmed_by_that(
    api: ApiClient, state: State, unknown: tuple[SyntheticPerson, SyntheticPerson]
) -> None:
    _, grandmother = unknown
    relative = resident(state.deployed, "journey-offline-relative", 501)
    _send(api, relative.token, "/v1/registration", relative.registration, 201)
    worker = state.staff["grid_worker"]
    payload = _send(api, worker, "/v1/offline-registrations", _papers(state, grandmother), 201)["payload"]
    member = _document(grandmother) | {"relation": "GRANDPARENT", "face": grandmother.face}
    assert _send(api, relative.token, "/v1/family", member, 422)["code"] == "IDENTITY_NOT_ON_FILE"

    put_on_file(state.deployed, [register_item(grandmother)])
    added = _send(api, relative.token, "/v1/family", member, 201)

    assert _get(api, relative.token, f"/v1/people/{added['person']}/code")["payload"] == payload
    assert _scan(api, state, payload)["identity_confirmed"] is True


def _document(person: SyntheticPerson) -> dict[str, Any]:
    return {"document": {"type": person.document_type.value, "number": person.document_number}, "name": person.name}


def _registration(person: SyntheticPerson) -> dict[str, Any]:
    return _document(person) | {"phone": "13900000600", "face": person.face}


def _papers(state: State, person: SyntheticPerson) -> dict[str, Any]:
    return _document(person) | {"evidence": "RESIDENCE_BOOKLET", "checkpoint_id": state.checkpoint}


def _scan(api: ApiClient, state: State, payload: str) -> Any:
    body = {"payload": payload, "checkpoint_id": state.checkpoint}
    return _send(api, state.staff["grid_worker"], "/v1/scans", body, 200)


def _send(api: ApiClient, token: str, path: str, body: dict[str, Any], status: int) -> Any:
    answer = api.send("POST", path, token=token, body=body, headers={"idempotency-key": next(_KEYS)})
    assert answer.status == status, answer.body.decode()
    return answer.json()


def _get(api: ApiClient, token: str, path: str) -> Any:
    answer = api.send("GET", path, token=token)
    assert answer.status == 200, answer.body.decode()
    return answer.json()
