"""Another region, as the region under test recognises it: its keys, its codes, and what it asks."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.codes import token
from shared.codes.model import Claims
from shared.codes.store import CodeStore
from shared.codes.token import load_keys
from shared.federation.envelope import request_as_jwt
from shared.federation.model import Request
from shared.health_questions.sealed import Asked, seal
from shared.identity.model import Document
from shared.jws.signature import Sign
from shared.kernel.ids import CodeId
from shared.statuslist.jwt import contents_from_jwt
from shared.statuslist.model import LISTS
from shared.trust.model import EncryptionKey, KeyChanges, Peer, TrustedIssuer, TrustedKey
from shared.trust.store import TrustStore
from tests import encryption
from tests.region import ISSUER, OUR_KID, Region

NUMBER, KEY_ID = 42, 7
KEY = ec.derive_private_key(0x42, ec.SECP256R1())
SERVICE = "https://api.peer.example"
PREFIX = "HTTPS://PEER.EXAMPLE/C/"
CODE_ID = CodeId("4200000000000000000000aa")


def sign(message: bytes) -> bytes:
    return KEY.sign(message, ec.ECDSA(SHA256()))


def peer(now: datetime, service: str = SERVICE, number: int = NUMBER) -> Peer:
    """The region as it says it is, an hour ago and for a day."""
    public_key = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key = TrustedKey(KEY_ID, public_key, now - timedelta(days=30), None, None)
    encryption_key = EncryptionKey(f"{number}.e1", encryption.public_key(f"{number}.e1"))
    entry = TrustedIssuer(number, service, f"{service}/v1/status-lists", (key,), (encryption_key,))
    return Peer(entry, now - timedelta(hours=1), now + timedelta(days=1))


def recognise(region: Region, service: str = SERVICE, number: int = NUMBER) -> Peer:
    """Let the region under test accept this one, with its key beside its own."""
    now = region.clock.now
    accepted = peer(now, service, number)
    changes = KeyChanges(counting=accepted.entry.keys, withdrawn=(), ended=())
    store = TrustStore(region.core)
    store.accept(accepted, store.peer(number), changes, now)
    return accepted


def code(at: datetime, code_id: CodeId = CODE_ID, number: int = NUMBER) -> str:
    """A genuine code of this region."""
    return token.issue(Claims(number, KEY_ID, int(at.timestamp()), code_id), PREFIX, sign)


def asks(
    at: datetime, question: str, about: Mapping[str, Any], *, name: str = "1", signs: Sign = sign, asked: int = ISSUER
) -> str:
    """What this region asks at an instant, under a request id that `name` makes."""
    return request_as_jwt(Request(NUMBER, asked, at, request_id(name), question, about), KEY_ID, signs)


def asks_about(at: datetime, question: str, who: Document, *, name: str = "1") -> str:
    """What this region asks about somebody's health, as only the region under test can read it."""
    asked = Asked(NUMBER, ISSUER, question, request_id(name))
    person = seal(who, asked, OUR_KID, encryption.public_key(OUR_KID), encryption.DRAW)
    return asks(at, question, {"person": person}, name=name)


def request_id(name: str) -> str:
    """The request id that `name` makes."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def editions_now(region: Region) -> tuple[datetime, ...]:
    """When the present edition of each status list of the region under test was issued; the epoch before the first."""
    published = region.published.published()
    if published is None:
        return (datetime.fromtimestamp(0, UTC),) * LISTS
    return contents_from_jwt(published.contents, load_keys(CodeStore(region.core).issuer_keys())).lists
