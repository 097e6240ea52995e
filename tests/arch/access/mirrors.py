"""The walk through the mirrors of the status lists of another region, which is recognised, and what comes of them."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from shared.federation.model import PeerFailed, Question, Reason
from shared.jws.signature import seconds
from shared.kernel.ids import CodeId
from shared.trust.store import TrustStore
from tests.arch.access.recorded import recorded
from tests.arch.access.scans import scanned
from tests.arch.access.walk import Walk
from tests.mirroring import LocalPeer
from tests.peer_region import NUMBER, asks, code, editions_now
from tests.region import staff_claims

MIRRORED = "EventBridge: Scheduled Event, for the status lists of other regions"
"""What stands for a route where the schedule is what calls."""


def mirrors(walk: Walk) -> None:
    region, now = walk.region, walk.region.clock.now
    peer = LocalPeer(region.clock)
    # A scan is kept from the instant on of which the lists speak.
    region.clock.move(timedelta(minutes=-20))
    region.lists_of_peers.ask_peer = peer.ask
    peer.build()
    # All lists are new then, which are the same calls 256 times, so that they are not kept.
    region.on_mirror_schedule({}, None)
    for case, changed in (("one list has changed", (7,)), ("nothing has changed", ())):
        region.clock.move(timedelta(minutes=4))
        if changed:
            peer.build(*changed)
        with recorded(region.core, region.bucket) as calls:
            region.on_mirror_schedule({}, None)
        walk.keep(MIRRORED, case, calls)
    request: dict[str, Any] = {"claims": staff_claims("scanner"), "query": {"issuer": str(NUMBER)}}
    walk.call("GET /v1/status-lists", "of another region", **request)
    walk.call("GET /v1/status-lists/{list}", "of another region", path={"list": "7"}, **request)
    region.clock.now = now
    region.questions.mirrored, said = region.mirrored, region.questions.says
    region.questions.says = partial(_nothing, walk)
    payload = code(now - timedelta(hours=1), CodeId("4" * 24))
    scanned(walk, "a code of another region that says nothing, by its lists", payload, "scan-0102")
    region.questions.mirrored, region.questions.says = None, said


def _nothing(walk: Walk, about: Mapping[str, Any]) -> Mapping[str, Any]:
    # Whoever asks a peer looks up where it is.
    TrustStore(walk.region.core).peer(NUMBER)
    raise PeerFailed(Reason.NOT_REACHED)


def lists_for_others(walk: Walk) -> None:
    """What other regions get of our own lists."""
    _asked(walk, Question.STATUS_LIST_CONTENTS, {})
    _asked(walk, Question.STATUS_LIST, {"list": 7, "issued_at": seconds(editions_now(walk.region)[7])})


def _asked(walk: Walk, question: Question, about: Mapping[str, Any]) -> None:
    route = f"POST /v1/federation/{question}"
    body = {"request": asks(walk.region.clock.now, question, about)}
    walk.case(route, "", partial(walk.region.call, route, body=body))
