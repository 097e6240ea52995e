"""What a release notice's QR says: 81 bytes that prove that it was issued, as text that any QR reader can carry.

`version 1 | issuer 1 | key id 1 | issued_at 4 | notice id 10 | signature 64`, big-endian. The signature is ES256 in raw
`r || s` form over a domain tag and the first 17 bytes. It is made with the same key as codes are, so the tag is what
keeps a notice from being taken for a code and a code for a notice; their addresses and lengths differ besides.
"""

import struct
from base64 import b32decode
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from shared.codes.token import Sign
from shared.kernel.ids import EntryId, base32
from shared.notices.model import NoticeClaims

VERSION = 1
DIGITS = 196
_LAYOUT = struct.Struct(">BBBI10s")
_COORDINATE_BYTES = 32
_TOKEN_BYTES = _LAYOUT.size + 2 * _COORDINATE_BYTES
_DOMAIN = b"yuekang/release-notice/v1\x00"
_ES256 = ec.ECDSA(SHA256())


FindKey = Callable[[int, int], ec.EllipticCurvePublicKey | None]


class NotGenuine(Exception):
    """Digits that no issuer has signed as a notice."""


def prefix_of(code_prefix: str) -> str:
    """Where notices are verified, from where the same region's codes lead: `.../N/` beside `.../C/`."""
    return f"{code_prefix.removesuffix('C/')}N/"


def issue(claims: NoticeClaims, prefix: str, sign: Sign) -> str:
    """The payload of a new notice."""
    signed = _LAYOUT.pack(
        VERSION, claims.issuer, claims.key_id, claims.issued_at, b32decode(claims.entry_id, casefold=True)
    )
    r, s = decode_dss_signature(sign(_DOMAIN + signed))
    token = signed + r.to_bytes(_COORDINATE_BYTES, "big") + s.to_bytes(_COORDINATE_BYTES, "big")
    return prefix + str(int.from_bytes(token, "big")).zfill(DIGITS)


def verify(digits: str, find_key: FindKey) -> NoticeClaims:
    """The claims of genuine digits; `find_key` gives the public key of an issuer and a key id, or None.

    Raises NotGenuine for anything else.
    """
    token = _token(digits)
    signed, signature = token[: _LAYOUT.size], token[_LAYOUT.size :]
    version, issuer, key_id, issued_at, raw_id = _LAYOUT.unpack(signed)
    key = find_key(issuer, key_id) if version == VERSION else None
    if key is None:
        raise NotGenuine
    r, s = (int.from_bytes(part, "big") for part in (signature[:_COORDINATE_BYTES], signature[_COORDINATE_BYTES:]))
    try:
        key.verify(encode_dss_signature(r, s), _DOMAIN + signed, _ES256)
    except InvalidSignature:
        raise NotGenuine from None
    return NoticeClaims(issuer, key_id, issued_at, EntryId(base32(raw_id)))


def _token(digits: str) -> bytes:
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        raise NotGenuine
    try:
        return int(digits).to_bytes(_TOKEN_BYTES, "big")
    except OverflowError:
        raise NotGenuine from None
