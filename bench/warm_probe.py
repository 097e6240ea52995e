"""Run in an interpreter of its own: warm scans, in turn with nothing but the SDK calls that a scan makes.

Takes the event as JSON and the number of scans; the last line that it prints is the result as JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from botocore import xform_name

from functions.scans.handler import core, handler

_WARM_UP = 20


def main(event: dict[str, Any], scans: int) -> dict[str, Any]:
    """The calls of one scan, and the median microseconds of processor time of a scan and of its calls alone.

    Time spent waiting is left out, since it says something of the stand-in only.

    Raises ValueError when the scan is answered with anything but PASS.
    """
    calls: list[tuple[str, dict[str, Any]]] = []
    core.client.meta.events.register("before-parameter-build.dynamodb", _record(calls), unique_id="record")
    answer = json.loads(handler(event, None)["body"])
    core.client.meta.events.unregister("before-parameter-build.dynamodb", unique_id="record")
    if answer.get("decision") != "PASS":
        raise ValueError(f"the measured scan is no pass: {answer}")
    sends = [(getattr(core.client, xform_name(operation)), arguments) for operation, arguments in calls]

    def bare() -> None:
        for send, arguments in sends:
            send(**arguments)

    def scan() -> None:
        handler(event, None)

    pairs = [(_microseconds(scan), _microseconds(bare)) for _ in range(scans + _WARM_UP)][_WARM_UP:]
    return {
        "calls": [operation for operation, _ in calls],
        "scan_us": median(pair[0] for pair in pairs),
        "bare_us": median(pair[1] for pair in pairs),
    }


def _record(calls: list[tuple[str, dict[str, Any]]]) -> Callable[..., None]:
    def record(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls.append((model.name, dict(params)))

    return record


def _microseconds(act: Callable[[], None]) -> float:
    started = time.process_time()
    act()
    return (time.process_time() - started) * 1e6


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]), int(sys.argv[2]))))
