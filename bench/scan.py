"""What a scan costs: its cold start against a bare DynamoDB client, its calls, its own time, and the size of its QR.

`make bench WHAT=scan`, or `python -m bench.scan --check` to fail when a budget is missed. Only ratios within one run
mean anything: both sides take turns in fresh interpreters, with byte code ready and the interpreter's own start left
out.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.findings import told
from bench.runtime import Runtime
from bench.stand_in import dynamodb_stand_in
from bench.world import world
from shared.codes.qr import SIDE, symbol

START_BUDGET = 1.25
"""Cold start of the scan function, in cold starts of `boto3.client("dynamodb")`; the aim is 1.0."""
CALLS_BUDGET = ("GetItem", "PutItem")
_VERSIONS = ("boto3", "aws-lambda-powertools", "cryptography")


@dataclass(frozen=True, slots=True)
class Start:
    """The milliseconds of one cold start, on the clock and of the processor."""

    wall_ms: float
    processor_ms: float


@dataclass(frozen=True, slots=True)
class Turn:
    """Two cold starts, one right after the other."""

    bare: Start
    scan: Start


@dataclass(frozen=True, slots=True)
class Warm:
    """The calls of a scan, and the median microseconds of processor time of a warm one and of its calls alone."""

    calls: tuple[str, ...]
    scan_us: float
    bare_us: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that one run found."""

    turns: Sequence[Turn]
    warm: Warm
    modules: int

    @property
    def start_ratio(self) -> float:
        """The median over the turns, so that a machine that is busy for a while slows both sides of a ratio."""
        return median(turn.scan.wall_ms / turn.bare.wall_ms for turn in self.turns)

    @property
    def processor_ratio(self) -> float:
        """As `start_ratio`, for processor time alone."""
        return median(turn.scan.processor_ms / turn.bare.processor_ms for turn in self.turns)

    def faults(self) -> Iterator[str]:
        """Every budget that is missed."""
        if self.start_ratio > START_BUDGET:
            yield f"the cold start is {self.start_ratio:.2f} bare clients; its budget is {START_BUDGET}"
        if self.warm.calls != CALLS_BUDGET:
            yield f"a scan makes the calls {', '.join(self.warm.calls)}; its budget is {', '.join(CALLS_BUDGET)}"
        if self.modules != SIDE:
            yield f"the QR has {self.modules} modules a side; its budget is {SIDE}"

    def report(self) -> str:
        """What was found, for people."""
        scan_ms, bare_ms = (
            median(turn.scan.wall_ms for turn in self.turns),
            median(turn.bare.wall_ms for turn in self.turns),
        )
        scan_us, bare_us = self.warm.scan_us, self.warm.bare_us
        lines = (
            ("cold start", f"scan {scan_ms:.0f} ms, bare boto3.client {bare_ms:.0f} ms"),
            ("  ratio", f"{self.start_ratio:.2f} (budget {START_BUDGET}, aim 1.0)"),
            ("  of processor time", f"{self.processor_ratio:.2f}"),
            ("calls of a scan", " + ".join(self.warm.calls)),
            ("warm scan", f"{scan_us:.0f} us of processor time, its calls alone {bare_us:.0f} us"),
            ("  ratio", f"{scan_us / bare_us:.2f}"),
            ("QR, longest prefix", f"version {(self.modules - 17) // 4}-M, {self.modules} x {self.modules} modules"),
        )
        return "\n".join(f"{name:<20} {value}" for name, value in lines)


def measure(starts: int, scans: int) -> Measured:
    """Build the function and measure it with so many cold starts of each side, and so many warm scans."""
    made = world()
    with tempfile.TemporaryDirectory() as workplace, dynamodb_stand_in(made.answers) as address:
        runtime = Runtime(Path(workplace))
        # The first turn is not counted: it brings the files into memory and writes what byte code is missing.
        turns = [_turn(runtime, address, number) for number in range(starts + 1)][1:]
        found = json.loads(runtime.run("warm_probe", address, made.scan_event(), str(scans)))
    warm = Warm(tuple(found["calls"]), found["scan_us"], found["bare_us"])
    return Measured(turns, warm, modules=len(symbol(made.payload)))


def _turn(runtime: Runtime, address: str, number: int) -> Turn:
    """The sides change places from turn to turn, so that neither always comes first."""
    order = ("bare", "scan") if number % 2 else ("scan", "bare")
    return Turn(**{side: _start(runtime.run("init_probe", address, side)) for side in order})


def _start(line: str) -> Start:
    wall_ms, processor_ms = line.split()
    return Start(float(wall_ms), float(processor_ms))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scan", description="What a scan costs.")
    parser.add_argument("--starts", type=int, default=21, help="cold starts of each side (%(default)s)")
    parser.add_argument("--scans", type=int, default=500, help="warm scans (%(default)s)")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a budget is missed")
    arguments = parser.parse_args()
    measured = measure(arguments.starts, arguments.scans)
    return told(measured, _VERSIONS, check=arguments.check)


if __name__ == "__main__":
    sys.exit(main())
