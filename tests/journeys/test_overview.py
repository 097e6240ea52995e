"""What a resident sees at one glance, and who looked at them, over HTTP and through the real index (M5, M10, M17)."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from local.client import ApiClient
from local.seed import resident
from local.state import Resident, State

pytestmark = pytest.mark.journey

_PATIENCE_SECONDS = 10.0


@pytest.fixture(scope="module")
def newcomer(state: State) -> Resident:
    """Somebody who is on the identity register and has not registered here."""
    return resident(state.deployed, "journey-overview", 140)


def test_a_resident_sees_each_scan_and_their_health_at_one_glance(
    api: ApiClient, state: State, newcomer: Resident
) -> None:
    registered = _post(api, "/v1/registration", newcomer.token, newcomer.registration, "registration")
    path = f"/v1/people/{registered['person']}"
    assert _get(api, f"{path}/accesses", newcomer.token) == {"accesses": [], "cursor": None}

    for role in ("inspector", "scanner"):
        scanned = {"payload": registered["payload"], "checkpoint_id": state.checkpoint}
        _post(api, "/v1/scans", state.staff[role], scanned, f"journey-overview-{role}")

    # An index follows its table a moment later.
    listed = _soon(lambda: _get(api, f"{path}/accesses", newcomer.token)["accesses"], lambda each: len(each) == 2)
    assert {role for each in listed for role in each["roles"]} == {"inspector", "scanner"}
    assert {each["place"]["checkpoint_id"] for each in listed} == {state.checkpoint}
    assert {(each["purpose"], each["outcome"], each["colour"]) for each in listed} == {("CODE_CHECK", "VALID", "GREEN")}

    first = _get(api, f"{path}/accesses?limit=1", newcomer.token)
    second = _get(api, f"{path}/accesses?limit=1&cursor={first['cursor']}", newcomer.token)
    assert first["accesses"] + second["accesses"] == listed

    overview = _get(api, f"{path}/health", newcomer.token)
    assert (overview["person"], overview["colour"], overview["reasons"]) == (registered["person"], "GREEN", [])
    assert (overview["temperature"]["newest"], overview["certificates"]["newest"]) == (None, [])
    assert all(each["name"] and each["address"].startswith("https://") for each in overview["provinces"])
    assert _get(api, overview["accesses"], newcomer.token)["accesses"] == listed
    for part in ("temperature", "health_check", "declaration", "certificates", "release_notices"):
        _get(api, overview[part]["all"], newcomer.token)


def test_nobody_sees_the_health_or_the_log_of_another(api: ApiClient, state: State) -> None:
    green, red = state.residents["green"], state.residents["red"]
    for part in ("health", "accesses"):
        for person in (green.person, "a" * 32):
            assert api.send("GET", f"/v1/people/{person}/{part}", token=red.token).status == 404


def _soon(look: Callable[[], Any], enough: Callable[[Any], bool]) -> Any:
    patience = time.monotonic() + _PATIENCE_SECONDS
    found = look()
    while not enough(found) and time.monotonic() < patience:
        time.sleep(0.2)
        found = look()
    assert enough(found), found
    return found


def _get(api: ApiClient, path: str, token: str) -> dict[str, Any]:
    answer = api.send("GET", path, token=token)
    assert answer.status == 200, answer.body.decode()
    content: dict[str, Any] = answer.json()
    return content


def _post(api: ApiClient, path: str, token: str, body: dict[str, Any], key: str) -> dict[str, Any]:
    answer = api.send("POST", path, token=token, body=body, headers={"idempotency-key": key})
    assert answer.status in {200, 201}, answer.body.decode()
    content: dict[str, Any] = answer.json()
    return content
