"""A resident sees what another region holds of their health, with consent, and sees there that this region asked."""

import time
from typing import Any

import pytest

from local.client import ApiClient
from local.seed import assigned
from local.state import Peer, State
from tests.journeys.at_once import stored
from tests.journeys.callers import Caller

pytestmark = pytest.mark.journey

# A peer that failed three times is not asked for 20 seconds, and a function that sleeps takes a while to wake.
_PATIENCE_SECONDS = 120
_PAUSE_SECONDS = 5


def test_a_resident_sees_their_red_of_another_region_and_who_asked(api: ApiClient, state: State, peer: Peer) -> None:
    other = ApiClient(peer.deployed.api_url, timeout_seconds=120.0)
    here, there = state.residents["green"], peer.residents["both"]
    resident, officer = Caller(api, here.token), Caller(other, peer.staff["health_authority"])
    provinces = f"/v1/people/{here.person}/provinces"
    record = assigned(other, officer.token, there, "journey-provinces")

    assert resident.refused("GET", provinces) == (403, "CONSENT_MISSING")
    assert resident.send("PUT", f"{provinces}/consent").status == 201
    [row] = _answered(resident, provinces)
    assert (row["issuer"], row["silence"], row["known"]) == (42, None, True)
    assert row["summary"]["colour"] == "RED"
    detail = resident.get(row["detail"])["health"]
    assert [reason["category"] for reason in detail["reasons"]] == ["CLOSE_CONTACT"]

    # At a glance and in detail; both may be of one second.
    seen = Caller(other, there.token).get(f"/v1/people/{there.person}/accesses")["accesses"][:2]
    assert {(each["region"]["issuer"], each["looked_up"]) for each in seen} == {
        (44, "HEALTH_SUMMARY"),
        (44, "HEALTH_DETAIL"),
    }
    # Nothing of what was told stays here.
    assert not any(record in repr(item) for item in stored(state, "core"))
    officer.post(f"/v1/risk-records/{record}/lift", {"reason": "误录"}, 200)
    assert _answered(resident, provinces)[0]["summary"]["colour"] == "GREEN"
    assert resident.send("DELETE", f"{provinces}/consent").status == 204
    assert resident.refused("GET", provinces) == (403, "CONSENT_MISSING")


def _answered(resident: Caller, path: str) -> list[dict[str, Any]]:
    """The rows, once the other region has answered in time."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        rows: list[dict[str, Any]] = resident.get(path)["provinces"]
        if all(row["silence"] is None for row in rows) or time.monotonic() > deadline:
            return rows
        time.sleep(_PAUSE_SECONDS)
