"""The walk through the red list."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from shared.risk.rules import MOST_ACTIVE
from tests.acts import in_days, reach_brake
from tests.arch.access.people import MAIN
from tests.arch.access.scans import scanned
from tests.arch.access.walk import Walk
from tests.builders import assignment, idempotency, resident_id
from tests.region import Answer, staff_claims

_OFFICER = staff_claims("health_authority")
_HASTY = staff_claims("health_authority", account="officer-5")
_LIST = "GET /v1/risk-records"


def before_registration(walk: Walk) -> None:
    assigned(walk, "nobody registered", 1)


def red_list(walk: Walk) -> None:
    reviewed = {"review_on": in_days(7).isoformat(), "ends_on": None}
    record = assigned(walk, "", 2, **reviewed).json["record"]
    assigned(walk, "a retry", 2, **reviewed)
    _lifted(walk, "", record)
    _lifted(walk, "a retry", record)
    _lifted(walk, "nobody registered", assign(walk, 3).json["record"])


def two_persons(walk: Walk) -> None:
    """What the brake stops, and what becomes of it."""
    reach_brake(walk.region, _HASTY["sub"])
    first = assigned(walk, "beyond the brake", 2, key="waiting-0001", claims=_HASTY).json["record"]
    assigned(walk, "a retry of what waits", 2, key="waiting-0001", claims=_HASTY)
    second = assign(walk, 2, "waiting-0002", _HASTY).json["record"]
    third, fourth = (assign(walk, 13, key, _HASTY).json["record"] for key in ("waiting-0003", "waiting-0004"))
    walk.call(_LIST, query={"state": "waiting"}, claims=_OFFICER)
    cursor = walk.region.call(_LIST, query={"state": "waiting", "limit": "1"}, claims=_OFFICER).json["cursor"]
    page = {"state": "waiting", "limit": "1", "cursor": cursor}
    walk.call(_LIST, "a page after the first", query=page, claims=_OFFICER)
    _decided(walk, "", first, "APPROVE")
    _decided(walk, "a retry", first, "APPROVE")
    _decided(walk, "a refusal", second, "REFUSE")
    _decided(walk, "nobody registered", third, "APPROVE")
    _lifted(walk, "a record that waits", fourth)
    _lifted(walk, "a record that was approved", first)


def most_holds(walk: Walk) -> None:
    """The largest person and code there can be."""
    longest = "长" * 200
    for number in range(MOST_ACTIVE - 1):
        assign(walk, 2, f"most-{number:04}", reason=longest)
    assigned(walk, "the last of twenty long ones", 2, key="most-last", reason=longest)
    scanned(walk, "twenty long holds", walk.payload(MAIN), "scan-most")


def assign(
    walk: Walk, serial: int, key: str = "assign-0001", claims: Mapping[str, str] = _OFFICER, **changes: Any
) -> Answer:
    """Put somebody on the red list."""
    body = assignment(document={"type": "RESIDENT_ID", "number": resident_id(serial)}, **changes)
    return walk.region.call("POST /v1/risk-records", body=body, claims=dict(claims), headers=idempotency(key))


def assigned(walk: Walk, case: str, serial: int, **changes: Any) -> Answer:
    """The same, kept."""
    return walk.case("POST /v1/risk-records", case, partial(assign, walk, serial, **changes))


def _decided(walk: Walk, case: str, record: str, decision: str) -> None:
    body, claims = {"decision": decision, "reason": "已核实"}, staff_claims("health_authority", account="officer-2")
    walk.call("POST /v1/risk-records/{record}/approval", case, body=body, claims=claims, path={"record": record})


def _lifted(walk: Walk, case: str, record: str) -> None:
    body = {"reason": "两次核酸阴性"}
    walk.call("POST /v1/risk-records/{record}/lift", case, body=body, claims=_OFFICER, path={"record": record})
