"""The walk through appeals."""

from functools import partial
from typing import Any

from tests.arch.access.people import MAIN
from tests.arch.access.red_list import assign
from tests.arch.access.walk import Walk
from tests.builders import idempotency
from tests.region import APPEAL_TERM, Answer, staff_claims

_MINE = "/v1/people/{person}/appeals"
_SERIAL = 2
"""Of the main account."""
_COLLEAGUE = staff_claims("health_authority", account="officer-2")
_SUPERVISOR = _COLLEAGUE | {"custom:authority": "CDC-440000"}


def appeals(walk: Walk) -> None:
    """Three appeals of the main account, two of them against one record."""
    first, second = (assign(walk, _SERIAL, f"appealed-{number}").json["record"] for number in range(2))
    upheld = _filed(walk, "", first, "appeal-0001").json["appeal"]
    _filed(walk, "a retry", first, "appeal-0001")
    _decided(walk, "the record stays", upheld, "UPHELD")
    lifted = _filed(walk, "once more against the same record", first, "appeal-0002").json["appeal"]
    other = _filed(walk, "against another record", second, "appeal-0003").json["appeal"]
    own = walk.own(MAIN)
    walk.call(f"GET {_MINE}", **own)
    walk.second_page(f"GET {_MINE}", **own)
    walk.call("GET /v1/appeals", claims=_COLLEAGUE)
    walk.second_page("GET /v1/appeals", claims=_COLLEAGUE)
    walk.region.clock.move(APPEAL_TERM)
    walk.call("GET /v1/appeals", "escalated", claims=_SUPERVISOR, query={"escalated": "true"})
    walk.region.clock.move(-APPEAL_TERM)
    _decided(walk, "the record is lifted", lifted, "LIFTED")
    _decided(walk, "a retry", lifted, "LIFTED")
    lift: dict[str, Any] = {"body": {"reason": "期满"}, "claims": _COLLEAGUE, "path": {"record": second}}
    walk.region.call("POST /v1/risk-records/{record}/lift", **lift)
    _decided(walk, "the record had been lifted", other, "LIFTED")


def _filed(walk: Walk, case: str, record: str, key: str) -> Answer:
    body = {"record": record, "reason": "当日未乘坐该车次，有乘车记录为证。"}
    return walk.call(f"POST {_MINE}", case, body=body, headers=idempotency(key), **walk.own(MAIN))


def _decided(walk: Walk, case: str, appeal: str, outcome: str) -> None:
    body = {"outcome": outcome, "reason": "经核对乘车记录，与本人所述一致。"}
    send = partial(walk.region.call, body=body, claims=_COLLEAGUE, path={"appeal": appeal})
    walk.case("POST /v1/appeals/{appeal}/decision", case, partial(send, "POST /v1/appeals/{appeal}/decision"))
