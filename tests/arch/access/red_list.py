"""The walk through the red list."""

from functools import partial
from typing import Any

from shared.risk.rules import MOST_ACTIVE
from tests.acts import in_days
from tests.arch.access.people import MAIN
from tests.arch.access.scans import scanned
from tests.arch.access.walk import Walk
from tests.builders import assignment, idempotency, resident_id
from tests.region import Answer, staff_claims

_OFFICER = staff_claims("health_authority")


def before_registration(walk: Walk) -> None:
    assigned(walk, "nobody registered", 1)


def red_list(walk: Walk) -> None:
    reviewed = {"review_on": in_days(7).isoformat(), "ends_on": None}
    record = assigned(walk, "", 2, **reviewed).json["record"]
    assigned(walk, "a retry", 2, **reviewed)
    _lifted(walk, "", record)
    _lifted(walk, "a retry", record)
    _lifted(walk, "nobody registered", assign(walk, 3).json["record"])


def most_holds(walk: Walk) -> None:
    """The largest person and code there can be."""
    longest = "长" * 200
    for number in range(MOST_ACTIVE - 1):
        assign(walk, 2, f"most-{number:04}", reason=longest)
    assigned(walk, "the last of twenty long ones", 2, key="most-last", reason=longest)
    scanned(walk, "twenty long holds", walk.payload(MAIN), "scan-most")


def assign(walk: Walk, serial: int, key: str = "assign-0001", **changes: Any) -> Answer:
    """Put somebody on the red list."""
    body = assignment(document={"type": "RESIDENT_ID", "number": resident_id(serial)}, **changes)
    return walk.region.call("POST /v1/risk-records", body=body, claims=_OFFICER, headers=idempotency(key))


def assigned(walk: Walk, case: str, serial: int, **changes: Any) -> Answer:
    """The same, kept."""
    return walk.case("POST /v1/risk-records", case, partial(assign, walk, serial, **changes))


def _lifted(walk: Walk, case: str, record: str) -> None:
    body = {"reason": "两次核酸阴性"}
    walk.call("POST /v1/risk-records/{record}/lift", case, body=body, claims=_OFFICER, path={"record": record})
