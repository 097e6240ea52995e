"""An import of many rows on a local cloud of its own, whose workers are killed on the way.

`python -m bench.imports --rows 100000` makes a CSV with 1 % bad rows from a fixed seed, imports it over HTTP and by the
state machine, ends some of the Lambda processes that work through it with SIGKILL, and checks that nothing is lost and
nothing doubled; then it imports the same file again, which must change nothing.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import urllib3

from local.client import ApiClient
from local.cloud import Deployed, LocalCloud, progress
from local.emulator import free_port
from local.imports import Officers, csv_file, post_file, report, row
from local.places import LOCAL, LocalCloudError
from local.seed import colleague, staff_tokens
from shared.aws.transactions import plain_item
from shared.kernel.clock import day_of, utc_now
from shared.kernel.roles import StaffRole

_SEED = 1
_BAD_SHARE = 0.01
_WORKER = "importrows"
_SECONDS_A_ROW = 0.2
_PATIENCE_SECONDS = 600.0
_MASK = (1 << 256) - 1


@dataclass(frozen=True, slots=True)
class Table:
    """What the core table holds: risk records, and a sum over every item but imports themselves, in any order."""

    records: int
    items: int
    fingerprint: int


@dataclass
class Killer:
    """Ends workers, one at each call and none twice, until `times` are dead."""

    port: int
    times: int
    seconds_between: float
    killed: list[int] = field(default_factory=list)
    _last: float = 0.0

    def __call__(self) -> None:
        if len(self.killed) >= self.times or time.monotonic() - self._last < self.seconds_between:
            return
        workers = [pid for pid in _workers(self.port) if pid not in self.killed]
        if workers:
            self._last = time.monotonic()
            with suppress(ProcessLookupError):
                os.kill(workers[0], signal.SIGKILL)
                self.killed.append(workers[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=5, help="how many workers are killed")
    parser.add_argument("--seconds-between", type=float, default=3.0, help="how long the next one is left alone")
    chosen = parser.parse_args()
    say, port = progress(time.monotonic()), free_port()
    with LocalCloud(LOCAL / "bench-imports", port, say) as cloud:
        deployed = cloud.deploy()
        try:
            faults = list(measured(deployed, chosen.rows, Killer(port, chosen.kills, chosen.seconds_between)))
        except LocalCloudError as error:
            sys.exit(str(error))
    sys.exit("\n".join(faults) or None)


def measured(deployed: Deployed, rows: int, kill: Killer) -> Iterator[str]:
    """Import the same file twice and print what was seen; every fault that was found.

    Raises LocalCloudError when an import does not come to its end.
    """
    officers = Officers(
        ApiClient(deployed.api_url, timeout_seconds=120.0),
        staff_tokens(deployed)[StaffRole.HEALTH_AUTHORITY.value],
        colleague(deployed),
    )
    content, bad = file_of(rows)
    patience = _PATIENCE_SECONDS + rows * _SECONDS_A_ROW
    print(f"\n{rows:,} rows, {bad:,} of them bad, {len(content) / 1e6:.1f} MB of CSV")
    first = _run(officers, "bench-import-1", content, patience, kill)
    table = _table(deployed)
    _print("first run", first, table)
    print(f"  workers killed: {len(kill.killed)}")
    yield from _differences("first run", first.counts, {"created": rows - bad, "unchanged": 0, "refused": bad})
    yield from _differences("report", first.reported, {"done": rows - bad, "unchanged": 0, "refused": bad})
    if table.records != rows - bad:
        yield f"the table has {table.records} records, not {rows - bad}"
    if len(kill.killed) < kill.times:
        yield f"only {len(kill.killed)} of {kill.times} workers were there to be killed"
    again = _run(officers, "bench-import-2", content, patience, lambda: None)
    later = _table(deployed)
    _print("second run", again, later)
    yield from _differences("second run", again.counts, {"created": 0, "unchanged": rows - bad, "refused": bad})
    if later != table:
        yield "the second run changed the table"


@dataclass(frozen=True, slots=True)
class Run:
    """What one import led to, with the seconds that its two halves took."""

    counts: dict[str, int]
    reported: dict[str, int]
    checked_seconds: float
    run_seconds: float


def _run(officers: Officers, key: str, content: bytes, patience: float, meanwhile: Any) -> Run:
    with urllib3.PoolManager(retries=False, timeout=600.0) as http:
        announced = officers.announce("ASSIGN", "CSV", key)
        import_id = announced["risk_import"]["import_id"]
        started = time.monotonic()
        status = post_file(http, announced["upload"], content)
        if status != 204:
            raise LocalCloudError(f"the bucket answered {status}")
        officers.awaited(import_id, "WAITING", patience)
        checked = time.monotonic()
        officers.approve(import_id)
        done = officers.awaited(import_id, "DONE", patience, meanwhile)
        ended = time.monotonic()
        reported = {"done": 0, "unchanged": 0, "refused": 0}
        for line, each in enumerate(report(http, done["report"]["url"]), 2):
            if int(each["line"]) != line:
                raise LocalCloudError(f"the report has line {each['line']} where line {line} should be")
            reported[each["outcome"]] += 1
    counts = {what: number for what, number in done["risk_import"]["counts"].items() if number is not None}
    return Run(counts, reported, checked - started, ended - checked)


def file_of(rows: int) -> tuple[bytes, int]:
    """A CSV of so many rows, each on another person, and how many of them are bad."""
    chosen = random.Random(_SEED)  # noqa: S311  (it keeps no secret)
    bad = set(chosen.sample(range(rows), int(rows * _BAD_SHARE)))
    ends_on = day_of(utc_now()) + timedelta(days=14)
    spoilt = ({"document_number": "440000194001010000"}, {"category": "UNKNOWN"}, {"ends_on": "2020-01-01"})
    made = (row(index, ends_on) | (chosen.choice(spoilt) if index in bad else {}) for index in range(rows))
    return csv_file(made), len(bad)


def _table(deployed: Deployed) -> Table:
    client: Any = deployed.client("dynamodb")
    records = items = fingerprint = 0
    for page in client.get_paginator("scan").paginate(TableName=deployed.outputs["CoreTableName"], ConsistentRead=True):
        for item in map(plain_item, page["Items"]):
            if item["pk"].startswith("IMPORT#"):
                continue
            items += 1
            records += item["sk"].startswith("RISK#")
            text = json.dumps(item, sort_keys=True, default=repr)
            fingerprint = (fingerprint + int.from_bytes(sha256(text.encode()).digest())) & _MASK
    return Table(records, items, fingerprint)


def _workers(port: int) -> Iterator[int]:
    """The processes of the local cloud at `port` that work through rows."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            environment = dict(
                line.split("=", 1)
                for line in (folder / "environ").read_text(errors="replace").split("\0")
                if "=" in line
            )
            name = environment.get("AWS_LAMBDA_FUNCTION_NAME", "").replace("-", "").lower()
            if _WORKER in name and environment.get("GATEWAY_PORT") == str(port):
                yield int(folder.name)


def _differences(what: str, seen: dict[str, int], expected: dict[str, int]) -> Iterator[str]:
    for name, number in expected.items():
        if seen[name] != number:
            yield f"{what}: {name} is {seen[name]}, not {number}"


def _print(name: str, run: Run, table: Table) -> None:
    counted = ", ".join(f"{number:,} {what}" for what, number in run.counts.items())
    rows = sum(run.reported.values())
    print(f"{name}: {counted}")
    print(f"  read through in {run.checked_seconds:.1f} s, worked through in {run.run_seconds:.1f} s", end="")
    print(f" ({rows / run.run_seconds:.0f} rows a second on this machine)")
    print(f"  the table holds {table.records:,} risk records among {table.items:,} items")


if __name__ == "__main__":
    main()
