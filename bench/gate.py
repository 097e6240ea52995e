"""How long it takes, by the real clock and the deployed schedule alone, until an offline gate shows a red and its lift.

`make bench WHAT=gate` takes up to a quarter of an hour: it deploys one region to a local cloud of its own, turns
somebody red, lifts that again, and lets EventBridge's schedule build the lists. The gate decides by its kit, which it
refreshes every few seconds, so that what is measured is the region's part; a gate that asks as seldom as the lists ask
for adds one period at the most.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.findings import told
from local.client import ApiClient
from local.cloud import LocalCloud, Say, progress
from local.emulator import free_port
from local.places import LOCAL, LocalCloudError
from local.seed import assigned, lifted, seed
from local.state import State
from scanner.device import Device, Parts
from shared.kernel.clock import utc_now
from shared.risk.model import Colour
from shared.statuslist.rules import PERIOD
from shared.trust.anchors import anchor_text

_ASKS_EVERY = 5.0
_AT_MOST = 600.0
"""Seconds from an act to the gate, asked for by the design."""
_PATIENCE = 900.0


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds from each act to the first verdict that says so, asked every few seconds."""

    red: float
    green: float

    def report(self) -> str:
        """What was found, for people."""
        period = PERIOD.total_seconds()
        return "\n".join(
            f"{act} to {verdict}: {seconds:.0f} s, {seconds / period:.2f} periods of the schedule"
            for act, verdict, seconds in (("red", "STOP", self.red), ("lift", "PASS", self.green))
        )

    def faults(self) -> Iterator[str]:
        """Every budget that is missed."""
        for act, seconds in (("red", self.red), ("lift", self.green)):
            if seconds > _AT_MOST:
                yield f"{seconds:.0f} s from a {act} to an offline gate, of {_AT_MOST:.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="fail when a budget is missed")
    chosen = parser.parse_args()
    say = progress(time.monotonic())
    with (
        LocalCloud(LOCAL / "bench-gate", free_port(), say) as cloud,
        tempfile.TemporaryDirectory() as folder,
    ):
        found = _measured(seed(cloud.deploy(), say), Path(folder), say)
    return told(found, ("cryptography",), check=chosen.check)


def _measured(state: State, folder: Path, say: Say) -> Measured:
    api = ApiClient(state.deployed.api_url)
    officer, resident = state.staff["health_authority"], state.residents["green"]
    gate = _gate(state, folder)
    _seconds_until(gate, resident.payload, Colour.GREEN, say)
    record = assigned(api, officer, resident, "bench-gate-red")
    red = _seconds_until(gate, resident.payload, Colour.RED, say)
    lifted(api, officer, record)
    return Measured(red, _seconds_until(gate, resident.payload, Colour.GREEN, say))


def _gate(state: State, folder: Path) -> Parts:
    token = folder / "token"
    token.write_text(state.staff["scanner"], encoding="ascii")
    anchor = anchor_text(state.deployed.trust_key())
    return Parts(folder / "kit", Device(state.deployed.api_url, anchor, str(token), state.checkpoint), utc_now)


def _seconds_until(gate: Parts, payload: str, colour: Colour, say: Say) -> float:
    say(f"Waiting until the gate's lists say {colour.value}")
    began = time.monotonic()
    while gate.kit.verdict(payload, utc_now()).colour is not colour:
        waited = time.monotonic() - began
        if waited > _PATIENCE:
            raise LocalCloudError(f"the gate's lists do not say {colour.value} after {waited:.0f} s")
        time.sleep(_ASKS_EVERY)
        gate.refresher.refresh()
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
