"""The walk through test results: the first negative one, the second, which ends a record, and the list."""

from datetime import timedelta
from typing import Any

from shared.kernel.clock import iso
from tests.acts import in_days
from tests.arch.access.people import MAIN
from tests.arch.access.scans import scan
from tests.arch.access.walk import Walk
from tests.builders import assignment, idempotency, resident_id
from tests.region import staff_claims

_ROUTE = "POST /v1/scans/{scan}/test-results"
_MEDIC = staff_claims("medic")


def test_results(walk: Walk) -> None:
    """Of the main account, who is a suspected case meanwhile."""
    region, started = walk.region, walk.region.clock.now
    scan_id = scan(walk, walk.payload(MAIN), "scan-of-a-test", _MEDIC).json["scan"]
    _recorded(walk, scan_id, "result-0001", "")
    _recorded(walk, scan_id, "result-0001", "a retry")
    region.clock.move(timedelta(minutes=20))
    _recorded(walk, scan_id, "result-0001", "a retry that comes too late for another", started)
    region.clock.now = started
    body = assignment(
        document={"type": "RESIDENT_ID", "number": resident_id(2)},
        category="SUSPECTED",
        starts_at=iso(started - timedelta(days=2)),
        ends_on=in_days(7).isoformat(),
    )
    claims = staff_claims("health_authority")
    region.call("POST /v1/risk-records", body=body, claims=claims, headers=idempotency("assign-suspected"))
    _recorded(walk, scan_id, "result-0002", "the second negative one, which ends a record", started - timedelta(days=1))


def lists(walk: Walk) -> None:
    own = walk.own(MAIN)
    walk.call("GET /v1/people/{person}/test-results", **own)
    walk.second_page("GET /v1/people/{person}/test-results", **own)


def _recorded(walk: Walk, scan_id: str, key: str, case: str, sampled_at: Any = None) -> None:
    at = iso(sampled_at or walk.region.clock.now)
    body = {"result": "NEGATIVE", "sampled_at": at, "laboratory": "市疾控中心"}
    walk.call(_ROUTE, case, body=body, claims=_MEDIC, path={"scan": scan_id}, headers=idempotency(key))
