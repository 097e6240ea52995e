"""The walk through the recognition of peers, the issuing of the trust list, and what everybody gets of it."""

from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from shared.trust.anchors import anchor_text
from shared.trust.jwt import trust_list_as_jwt
from shared.trust.model import Pinned, TrustedKey, TrustList
from shared.trust.rules import GOOD_FOR
from tests.arch.access.recorded import recorded
from tests.arch.access.walk import Walk
from tests.region import START
from tests.unit.trust.trust_lists import CODE_KEY, PEER_KEY, public, sign, trusted_issuer, trusted_key

REFRESHED = "EventBridge: Scheduled Event, for the trust list"
"""What stands for a route where the schedule is what calls."""
_ANCHOR, _THIRD_KEY = (ec.derive_private_key(secret, ec.SECP256R1()) for secret in (4200, 4203))
_PEER = Pinned(42, "https://hubei.example", anchor_text(public(_ANCHOR)))
_FIRST, _SECOND, _THIRD = (
    trusted_key(key_id=number, public_key=public(key), valid_from=START, valid_until=until)
    for number, key, until in ((1, CODE_KEY, START), (2, _THIRD_KEY, None), (3, PEER_KEY, None))
)


def trust_list(walk: Walk) -> None:
    """Without a peer; then one that is heard, withdraws a key and leaves one out, and is a peer no more."""
    region, now = walk.region, walk.region.clock.now
    for case, later in (("the first", 0), ("nothing has changed", 10), ("it has grown old", 60)):
        region.clock.move(timedelta(minutes=later))
        _refreshed(walk, case)
    region.clock.now = START
    region.pin(_PEER)
    _said(walk, _FIRST, _SECOND, _THIRD)
    _refreshed(walk, "a peer is heard for the first time")
    _refreshed(walk, "a peer says the same")
    region.clock.move(GOOD_FOR - timedelta(minutes=30))
    _said(walk, replace(_FIRST, withdrawn_at=START), _SECOND)
    _refreshed(walk, "a peer has changed its keys")
    region.pin()
    _refreshed(walk, "a peer is none any more")
    region.clock.now = now
    walk.call("GET /v1/trust-list")


def _refreshed(walk: Walk, case: str) -> None:
    with recorded(walk.region.core) as calls:
        walk.region.on_trust_schedule({}, None)
    walk.keep(REFRESHED, case, calls)


def _said(walk: Walk, *keys: TrustedKey) -> None:
    own = trusted_issuer(issuer=42, keys=keys, encryption_keys=())
    said = TrustList(42, START, START + GOOD_FOR, (own,))
    walk.region.peers.lists[_PEER.service] = trust_list_as_jwt(said, lambda message: sign(message, _ANCHOR))
