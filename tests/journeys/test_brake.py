"""No officer alone turns more people red than the region allows within an hour, over HTTP (M8)."""

from typing import Any

import pytest

from infra.region import load_region
from local.client import Answer, ApiClient
from local.seed import registered, resident
from local.state import Resident, State
from shared.kernel.clock import day_of, utc_now
from tests.journeys.at_once import at_once
from tests.journeys.callers import Caller, scanned, staff_of

pytestmark = pytest.mark.journey

_FIRST_PERSON = 640
APPROVE, REFUSE = ({"decision": each, "reason": "已核对流调记录"} for each in ("APPROVE", "REFUSE"))


@pytest.fixture(scope="module")
def officer(api: ApiClient, state: State) -> Caller:
    return staff_of(api, state, "brake-officer", "health_authority")


@pytest.fixture(scope="module")
def colleague(api: ApiClient, state: State) -> Caller:
    return staff_of(api, state, "brake-colleague", "health_authority")


@pytest.fixture(scope="module")
def gate(api: ApiClient, state: State) -> Caller:
    return staff_of(api, state, "brake-gate", "scanner")


def test_beyond_the_brake_a_code_stays_green_until_a_colleague_approves(
    api: ApiClient, state: State, officer: Caller, colleague: Caller, gate: Caller
) -> None:
    first, second = (_registered(api, state, number) for number in range(2))
    most = load_region("guangdong").risk.assignments_an_hour

    # The hour may turn while the officer works; then a second hour is begun, and no more than that.
    passed, waiting = _until_it_waits(officer, first, 2 * most + 1)
    assert passed >= most
    refused = officer.post("/v1/risk-records", _home_quarantine(second), 202)
    assert (waiting["state"], refused["state"]) == ("WAITING", "WAITING")
    assert [scanned(gate, state, each.payload)["decision"] for each in (first, second)] == ["PASS", "PASS"]
    assert Caller(api, first.token).get(f"/v1/people/{first.person}/code")["colour"] == "GREEN"

    # It waits on the desk of the same authority, where whoever made it does not decide, nor does anyone else.
    path, other = (f"/v1/risk-records/{each['record']}/approval" for each in (waiting, refused))
    assert officer.refused("POST", path, APPROVE) == (403, "OWN_RECORD")
    stranger = staff_of(api, state, "brake-stranger", "health_authority", "CDC-440300")
    assert stranger.refused("POST", path, APPROVE) == (403, "OTHER_AUTHORITY")
    assert not _waits(stranger, waiting)
    assert _waits(colleague, waiting)
    assert scanned(gate, state, first.payload)["decision"] == "PASS"

    approved = colleague.post(path, APPROVE, 200)
    assert (approved["state"], approved["officer"]) == ("ASSIGNED", waiting["officer"])
    assert approved["decided_by"] not in {None, approved["officer"]}
    assert scanned(gate, state, first.payload)["decision"] == "STOP"
    assert colleague.refused("POST", path, REFUSE) == (409, "ALREADY_DECIDED")

    assert colleague.post(other, REFUSE, 200)["state"] == "REFUSED"
    assert scanned(gate, state, second.payload)["decision"] == "PASS"
    assert colleague.refused("POST", other, APPROVE) == (409, "ALREADY_DECIDED")
    assert not _waits(colleague, waiting)
    assert not _waits(colleague, refused)


def test_of_two_decisions_at_the_same_instant_one_counts(
    api: ApiClient, state: State, officer: Caller, colleague: Caller, gate: Caller
) -> None:
    person = _registered(api, state, 2)
    _, waiting = _until_it_waits(officer, person, 2 * load_region("guangdong").risk.assignments_an_hour + 1)
    path = f"/v1/risk-records/{waiting['record']}/approval"

    third = staff_of(api, state, "brake-third", "health_authority")
    acts = [(colleague, APPROVE), (third, REFUSE)]
    answers = at_once(lambda act: act[0].send("POST", path, act[1]), acts)

    assert sorted(answer.status for answer in answers) == [200, 409]
    approved = answers[0].status == 200
    assert scanned(gate, state, person.payload)["decision"] == ("STOP" if approved else "PASS")


def _until_it_waits(officer: Caller, person: Resident, most: int) -> tuple[int, dict[str, Any]]:
    """How many assignments passed, each of which is lifted again, and the one that has to wait."""
    for passed in range(most):
        answer: Answer = officer.send("POST", "/v1/risk-records", _home_quarantine(person))
        if answer.status == 202:
            return passed, answer.json()
        assert answer.status == 201, answer.body.decode()
        officer.post(f"/v1/risk-records/{answer.json()['record']}/lift", {"reason": "误录"}, 200)
    raise AssertionError(f"{most} assignments of one officer, and none had to wait")


def _waits(caller: Caller, record: dict[str, Any]) -> bool:
    """Whether the record is among what waits for the caller."""
    cursor = ""
    while True:
        page = caller.get(f"/v1/risk-records?state=waiting&limit=50{cursor}")
        if record["record"] in {each["record"] for each in page["records"]}:
            return True
        if page["cursor"] is None:
            return False
        cursor = f"&cursor={page['cursor']}"


def _registered(api: ApiClient, state: State, number: int) -> Resident:
    return registered(api, resident(state.deployed, f"journey-brake-{number}", _FIRST_PERSON + number))


def _home_quarantine(person: Resident) -> dict[str, Any]:
    return {
        "document": {"type": person.document_type, "number": person.document_number},
        "category": "HOME_QUARANTINE",
        "case_reference": "CDC-2020-0640",
        "reason": "居家隔离",
        "review_on": day_of(utc_now()).isoformat(),
    }
