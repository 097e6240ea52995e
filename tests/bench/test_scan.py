"""The benchmark of scans runs, counts the calls, and knows when a budget is missed."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.scan import START_BUDGET, Measured, Start, Turn, Warm

ROOT = Path(__file__).parents[2]


def _measured(ratio: float = 1.0) -> Measured:
    turn = Turn(bare=Start(100.0, 90.0), scan=Start(100.0 * ratio, 90.0))
    return Measured(turns=[turn], warm=Warm(("GetItem", "PutItem"), 900.0, 800.0), modules=41)


@pytest.mark.parametrize(("ratio", "missed"), [(1.0, 0), (START_BUDGET, 0), (START_BUDGET + 0.01, 1)])
def test_a_cold_start_over_its_budget_is_a_fault(ratio: float, missed: int) -> None:
    assert len(list(_measured(ratio).faults())) == missed


def test_a_third_call_is_a_fault() -> None:
    slow = Warm(("GetItem", "GetItem", "PutItem"), 900.0, 800.0)

    assert list(replace(_measured(), warm=slow).faults()) == [
        "a scan makes the calls GetItem, GetItem, PutItem; its budget is GetItem, PutItem"
    ]


def test_a_larger_qr_is_a_fault() -> None:
    assert list(replace(_measured(), modules=45).faults()) == ["the QR has 45 modules a side; its budget is 41"]


def test_a_start_on_a_machine_that_was_busy_for_one_turn_does_not_count() -> None:
    calm = Turn(bare=Start(100.0, 90.0), scan=Start(110.0, 95.0))
    busy = Turn(bare=Start(100.0, 90.0), scan=Start(900.0, 95.0))

    assert replace(_measured(), turns=[calm, busy, calm]).start_ratio == pytest.approx(1.1)


def test_the_benchmark_measures_the_bundled_function() -> None:
    command = [sys.executable, "-m", "bench.scan", "--starts", "1", "--scans", "3"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "GetItem + PutItem" in done.stdout
    assert "version 6-M, 41 x 41 modules" in done.stdout
