"""Trust lists for tests, valid by default."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.trust.model import EncryptionKey, TrustedIssuer, TrustedKey, TrustList

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ANCHOR, CODE_KEY, PEER_KEY = (ec.derive_private_key(secret, ec.SECP256R1()) for secret in (4400, 4401, 4201))


def public(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def sign(message: bytes, key: ec.EllipticCurvePrivateKey = ANCHOR) -> bytes:
    return key.sign(message, ec.ECDSA(SHA256()))


def trusted_key(**fields: Any) -> TrustedKey:
    given: dict[str, Any] = {"key_id": 1, "public_key": public(CODE_KEY), "valid_from": NOW - 30 * DAY}
    return TrustedKey(**given | {"valid_until": None, "withdrawn_at": None} | fields)


def trusted_issuer(**fields: Any) -> TrustedIssuer:
    given: dict[str, Any] = {"issuer": 44, "service": "https://api.example", "keys": (trusted_key(),)}
    given |= {"status_lists": "https://api.example/v1/status-lists"}
    return TrustedIssuer(**given | {"encryption_keys": (EncryptionKey("44.e1", b"der"),)} | fields)


def trust_list(**fields: Any) -> TrustList:
    given: dict[str, Any] = {"issuer": 44, "issued_at": NOW, "expires_at": NOW + DAY, "issuers": (trusted_issuer(),)}
    return TrustList(**given | fields)
