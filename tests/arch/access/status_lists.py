"""The walk through the builds of the status lists, and what scanners get of them."""

from datetime import timedelta
from typing import Any

from shared.statuslist.service import StatusListService
from shared.statuslist.signed_addresses import SignedAddresses
from tests.arch.access.recorded import recorded
from tests.arch.access.scans import on_the_red_list
from tests.arch.access.walk import Walk
from tests.builders import idempotency
from tests.region import ISSUER, staff_claims

BUILT = "EventBridge: Scheduled Event, for the status lists"
"""What stands for a route where the schedule is what calls."""


def status_lists(walk: Walk) -> None:
    region, now = walk.region, walk.region.clock.now
    # All lists are new then, which is the same call 512 times, so that it is not kept.
    region.on_schedule({}, None)
    record = on_the_red_list(walk, "assign-listed")
    for case in ("one list has changed", "nothing has changed"):
        region.clock.move(timedelta(minutes=5))
        with recorded(region.core, region.bucket) as calls:
            region.on_schedule({}, None)
        walk.keep(BUILT, case, calls)
    region.clock.now = now
    lifting: dict[str, Any] = {"path": {"record": record}, "body": {"reason": "解除观察"}}
    lift = "POST /v1/risk-records/{record}/lift"
    walk.aside(lift, claims=staff_claims("health_authority"), headers=idempotency("lift-listed"), **lifting)
    request: dict[str, Any] = {"claims": staff_claims("scanner")}
    walk.call("GET /v1/status-lists", **request)
    walk.call("GET /v1/status-lists/{list}", path={"list": "7"}, **request)
    addresses = SignedAddresses("cdn.example", "K1", lambda message: message, region.clock)
    behind = StatusListService(
        core=region.core, files=region.published, issuer=ISSUER, clock=region.clock, addresses=addresses
    )
    with recorded(region.core, region.bucket) as calls:
        behind.edition(None, "7", "jwt")
    walk.keep("GET /v1/status-lists/{list}", "at CloudFront", calls)
