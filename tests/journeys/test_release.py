"""Red, what releases from it, and green within one scan, over HTTP (M9, M15)."""

from datetime import timedelta
from typing import Any

import pytest

from local.client import ApiClient
from local.seed import registered, resident
from local.state import Resident, State
from shared.kernel.clock import day_of, iso, utc_now
from tests.journeys.callers import Caller, scanned, staff_of

pytestmark = pytest.mark.journey


def test_red_is_released_by_a_notice_and_green_at_the_next_scan(api: ApiClient, state: State) -> None:
    person = registered(api, resident(state.deployed, "journey-released", 650))
    officer = staff_of(api, state, "release-officer", "health_authority")
    medic, colleague = (staff_of(api, state, f"release-{name}", "medic") for name in ("medic", "colleague"))
    gate = staff_of(api, state, "release-gate", "scanner")
    record = officer.post("/v1/risk-records", _red(person))["record"]
    seen = scanned(medic, state, person.payload)
    assert (seen["decision"], [each["record"] for each in seen["reasons"]]) == ("STOP", [record])

    # A colleague has not scanned this person, a gate issues no notices; neither releases anybody.
    path, notice = f"/v1/scans/{seen['scan']}/release-notices", _notice(record)
    assert colleague.refused("POST", path, notice) == (403, "SCAN_REQUIRED")
    assert gate.refused("POST", path, notice) == (403, "FORBIDDEN")
    assert scanned(gate, state, person.payload)["decision"] == "STOP"

    issued = medic.post(path, notice, key="release-journey-0001")
    assert issued["lifted"] == [record]
    after = scanned(gate, state, person.payload)
    assert (after["decision"], after["colour"]) == ("PASS", "GREEN")
    assert medic.post(path, notice, 200, key="release-journey-0001") == issued

    home = Caller(api, person.token)
    assert home.get(f"/v1/people/{person.person}/code")["colour"] == "GREEN"
    (kept,) = home.get(f"/v1/people/{person.person}/release-notices")["release_notices"]
    assert kept["notice"] == issued["notice"]


def test_two_negative_tests_a_day_apart_end_a_suspicion_and_no_other_red(api: ApiClient, state: State) -> None:
    person = registered(api, resident(state.deployed, "journey-tested", 651))
    officer = staff_of(api, state, "tests-officer", "health_authority")
    medic, gate = (staff_of(api, state, f"tests-{role}", role) for role in ("medic", "scanner"))
    begun = {"starts_at": iso(utc_now() - timedelta(days=2))}
    suspicion = officer.post("/v1/risk-records", _red(person, category="SUSPECTED", **begun))["record"]
    scan = scanned(medic, state, person.payload)["scan"]
    path = f"/v1/scans/{scan}/test-results"

    # No notice ends a suspicion, and a positive result between two negative ones keeps them from doing so.
    assert medic.refused("POST", f"/v1/scans/{scan}/release-notices", _notice(suspicion)) == (
        422,
        "NOT_RELEASED_BY_NOTICE",
    )
    for hours_ago, result in ((40, "NEGATIVE"), (35, "POSITIVE"), (30, "NEGATIVE"), (10, "NEGATIVE")):
        assert medic.post(path, _sample(hours_ago, result))["lifted"] == []
    assert scanned(gate, state, person.payload)["decision"] == "STOP"

    contact = officer.post("/v1/risk-records", _red(person, category="CLOSE_CONTACT", **begun))["record"]
    second = medic.post(path, _sample(1), key="tests-journey-0001")
    assert second["lifted"] == [suspicion]
    home = Caller(api, person.token)
    shown = home.get(f"/v1/people/{person.person}/code")
    assert [each["record"] for each in shown["reasons"]] == [contact]
    listed = home.get(f"/v1/people/{person.person}/test-results")["test_results"]
    assert (len(listed), [each["result"] for each in listed].count("POSITIVE")) == (5, 1)

    officer.post(f"/v1/risk-records/{contact}/lift", {"reason": "误录"}, 200)
    assert scanned(gate, state, person.payload)["decision"] == "PASS"
    assert officer.refused("POST", f"/v1/risk-records/{suspicion}/lift", {"reason": "误录"}) == (409, "ALREADY_LIFTED")


def _sample(hours_ago: int, result: str = "NEGATIVE") -> dict[str, Any]:
    return {"result": result, "sampled_at": iso(utc_now() - timedelta(hours=hours_ago)), "laboratory": "市疾控中心"}


def _notice(record: str) -> dict[str, Any]:
    today = day_of(utc_now())
    return {
        "institution": "区人民医院",
        "place": "集中医学观察点3号楼",
        "observed_from": (today - timedelta(days=14)).isoformat(),
        "observed_to": today.isoformat(),
        "lifts": [record],
    }


def _red(person: Resident, **changes: str) -> dict[str, Any]:
    return {
        "document": {"type": person.document_type, "number": person.document_number},
        "category": "CENTRAL_QUARANTINE",
        "case_reference": "CDC-2020-0650",
        "reason": "集中隔离",
        "ends_on": (day_of(utc_now()) + timedelta(days=14)).isoformat(),
    } | changes
