"""The benchmark of status lists runs, reads its lists back, and knows when a budget is missed."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bench.certificates import european
from bench.list_builds import Build, ListRegion
from bench.reds import START
from bench.statuslists import SIZE_BUDGET, Measured
from shared.statuslist.model import LISTS

ROOT = Path(__file__).parents[2]


def _build(size: int = 1000, lists: int = LISTS, seconds: float = 5.0) -> Build:
    sizes = {"cwt": dict.fromkeys(range(lists), size), "jwt": dict.fromkeys(range(lists), 2 * size)}
    return Build(seconds, sizes, contents=1000, changes=10, delta=200)


def _measured(bare: float = 70.0, verdict: float = 85.0, nz: float = 200.0) -> Measured:
    best_us = {"bare": bare, "verdict": verdict, "nz": nz, "eu": 200.0}
    return Measured(
        codes=130_000_000,
        red=130_000,
        first=_build(),
        wrong=0,
        hour=[_build()],
        hour_delta=200,
        hour_lists=1000,
        wave=_build(),
        best_us=best_us,
    )


def test_what_keeps_to_its_budgets_has_no_fault() -> None:
    assert list(_measured().faults()) == []


@pytest.mark.parametrize(
    ("measured", "fault"),
    [
        (replace(_measured(), wrong=2), "the lists are wrong in 2 places"),
        (replace(_measured(), first=_build(lists=255)), "the first build put 255 lists, not 256"),
        (replace(_measured(), first=_build(size=SIZE_BUDGET // LISTS)), f"budget is {SIZE_BUDGET}"),
        (replace(_measured(), first=_build(seconds=60.1)), "the first build took 60.1 s; its budget is 60 s"),
        (_measured(bare=50.0), "a verdict is 1.70 bare verifications; its budget is 1.5"),
        (_measured(nz=160.0), "the NZ COVID Pass is 1.88 verdicts; its budget is 2.0"),
    ],
)
def test_a_missed_budget_is_a_fault(measured: Measured, fault: str) -> None:
    (found,) = measured.faults()
    assert found.endswith(fault)


def test_lists_that_say_something_else_than_the_codes_are_wrong() -> None:
    region = ListRegion(red=5)
    region.build()
    assert region.wrong() == 0

    region.reds.wave(region.now)

    assert region.wrong() > 0


def test_as_many_codes_are_red_at_every_instant_of_the_hour() -> None:
    reds = ListRegion(red=5000).reds
    counts = {len(reds.places(START + timedelta(minutes=minutes))) for minutes in range(0, 61, 4)}

    assert counts == {5000}
    assert reds.places(START) != reds.places(START + timedelta(hours=1))


def test_the_european_certificate_says_whose_it_is() -> None:
    certificate = european()

    claims = certificate.verify(certificate.payload)

    assert (claims[1], claims[-260][1]["nam"]["fnt"]) == ("AT", "MUSTER<PERSON")


def test_the_benchmark_measures_the_builder_and_a_verdict() -> None:
    command = [sys.executable, "-m", "bench.statuslists", "--codes", "100000", "--rounds", "1"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "100,000, of which 100 red, in 256 lists; wrong when read back: 0" in done.stdout
    assert "NZ COVID Pass" in done.stdout
