"""Two regions that recognise each other, for tests: 42 asks, and 44 is asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from shared.federation.model import Answer, Question, Request
from shared.trust.model import Peer, TrustedKey
from tests.unit.trust.trust_lists import CODE_KEY, DAY, NOW, PEER_KEY, public, sign, trusted_issuer, trusted_key

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
OURS, THEIRS = 44, 42
ASKED = Question.CODE_VERIFICATION
REQUEST_ID = "00112233445566778899aabbccddeeff"


def signs(key: ec.EllipticCurvePrivateKey) -> Callable[[bytes], bytes]:
    return lambda message: sign(message, key)


def peer(issuer: int = THEIRS, key: ec.EllipticCurvePrivateKey = PEER_KEY, **fields: Any) -> Peer:
    """A region with one key, as another one holds it; `fields` change that key."""
    keys: tuple[TrustedKey, ...] = (trusted_key(**{"public_key": public(key)} | fields),)
    return Peer(trusted_issuer(issuer=issuer, keys=keys), NOW, NOW + DAY)


US = peer(OURS, CODE_KEY)
THEM = peer()


def known(*peers: Peer) -> Callable[[int], Peer | None]:
    return {each.entry.issuer: each for each in peers}.get


def serving(region: Peer, service: str) -> Peer:
    return replace(region, entry=replace(region.entry, service=service))


def request(**fields: Any) -> Request:
    given: dict[str, Any] = {"asker": THEIRS, "asked": OURS, "at": NOW, "request_id": REQUEST_ID}
    return Request(**given | {"question": ASKED, "about": {"payload": "HTTPS://…"}} | fields)


def answer(to: Request | None = None, **fields: Any) -> Answer:
    given: dict[str, Any] = {"at": NOW, "said": {"colour": "GREEN"}}
    return Answer(to or request(), **given | fields)
