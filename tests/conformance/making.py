"""What all vectors are made with: fixed keys, signatures that are the same every time, and texts put together by hand.

Nothing here goes through the code that the vectors are for, so that a fault in it does not hide in them.
"""

import hmac
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Case = dict[str, Any]

NOW = 1772352000
"""2026-03-01 08:00:00 UTC."""
DAY = 86_400
# The order of P-256 (NIST SP 800-186, section 3.2.1.3).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def private(secret: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(secret, ec.SECP256R1())


OURS, OUR_SECOND, PEERS, STRANGERS = private(440_001), private(440_002), private(420_001), private(660_001)
ANCHOR, PEERS_ANCHOR = private(440_000), private(420_000)
KEYS = {(44, 1): OURS, (44, 2): OUR_SECOND, (42, 1): PEERS}
"""The keys that are known in every vector, by issuer and key id."""


def public(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def known_keys() -> dict[str, str]:
    return {f"{issuer}.{key_id}": b64encode(public(key)).decode() for (issuer, key_id), key in KEYS.items()}


def der(message: bytes, key: ec.EllipticCurvePrivateKey, digest: HashAlgorithm | None = None) -> bytes:
    """Signed as RFC 6979 has it, so that the same message always has the same signature."""
    return key.sign(message, ec.ECDSA(digest or SHA256(), deterministic_signing=True))


def halves(message: bytes, key: ec.EllipticCurvePrivateKey, digest: HashAlgorithm | None = None) -> tuple[int, int]:
    return decode_dss_signature(der(message, key, digest))


def raw(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def signature(message: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
    return raw(*halves(message, key))


def url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def text(content: Any) -> bytes:
    return content if isinstance(content, bytes) else json.dumps(content, separators=(",", ":")).encode()


def jws(header: Any, claims: Any, key: ec.EllipticCurvePrivateKey) -> str:
    """Header and claims may be ready bytes, for what JSON's writer would not write."""
    message = f"{url(text(header))}.{url(text(claims))}"
    return f"{message}.{url(signature(message.encode(), key))}"


def with_signature(genuine: str, new: bytes) -> str:
    return genuine.rpartition(".")[0] + "." + url(new)


def keyed_hash(header: Any, claims: Any, secret: bytes) -> str:
    message = f"{url(text(header))}.{url(text(claims))}"
    return f"{message}.{url(hmac.digest(secret, message.encode(), 'sha256'))}"


def signature_forgeries(message: bytes, key: ec.EllipticCurvePrivateKey) -> Mapping[str, tuple[bytes, str]]:
    """Signatures of the right length, or nearly, that are none of the message, by what is wrong with them."""
    r, s = halves(message, key)
    genuine = raw(r, s)
    return {
        "r is 0": (raw(0, s), "r is below its least value, 1"),
        "s is 0": (raw(r, 0), "s is below its least value, 1"),
        "r and s are 0": (raw(0, 0), "both are below their least value, 1"),
        "r is the order": (raw(ORDER, s), "r is above its greatest value, the order less 1"),
        "s is the order": (raw(r, ORDER), "s is above its greatest value, the order less 1"),
        "r is all ones": (raw(2**256 - 1, s), "r is far above its greatest value"),
        "s is all ones": (raw(r, 2**256 - 1), "s is far above its greatest value"),
        "r and s are swapped": (raw(s, r), "the halves are in the wrong order"),
        "r is negated": (raw(ORDER - r, s), "only s may be taken from the order, not r"),
        "little end first": (
            r.to_bytes(32, "little") + s.to_bytes(32, "little"),
            "the numbers are big-endian",
        ),
        "first bit of r": (bytes([genuine[0] ^ 0x80]) + genuine[1:], "the first bit of r is flipped"),
        "last bit of r": (genuine[:31] + bytes([genuine[31] ^ 1]) + genuine[32:], "the last bit of r is flipped"),
        "first bit of s": (genuine[:32] + bytes([genuine[32] ^ 0x80]) + genuine[33:], "the first bit of s is flipped"),
        "last bit of s": (genuine[:63] + bytes([genuine[63] ^ 1]), "the last bit of s is flipped"),
    }


def sign1(
    protected: Any,
    unprotected: Any,
    claims: Any,
    key: ec.EllipticCurvePrivateKey,
    context: str = "Signature1",
    tag: int | None = 18,
) -> bytes:
    """A COSE_Sign1 (RFC 9052, section 4.2); header and claims may be ready bytes."""
    head, body = (each if isinstance(each, bytes) else cbor2.dumps(each) for each in (protected, claims))
    parts = [head, unprotected, body, signature(cbor2.dumps([context, head, b"", body]), key)]
    return cbor2.dumps(parts if tag is None else cbor2.CBORTag(tag, parts))
