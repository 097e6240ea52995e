"""The walk through the nights on which a day is published, and what anyone sees of it."""

from datetime import timedelta

from tests.arch.access.recorded import recorded
from tests.arch.access.walk import Walk

NIGHT = "EventBridge: Scheduled Event"
"""What stands for a route where the schedule is what calls."""


def days(walk: Walk) -> None:
    region, now = walk.region, walk.region.clock.now
    for case in ("the first of all", ""):
        with recorded(region.core, region.bucket) as calls:
            region.on_night({}, None)
        walk.keep(NIGHT, case, calls)
        region.clock.move(timedelta(days=1))
    walk.call("GET /v1/red-list/days/{day}", path={"day": region.days.published()[-1].isoformat()})
    region.clock.now = now
