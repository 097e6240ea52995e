"""A gate in an outage: no function of any region runs, and it decides rightly; after it each scan is there once."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from local.client import ApiClient
from local.direct_calls import called
from local.seed import registered, resident
from local.state import Peer, State
from scanner.device import Device, Parts
from scanner.gate import Scanner
from shared.codes.model import Outcome
from shared.kernel.clock import iso, utc_now
from shared.risk.model import Colour
from shared.scans.model import Decision, Source, Verdict
from shared.trust.anchors import anchor_text
from tests.journeys.at_once import stored
from tests.journeys.callers import Caller

pytestmark = pytest.mark.journey

# Editions are of whole minutes and some seconds behind, so that a code of this minute is in none yet.
_PATIENCE_SECONDS = 150
_PAUSE_SECONDS = 5
_PERSON = 70
"""On file, and in no other journey."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A device that was enrolled at Guangdong."""

    parts: Parts
    scanner: Scanner

    def verdict(self, payload: str) -> Verdict:
        return self.scanner.verdict(payload, utc_now())


def test_a_gate_decides_while_nothing_runs_and_its_scans_arrive_once(
    tmp_path: Path, state: State, peer: Peer, api: ApiClient
) -> None:
    codes = _codes(state, peer, api)
    gate = _gate(tmp_path, state)
    _refresh_until_known(gate, state, peer, codes)
    late = registered(api, resident(state.deployed, "late", _PERSON + 1)).payload
    began = iso(utc_now())

    with _nothing_runs(state):
        # One scan meets the outage, and a second and third that nobody hangs on to.
        found = {name: gate.verdict(payload) for name, payload in {**codes, "too new": late}.items()}
        assert gate.parts.uploader.upload().waiting == len(found)

    told = {name: (each.outcome, each.decision, each.colour) for name, each in found.items()}
    assert told == {
        "green": (Outcome.VALID, Decision.PASS, Colour.GREEN),
        "red": (Outcome.VALID, Decision.STOP, Colour.RED),
        "replaced": (Outcome.REPLACED, Decision.CHECK, None),
        "foreign green": (Outcome.VALID, Decision.PASS, Colour.GREEN),
        "foreign red": (Outcome.VALID, Decision.STOP, Colour.RED),
        "forged": (Outcome.BAD_SIGNATURE, Decision.CHECK, None),
        "too new": (Outcome.STALE, Decision.CHECK, None),
    }
    assert {each.source for each in found.values()} == {Source.STATUS_LIST}

    uploaded = _upload(gate)
    assert uploaded == {"STORED": len(found)}
    assert gate.parts.uploader.upload().results == {}
    kept = [item for item in stored(state, "core") if item["pk"].startswith("SCAN#") and item["scanned_at"] >= began]
    assert sorted((item["outcome"], item["source"]) for item in kept) == sorted(
        (outcome.value, "status_list") for outcome, _, _ in told.values()
    )
    # The backend is asked again, and says the same of the live code.
    assert _live(gate, codes["green"]).source is Source.LIVE


def _codes(state: State, peer: Peer, api: ApiClient) -> Mapping[str, str]:
    green = state.residents["green"].payload
    loser = registered(api, resident(state.deployed, "loser", _PERSON))
    Caller(api, loser.token).post(f"/v1/people/{loser.person}/code/replacement", None)
    return {
        "green": green,
        "red": state.residents["red"].payload,
        "replaced": loser.payload,
        "foreign green": peer.residents["green"].payload,
        "foreign red": peer.residents["red"].payload,
        "forged": green[:-1] + str((int(green[-1]) + 1) % 10),
    }


def _gate(folder: Path, state: State) -> Gate:
    token = folder / "token"
    token.write_text(state.staff["scanner"], encoding="ascii")
    anchor = anchor_text(state.deployed.trust_key())
    device = Device(state.deployed.api_url, anchor, str(token), state.checkpoint)
    parts = Parts(folder / "kit", device, utc_now)
    return Gate(parts, parts.scanner(live=True))


def _refresh_until_known(gate: Gate, state: State, peer: Peer, codes: Mapping[str, str]) -> None:
    """Let the schedules' functions work, and the gate fetch, until its lists are younger than every code and red."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        for deployed, function in (
            (peer.deployed, "status_list_builds"),
            (state.deployed, "status_list_builds"),
            (state.deployed, "trust_refreshes"),
            (state.deployed, "status_list_mirrors"),
        ):
            assert called(deployed, function, {}) is None
        refreshed = gate.parts.refresher.refresh()
        kit = {name: gate.parts.kit.verdict(payload, utc_now()) for name, payload in codes.items()}
        known = Outcome.STALE not in {each.outcome for each in kit.values()}
        reds = all(kit[name].colour is Colour.RED for name in ("red", "foreign red"))
        if not refreshed.problems and known and reds and kit["replaced"].outcome is Outcome.REPLACED:
            return
        assert time.monotonic() < deadline, (refreshed.problems, kit)
        time.sleep(_PAUSE_SECONDS)


@contextmanager
def _nothing_runs(state: State) -> Iterator[None]:
    """Every function of every region in the local cloud is held back by its concurrency, until this is left."""
    client = state.deployed.client("lambda")
    pages = client.get_paginator("list_functions").paginate()
    names = [each["FunctionName"] for page in pages for each in page["Functions"]]
    for name in names:
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    try:
        yield
    finally:
        for name in names:
            client.delete_function_concurrency(FunctionName=name)


def _upload(gate: Gate) -> Mapping[str, int]:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    results: dict[str, int] = {}
    while True:
        done = gate.parts.uploader.upload()
        for result, number in done.results.items():
            results[result] = results.get(result, 0) + number
        if done.waiting == 0:
            return results
        assert time.monotonic() < deadline, done
        time.sleep(_PAUSE_SECONDS)


def _live(gate: Gate, payload: str) -> Verdict:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (verdict := gate.verdict(payload)).source is not Source.LIVE and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)
    return verdict
