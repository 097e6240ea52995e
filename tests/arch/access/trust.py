"""The walk through the issuing of the trust list, and what everybody gets of it."""

from datetime import timedelta

from tests.arch.access.recorded import recorded
from tests.arch.access.walk import Walk

REFRESHED = "EventBridge: Scheduled Event, for the trust list"
"""What stands for a route where the schedule is what calls."""


def trust_list(walk: Walk) -> None:
    region, now = walk.region, walk.region.clock.now
    for case, later in (("the first", 0), ("nothing has changed", 10), ("it has grown old", 60)):
        region.clock.move(timedelta(minutes=later))
        with recorded(region.core) as calls:
            region.on_trust_schedule({}, None)
        walk.keep(REFRESHED, case, calls)
    region.clock.now = now
    walk.call("GET /v1/trust-list")
