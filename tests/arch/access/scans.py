"""The walk through scans, and through what staff register by one."""

from datetime import timedelta
from functools import partial
from typing import Any

from shared.codes.keyring import KeyRing
from shared.codes.store import CodeStore
from shared.kernel.clock import iso
from tests.acts import STATION, in_days
from tests.arch.access.people import MAIN
from tests.arch.access.recorded import recorded
from tests.arch.access.walk import Walk
from tests.builders import CHECKPOINT, assignment, idempotency, resident_id
from tests.region import START, Answer, staff_claims
from tests.scan_batch_acts import NO_CODE, UPLOAD, late_body

_SCAN = "POST /v1/scans"
_GRID_WORKER = staff_claims("grid_worker")
_INSPECTOR, _MEDIC, _OPERATOR = staff_claims("inspector"), staff_claims("medic"), staff_claims("operator")


def scans(walk: Walk) -> None:
    region = walk.region
    with recorded(region.core) as calls:
        KeyRing(CodeStore(region.core).issuer_keys, region.clock)
    walk.keep(_SCAN, "the start of a process", calls)
    payload = walk.payload(MAIN)
    # The region's own process was there before the first key, so it looks for keys once more; then it has them.
    scan(walk, payload, "scan-0000")
    scanned(walk, "", payload, "scan-0001")
    scanned(walk, "a retry", payload, "scan-0001")
    scanned(walk, "anything that is no code of ours", "WIFI:T:WPA;;", "scan-0002")


def late_scans(walk: Walk) -> None:
    """Two codes and what is no code, uploaded by a gate, and uploaded again."""
    region = walk.region
    with recorded(region.core) as calls:
        KeyRing(CodeStore(region.core).issuer_keys, region.clock)
    walk.keep(UPLOAD, "the start of a process", calls)
    at = iso(START - timedelta(minutes=10))
    batch = [late_body(walk.payload(MAIN), f"late-000{number}", scanned_at=at) for number in range(2)]
    batch.append(late_body("WIFI:T:WPA;;", "late-0002", scanned_at=at, **NO_CODE))
    request: dict[str, Any] = {"body": {"scans": batch}, "claims": staff_claims("scanner")}
    walk.call(UPLOAD, "three scans, two of one code", **request)
    walk.call(UPLOAD, "a retry of three scans", **request)
    walk.call(UPLOAD, "a scan that is refused", body={"scans": [late_body("WIFI:T:WPA;;")]}, claims=request["claims"])


def registrations(walk: Walk) -> None:
    """A temperature, health checks, and releases from observation: nothing to lift, one record and two."""
    by_inspector = scan(walk, walk.payload(MAIN), "scan-0003").json["scan"]
    _measured(walk, by_inspector, "", "a retry")
    again: dict[str, Any] = {"path": {"scan": by_inspector}, "headers": idempotency("request-0002")}
    walk.aside("POST /v1/scans/{scan}/temperatures", body={"celsius": 36.5}, claims=_INSPECTOR, **again)
    by_grid_worker = scan(walk, walk.payload(MAIN), "scan-0005", _GRID_WORKER).json["scan"]
    _checked(walk, by_grid_worker, "check-0001", "without a temperature", "a retry without a temperature")
    findings = {"celsius": 36.5, "remarks": "无异常"}
    _checked(walk, by_grid_worker, "check-0002", "", "a retry", **findings)
    region, started = walk.region, walk.region.clock.now
    region.clock.move(timedelta(minutes=20))
    _measured(walk, by_inspector, "a retry that comes too late for another")
    _checked(walk, by_grid_worker, "check-0002", "a retry that comes too late for another", **findings)
    region.clock.now = started
    first, second, third = (on_the_red_list(walk, f"assign-release-{number}") for number in range(3))
    scan_id = scan(walk, walk.payload(MAIN), "scan-0004", _MEDIC).json["scan"]
    _released(walk, scan_id, "the first signature of a process, nothing to lift", "release-0000")
    _released(walk, scan_id, "nothing to lift", "release-0001")
    _released(walk, scan_id, "", "release-0002", first)
    _released(walk, scan_id, "a retry", "release-0002", first)
    _released(walk, scan_id, "two records to lift", "release-0003", second, third)


def checkpoints(walk: Walk) -> None:
    request: dict[str, Any] = {"body": CHECKPOINT, "claims": _OPERATOR, "headers": idempotency()}
    made = walk.call("POST /v1/checkpoints", **request)
    walk.call("POST /v1/checkpoints", "a retry", **request)
    walk.call("GET /v1/checkpoints", claims=_OPERATOR)
    path = {"checkpoint": made.json["checkpoint_id"]}
    for form in ("svg", "png"):
        walk.call(f"GET /v1/checkpoints/{{checkpoint}}/poster.{form}", claims=_OPERATOR, path=path)
        walk.call(f"GET /v1/entry/poster.{form}", claims=_OPERATOR)
    walk.call("GET /E")
    walk.call("GET /E/{checkpoint}", path=path)


def scan(walk: Walk, payload: str, key: str, claims: dict[str, str] = _INSPECTOR) -> Answer:
    """Scan a code at the station."""
    body = {"payload": payload, "checkpoint_id": STATION}
    return walk.region.call(_SCAN, body=body, claims=claims, headers=idempotency(key))


def scanned(walk: Walk, case: str, payload: str, key: str) -> None:
    """The same, kept."""
    walk.case(_SCAN, case, partial(scan, walk, payload, key))


def _measured(walk: Walk, scan_id: str, *cases: str) -> None:
    request: dict[str, Any] = {"claims": _INSPECTOR, "path": {"scan": scan_id}, "headers": idempotency()}
    for case in cases:
        walk.call("POST /v1/scans/{scan}/temperatures", case, body={"celsius": 37.3}, **request)


def _checked(walk: Walk, scan_id: str, key: str, *cases: str, **found: object) -> None:
    body: dict[str, object] = {"symptoms": ["COUGH"]} | found
    request: dict[str, Any] = {"claims": _GRID_WORKER, "path": {"scan": scan_id}, "headers": idempotency(key)}
    for case in cases:
        walk.call("POST /v1/scans/{scan}/health-checks", case, body=body, **request)


def on_the_red_list(walk: Walk, key: str) -> str:
    """The record of the person whom the walk scans, by a call that is not kept."""
    body = assignment(document={"type": "RESIDENT_ID", "number": resident_id(2)})
    claims = staff_claims("health_authority")
    answer = walk.region.call("POST /v1/risk-records", body=body, claims=claims, headers=idempotency(key))
    return str(answer.json["record"])


def _released(walk: Walk, scan_id: str, case: str, key: str, *lifts: str) -> None:
    today = in_days(0).isoformat()
    body = {"institution": "市第八人民医院", "place": "观察点", "observed_from": today, "observed_to": today}
    request: dict[str, Any] = {"claims": _MEDIC, "path": {"scan": scan_id}, "headers": idempotency(key)}
    walk.call("POST /v1/scans/{scan}/release-notices", case, body=body | {"lifts": list(lifts)}, **request)
