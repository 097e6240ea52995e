"""By the schedules alone, a gate that decides by lists shows a red and its lift in ten minutes at the most (M7)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shared.risk.model import Colour
from shared.statuslist.rules import PERIOD
from tests.acts import assign, officer, register
from tests.functions.test_reference_scanner import Device, code
from tests.region import Region, deployed_region

AT_MOST = timedelta(minutes=10)
_STEP = timedelta(seconds=5)
_BUILD = timedelta(seconds=30)
"""Longer than a build of a whole region takes (`bench/RESULTS.md`)."""


class Gate:
    """A device that asks when its refreshes say so, in a region whose lists are built every four minutes."""

    def __init__(self, region: Region, folder: Path, asks_after: timedelta) -> None:
        self.region = region
        self.device = Device(region, folder)
        self.code = code(region)
        self.build_at = region.clock()
        self.ask_at = region.clock() + asks_after

    def step(self) -> None:
        """Let five seconds pass, with all that is due in them."""
        clock = self.region.clock
        clock.move(_STEP)
        if clock() >= self.build_at + _BUILD:
            # The lists say what was so when their build began.
            now, clock.now = clock.now, self.build_at
            self.region.on_schedule({"id": f"build-{clock():%H%M%S}"}, None)
            self.region.on_trust_schedule({"id": f"trust-{clock():%H%M%S}"}, None)
            clock.now = now
            self.build_at += PERIOD
        if clock() >= self.ask_at:
            self.ask_at = clock() + timedelta(seconds=self.device.refresher.round())

    def colour(self) -> Colour | None:
        return self.device.kit.verdict(self.code, self.region.clock()).colour

    def until(self, colour: Colour) -> timedelta:
        """How long it takes until the gate shows the colour."""
        started = self.region.clock()
        while self.colour() is not colour:
            self.step()
            assert self.region.clock() - started <= AT_MOST
        return self.region.clock() - started


@pytest.fixture
def region() -> Iterator[Region]:
    """A region with one code, before its first lists."""
    with deployed_region() as deployed:
        register(deployed)
        yield deployed


@pytest.mark.parametrize(
    ("acts_after", "asks_after"),
    [(35, 25), (35, 35), (120, 130), (235, 25)],
    ids=lambda seconds: f"{seconds} s after a build",
)
def test_a_red_and_its_lift_are_at_an_offline_gate_in_ten_minutes(
    region: Region, tmp_path: Path, acts_after: int, asks_after: int
) -> None:
    gate = Gate(region, tmp_path, timedelta(seconds=asks_after))
    gate.until(Colour.GREEN)
    _until_after_a_build(gate, timedelta(seconds=acts_after))
    record = assign(region)
    gate.until(Colour.RED)
    _until_after_a_build(gate, timedelta(seconds=acts_after))
    region.risk.lift(officer(), record.record_id, "两次阴性")
    gate.until(Colour.GREEN)


def _until_after_a_build(gate: Gate, by: timedelta) -> None:
    began = gate.build_at
    while gate.region.clock() < began + by:
        gate.step()
