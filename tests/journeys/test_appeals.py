"""Appeals against red, from the resident's phone to the officer's desk and back, over HTTP (GB/T 38963, M8)."""

from datetime import timedelta
from typing import Any

import pytest

from local.client import ApiClient
from local.population import SyntheticPerson, people
from local.seed import registered, resident
from local.state import Resident, State
from shared.identity.model import DocumentType
from shared.kernel.clock import day_of, utc_now
from tests.journeys.callers import Caller, scanned, staff_of

pytestmark = pytest.mark.journey

WHY, BECAUSE = "当日未乘坐该车次，有乘车记录为证。", "经核对乘车记录，与本人所述一致。"


@pytest.fixture(scope="module")
def officer(api: ApiClient, state: State) -> Caller:
    return staff_of(api, state, "appeals-officer", "health_authority")


@pytest.fixture(scope="module")
def colleague(api: ApiClient, state: State) -> Caller:
    return staff_of(api, state, "appeals-colleague", "health_authority")


@pytest.fixture(scope="module")
def gate(api: ApiClient, state: State) -> Caller:
    return staff_of(api, state, "appeals-gate", "scanner")


def test_a_resident_appeals_another_officer_lifts_and_the_next_scan_is_green(
    api: ApiClient, state: State, officer: Caller, colleague: Caller, gate: Caller
) -> None:
    home, own = _registered(api, state, "journey-appellant", 630)
    record = officer.post("/v1/risk-records", _close_contact(own.document_type, own.document_number))["record"]
    assert scanned(gate, state, own.payload)["decision"] == "STOP"

    filed = home.post(f"/v1/people/{own.person}/appeals", {"record": record, "reason": WHY})
    assert (filed["state"], filed["filed_by"], filed["decision"]) == ("OPEN", "SELF", None)
    again = home.refused("POST", f"/v1/people/{own.person}/appeals", {"record": record, "reason": WHY})
    assert again == (409, "ALREADY_APPEALED")
    assert scanned(gate, state, own.payload)["decision"] == "STOP"

    # It waits on the desk of the authority that made the record; whoever made it does not decide it, nor do others.
    path = f"/v1/appeals/{filed['appeal']}/decision"
    lifted = {"outcome": "LIFTED", "reason": BECAUSE}
    assert filed["appeal"] in [each["appeal"] for each in colleague.get("/v1/appeals?limit=50")["appeals"]]
    assert officer.refused("POST", path, lifted) == (403, "OWN_RECORD")
    stranger = staff_of(api, state, "appeals-stranger", "health_authority", "CDC-440300")
    assert stranger.refused("POST", path, lifted) == (403, "OTHER_AUTHORITY")
    # Its deadline is days away, so the supervising authority may not decide it yet, and does not find it.
    supervisor = staff_of(api, state, "appeals-supervisor", "health_authority", "CDC-440000")
    assert supervisor.refused("POST", path, lifted) == (403, "OTHER_AUTHORITY")
    assert supervisor.get("/v1/appeals?escalated=true")["appeals"] == []
    assert home.send("POST", path, lifted).status in {401, 403}
    assert scanned(gate, state, own.payload)["decision"] == "STOP"

    decided = colleague.post(path, lifted, 200)
    assert (decided["state"], decided["decided_for"], decided["decision_reason"]) == (
        "LIFTED",
        state.authority,
        BECAUSE,
    )
    seen = scanned(gate, state, own.payload)
    assert (seen["decision"], seen["colour"]) == ("PASS", "GREEN")
    (shown,) = home.get(f"/v1/people/{own.person}/appeals")["appeals"]
    assert (shown["state"], shown["decision"]["reason"]) == ("LIFTED", BECAUSE)
    assert filed["appeal"] not in [each["appeal"] for each in colleague.get("/v1/appeals?limit=50")["appeals"]]
    overruled = {"outcome": "UPHELD", "reason": "另有结论"}
    assert officer.refused("POST", path, overruled) == (409, "ALREADY_DECIDED")


def test_what_is_upheld_stays_red_and_may_be_appealed_against_again(
    api: ApiClient, state: State, officer: Caller, colleague: Caller, gate: Caller
) -> None:
    home, own = _registered(api, state, "journey-upheld", 631)
    record = officer.post("/v1/risk-records", _close_contact(own.document_type, own.document_number))["record"]
    appeals = f"/v1/people/{own.person}/appeals"
    first = home.post(appeals, {"record": record, "reason": WHY})["appeal"]

    upheld = {"outcome": "UPHELD", "reason": "流调记录属实"}
    assert colleague.post(f"/v1/appeals/{first}/decision", upheld, 200)["state"] == "UPHELD"
    changed = {"outcome": "LIFTED", "reason": "改判"}
    assert colleague.refused("POST", f"/v1/appeals/{first}/decision", changed) == (409, "ALREADY_DECIDED")

    assert scanned(gate, state, own.payload)["decision"] == "STOP"
    second = home.post(appeals, {"record": record, "reason": "补充了新的证明"})["appeal"]
    assert [(each["appeal"], each["state"]) for each in home.get(appeals)["appeals"]] in (
        [(second, "OPEN"), (first, "UPHELD")],
        # Both may be of one second.
        [(first, "UPHELD"), (second, "OPEN")],
    )


def test_a_guardian_appeals_for_a_child_and_nobody_else_does(
    api: ApiClient, state: State, officer: Caller, colleague: Caller, gate: Caller
) -> None:
    home, _ = _registered(api, state, "journey-guardian", 632)
    child = _minor()
    member = {
        "document": {"type": child.document_type.value, "number": child.document_number},
        "name": child.name,
        "relation": "CHILD",
        "face": child.face,
    }
    hers = home.post("/v1/family", member)["person"]
    payload = home.get(f"/v1/people/{hers}/code")["payload"]
    body = _close_contact(child.document_type.value, child.document_number)
    record = officer.post("/v1/risk-records", body)["record"]
    appeal = {"record": record, "reason": WHY}

    stranger, _ = _registered(api, state, "journey-no-guardian", 633)
    assert stranger.refused("POST", f"/v1/people/{hers}/appeals", appeal) == (404, "NOT_FOUND")
    filed = home.post(f"/v1/people/{hers}/appeals", appeal)

    assert filed["filed_by"] == "FAMILY"
    assert scanned(gate, state, payload)["decision"] == "STOP"
    decision = {"outcome": "LIFTED", "reason": BECAUSE}
    colleague.post(f"/v1/appeals/{filed['appeal']}/decision", decision, 200)
    assert scanned(gate, state, payload)["decision"] == "PASS"


def _registered(api: ApiClient, state: State, username: str, index: int) -> tuple[Caller, Resident]:
    person = registered(api, resident(state.deployed, username, index))
    return Caller(api, person.token), person


def _minor() -> SyntheticPerson:
    """A child on file, from the middle of the file, where no other test looks."""
    everybody = tuple(people())
    this_year = day_of(utc_now()).year
    return next(
        each
        for each in everybody[len(everybody) // 2 :]
        if each.document_type is DocumentType.RESIDENT_ID and this_year - int(each.document_number[6:10]) < 10
    )


def _close_contact(document_type: str, number: str) -> dict[str, Any]:
    return {
        "document": {"type": document_type, "number": number},
        "category": "CLOSE_CONTACT",
        "case_reference": "CDC-2020-0630",
        "reason": "与确诊病例同乘一车",
        "ends_on": (day_of(utc_now()) + timedelta(days=14)).isoformat(),
    }
