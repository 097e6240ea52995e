"""Keys, signers, lists and contents for tests, valid by default."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from shared.jws.signature import Keys
from shared.statuslist.bits import packed
from shared.statuslist.model import BITS, LISTS, PLACES, Contents, StatusList
from shared.statuslist.signer import Signer

ISSUED = datetime(2026, 3, 1, 8, 4, tzinfo=UTC)
DAY = timedelta(days=1)
ADDRESS = "https://code.example/v1/status-lists"
KEY, OTHER_KEY = (ec.derive_private_key(secret, ec.SECP256R1()) for secret in (4401, 4402))
KEYS: Keys = {(44, 1): KEY.public_key()}


def signer(private_key: ec.EllipticCurvePrivateKey = KEY, issuer: int = 44, key_id: int = 1) -> Signer:
    return Signer(
        issuer, key_id, lambda message: private_key.sign(message, ec.ECDSA(SHA256())), ADDRESS, timedelta(minutes=4)
    )


def status_list(statuses: dict[int, int] | None = None, **fields: Any) -> StatusList:
    given: dict[str, Any] = {"issuer": 44, "number": 7, "issued_at": ISSUED, "expires_at": ISSUED + DAY}
    return StatusList(**given | {"packed": packed(statuses or {}, PLACES, BITS)} | fields)


def contents(**fields: Any) -> Contents:
    given: dict[str, Any] = {
        "issuer": 44,
        "issued_at": ISSUED,
        "expires_at": ISSUED + DAY,
        "lists": tuple(ISSUED - timedelta(minutes=4 * number) for number in range(LISTS)),
    }
    return Contents(**given | fields)
