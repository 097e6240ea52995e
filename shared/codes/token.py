"""Token v1: 83 bytes that prove a code was issued, written as text that any QR reader can carry.

`version 1 | issuer 1 | key id 1 | issued_at 4 | code_id 12 | signature 64`, big-endian. The signature is ES256 in raw
`r || s` form over a domain tag and the first 19 bytes. The payload is a prefix, `HTTPS://<host>/C/`, and the 83 bytes
as 200 decimal digits: digits are the densest mode of a QR code, and an ordinary camera opens the text as an address.
"""

import re
import struct
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from shared.codes.model import Claims, IssuerKey, Outcome
from shared.kernel.ids import CodeId

VERSION = 1
DIGITS = 200
_LAYOUT = struct.Struct(">BBBI12s")
_SIGNATURE_BYTES = 64
# A reader may hand over an address whose scheme and host it has put into lower case.
_PAYLOAD = re.compile(rf"https://[a-z0-9.:-]{{1,253}}/c/[0-9]{{{DIGITS}}}", re.ASCII | re.IGNORECASE)
_TOKEN_BYTES = _LAYOUT.size + _SIGNATURE_BYTES
# Keeps a signature over a code from being taken for a signature over anything else that the same key may sign.
_DOMAIN = b"yuekang/code/v1\x00"

Sign = Callable[[bytes], bytes]
"""A message to its ES256 signature in DER form, as KMS returns it."""

Keys = Mapping[tuple[int, int], ec.EllipticCurvePublicKey]
"""Loaded public keys by issuer and key id."""


def service_address(prefix: str) -> str:
    """The address of the API of whoever puts `prefix`, as `HTTPS://<HOST>/C/`, in front of the digits of its codes."""
    return prefix.lower().removesuffix("/c/")


class NotAToken(Exception):
    """A payload that is no genuine code; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


def issue(claims: Claims, prefix: str, sign: Sign) -> str:
    """The payload of a new code."""
    signed = _signed_part(claims)
    r, s = decode_dss_signature(sign(_DOMAIN + signed))
    token = signed + r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return prefix + str(int.from_bytes(token, "big")).zfill(DIGITS)


def verify(payload: str, keys: Keys) -> Claims:
    """The claims of a genuine payload.

    Raises NotAToken with `MALFORMED`, `UNSUPPORTED_VERSION`, `UNKNOWN_ISSUER`, `UNKNOWN_KEY` or `BAD_SIGNATURE`.
    """
    claims, signed, signature = _read(payload)
    key = keys.get((claims.issuer, claims.key_id))
    if key is None:
        known = any(issuer == claims.issuer for issuer, _ in keys)
        raise NotAToken(Outcome.UNKNOWN_KEY if known else Outcome.UNKNOWN_ISSUER)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), _DOMAIN + signed, _ES256)
    except InvalidSignature:
        raise NotAToken(Outcome.BAD_SIGNATURE) from None
    return claims


_ES256 = ec.ECDSA(SHA256())


def load_keys(issuer_keys: tuple[IssuerKey, ...]) -> Keys:
    """Public keys ready to verify with.

    Raises ValueError for a key that is not on P-256.
    """
    loaded: dict[tuple[int, int], ec.EllipticCurvePublicKey] = {}
    for each in issuer_keys:
        key = load_der_public_key(each.public_key)
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise ValueError(f"key {each.key_id} of issuer {each.issuer} is not a P-256 key")
        loaded[each.issuer, each.key_id] = key
    return loaded


def _signed_part(claims: Claims) -> bytes:
    return _LAYOUT.pack(VERSION, claims.issuer, claims.key_id, claims.issued_at, bytes.fromhex(claims.code_id))


def _read(payload: str) -> tuple[Claims, bytes, bytes]:
    # Whose host it is does not matter: it is there for cameras, no signature covers it, and every issuer has another.
    if not _PAYLOAD.fullmatch(payload):
        raise NotAToken(Outcome.MALFORMED)
    digits = payload[-DIGITS:]
    try:
        token = int(digits).to_bytes(_TOKEN_BYTES, "big")
    except OverflowError:
        raise NotAToken(Outcome.MALFORMED) from None
    signed, signature = token[: _LAYOUT.size], token[_LAYOUT.size :]
    version, issuer, key_id, issued_at, code_id = _LAYOUT.unpack(signed)
    if version != VERSION:
        raise NotAToken(Outcome.UNSUPPORTED_VERSION)
    return Claims(issuer, key_id, issued_at, CodeId(code_id.hex())), signed, signature
