"""The walk through what other regions ask, and through scans of their codes."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from shared.codes.keyring import KeyRing
from shared.codes.store import CodeStore
from shared.federation.model import Question
from shared.kernel.clock import iso
from shared.kernel.ids import CodeId
from shared.trust.store import TrustStore
from tests.arch.access.people import MAIN
from tests.arch.access.recorded import recorded
from tests.arch.access.scans import scan, scanned
from tests.arch.access.walk import Walk
from tests.peer_region import NUMBER, asks, code, recognise

_VERIFY = "POST /v1/federation/code-verification"


def peers(walk: Walk) -> None:
    region, now = walk.region, walk.region.clock.now
    recognise(region)
    with recorded(region.core) as calls:
        KeyRing(CodeStore(region.core).issuer_keys, region.clock)
    walk.keep(_VERIFY, "the start of a process", calls)
    _verified(walk, "", walk.payload(MAIN))
    _verified(walk, "a retry", walk.payload(MAIN))
    _verified(walk, "anything that is no code of ours", "WIFI:T:WPA;;")
    replaced = next(item["payload"] for item in region.items() if "replaced_at" in item and "payload" in item)
    about = {"payload": replaced}
    walk.aside(_VERIFY, body={"request": asks(now, Question.CODE_VERIFICATION, about, name="of a replaced code")})
    region.questions.says = partial(_said, walk)
    # The region's own process looks for the key that it has not got.
    region.clock.move(timedelta(minutes=1))
    scan(walk, code(now), "scan-0100")
    region.clock.now = now
    scanned(walk, "a code of another region", code(now, CodeId("4" * 24)), "scan-0101")


def _said(walk: Walk, about: Mapping[str, Any]) -> Mapping[str, Any]:
    # Whoever asks a peer looks up where it is.
    TrustStore(walk.region.core).peer(NUMBER)
    return {"outcome": "UNKNOWN_CODE", "colour": None, "code_id": "4" * 24, "as_of": iso(walk.region.clock.now)}


def _verified(walk: Walk, case: str, payload: str) -> None:
    body = {"request": asks(walk.region.clock.now, Question.CODE_VERIFICATION, {"payload": payload})}
    walk.case(_VERIFY, case, partial(walk.region.call, _VERIFY, body=body))
