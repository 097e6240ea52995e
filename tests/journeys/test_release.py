"""Red, the notice of release, and green within one scan, over HTTP (M9, M15)."""

from datetime import timedelta
from typing import Any

import pytest

from local.client import ApiClient
from local.seed import registered, resident
from local.state import Resident, State
from shared.kernel.clock import day_of, utc_now
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


def _notice(record: str) -> dict[str, Any]:
    today = day_of(utc_now())
    return {
        "institution": "区人民医院",
        "place": "集中医学观察点3号楼",
        "observed_from": (today - timedelta(days=14)).isoformat(),
        "observed_to": today.isoformat(),
        "lifts": [record],
    }


def _red(person: Resident) -> dict[str, Any]:
    return {
        "document": {"type": person.document_type, "number": person.document_number},
        "category": "CENTRAL_QUARANTINE",
        "case_reference": "CDC-2020-0650",
        "reason": "集中隔离",
        "ends_on": (day_of(utc_now()) + timedelta(days=14)).isoformat(),
    }
