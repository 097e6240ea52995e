"""The walk through notifications: what the stream and the queue lead to, and the list of an account."""

from collections.abc import Callable
from typing import Any

from shared.family.model import Relation
from shared.kernel.ids import AccountId
from shared.risk.model import RiskRecord
from tests.acts import add_member, assign, officer, register
from tests.arch.access.recorded import recorded
from tests.arch.access.walk import Walk
from tests.notification_acts import changes, handed_out
from tests.region import Region, resident_claims

TOLD = "DynamoDB: a change of the core table"
HANDED_OUT = "SQS: a notification whose time has come"
"""What stand for routes where the stream and the queue are what calls."""
_GUARDIAN, _MEMBER = AccountId("account-31"), AccountId("account-32")


def notifications(walk: Walk) -> None:
    """A resident with a guardian turns red, and both are told."""
    region = walk.region
    register(region, 31, _GUARDIAN)
    register(region, 32, _MEMBER)
    add_member(region, 32, Relation.SPOUSE, _GUARDIAN)
    made: list[RiskRecord] = []
    records = changes(region, lambda: made.append(assign(region, 32, key="notified-0001")))
    person = [each for each in records if each["dynamodb"]["Keys"]["sk"]["S"] == "PERSON"]
    others = [each for each in records if each not in person]
    _keep(walk, TOLD, "what is no news", lambda: region.on_change({"Records": others}, None))
    _keep(walk, TOLD, "", lambda: region.on_change({"Records": person}, None))
    _keep(walk, TOLD, "a change that is told again", lambda: region.on_change({"Records": person}, None))
    first = _of_first(region)
    _keep(walk, HANDED_OUT, "", lambda: region.on_delivery(first, None))
    _keep(walk, HANDED_OUT, "a message that is handed out again", lambda: region.on_delivery(first, None))
    region.bus.takes = False
    other = _of_first(region)
    _keep(walk, HANDED_OUT, "a message that the bus did not take", lambda: region.on_delivery(other, None))
    region.bus.takes = True
    claims = resident_claims(_GUARDIAN)
    walk.call("GET /v1/notifications", claims=claims)
    lifted = changes(region, lambda: region.risk.lift(officer(), made[0].record_id, "误报"))
    region.on_change({"Records": lifted}, None)
    walk.second_page("GET /v1/notifications", claims=claims)


def _of_first(region: Region) -> dict[str, Any]:
    """The event with one message; the rest go on waiting."""
    waiting = list(region.waiting.sent)
    region.waiting.sent[:] = waiting[:1]
    event = handed_out(region)
    region.waiting.sent[:] = waiting[1:]
    return event


def _keep(walk: Walk, route: str, case: str, act: Callable[[], object]) -> None:
    with recorded(walk.region.core, walk.region.bucket) as calls:
        act()
    walk.keep(route, case, calls)
