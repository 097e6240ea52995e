"""The keys that regions start from: how a region's file writes them, and whom it names with them."""

import binascii
import json
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from shared.trust.model import Pinned


def anchor_text(public_key: bytes) -> str:
    """A P-256 public key in DER (SubjectPublicKeyInfo), as regions' files and devices have it.

    Raises ValueError for any other key.
    """
    key = load_der_public_key(public_key)
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a P-256 key")
    return b64encode(key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)).decode()


def anchor_key(text: str) -> ec.EllipticCurvePublicKey:
    """The inverse.

    Raises ValueError for what is no anchor.
    """
    try:
        point = b64decode(text, validate=True)
    except binascii.Error:
        point = b""
    if len(point) != 33:
        raise ValueError("an anchor is the 33 bytes of a compressed point of P-256, in Base64 (44 characters)")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def pinned_peers(setting: str) -> tuple[Pinned, ...]:
    """The peers of the setting `peers`, `{"42": {"service": "...", "anchor": "..."}}`, by their numbers.

    Raises ValueError, LookupError, TypeError or AttributeError for anything else, which no deployment writes.
    """
    pinned = tuple(
        Pinned(int(issuer), given["service"], given["anchor"]) for issuer, given in json.loads(setting).items()
    )
    for each in pinned:
        anchor_key(each.anchor)
    return tuple(sorted(pinned, key=lambda each: each.issuer))
