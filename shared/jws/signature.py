"""ES256 over whatever form a text takes, and the names of keys: what all signed texts of this project share."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from cbor2 import CBORError
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

_HALF = 32
_ES256 = ec.ECDSA(SHA256())

Sign = Callable[[bytes], bytes]
"""A message to its ES256 signature in DER form, as KMS returns it."""

Keys = Mapping[tuple[int, int], ec.EllipticCurvePublicKey]
"""Loaded public keys by issuer and key id, as `shared.codes.token` has them."""

T = TypeVar("T")
_UNREADABLE = (
    AttributeError,
    CBORError,
    LookupError,
    OSError,
    OverflowError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
)


class NotGenuine(Exception):
    """A text that is not what it should be, or not signed by one of those who count; says what is wrong with it."""


def key_name(issuer: int, key_id: int) -> str:
    """The `kid` of an issuer's key: `<issuer>.<key id>`."""
    return f"{issuer}.{key_id}"


def key_numbers(kid: str) -> tuple[int, int]:
    """The inverse: the numbers of the issuer and of its key.

    Raises NotGenuine for any other text.
    """
    issuer, _, key_id = kid.partition(".")
    numbers = readable(lambda: (int(issuer), int(key_id)))
    # One byte of a code each, and compared as written: a name has one spelling.
    if kid != key_name(*numbers) or not all(0 <= number <= 255 for number in numbers):
        raise NotGenuine("signed with a key that is not known here")
    return numbers


def named_key(kid: str, keys: Keys) -> tuple[int, ec.EllipticCurvePublicKey]:
    """The issuer and the key that `kid` names.

    Raises NotGenuine.
    """
    # Compared as written: a name has one spelling, and a region has few keys.
    for (issuer, key_id), key in keys.items():
        if kid == key_name(issuer, key_id):
            return issuer, key
    raise NotGenuine("signed with a key that is not known here")


def signature(message: bytes, sign: Sign) -> bytes:
    """The signature as JOSE and COSE write it: `r || s`, 64 bytes."""
    r, s = decode_dss_signature(sign(message))
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def check(message: bytes, signed: bytes, key: ec.EllipticCurvePublicKey) -> None:
    """Raise NotGenuine unless `signed` is a signature of `message`, as `signature` writes it, under `key`."""
    if len(signed) != 2 * _HALF:
        raise NotGenuine("wrongly signed")
    r, s = int.from_bytes(signed[:_HALF], "big"), int.from_bytes(signed[_HALF:], "big")
    try:
        key.verify(encode_dss_signature(r, s), message, _ES256)
    except InvalidSignature:
        raise NotGenuine("wrongly signed") from None


def readable(read: Callable[[], T]) -> T:
    """What `read` makes of a foreign text, with whatever goes wrong in it said in one way.

    Raises NotGenuine.
    """
    try:
        return read()
    except _UNREADABLE:
        raise NotGenuine("not readable") from None


def seconds(instant: datetime) -> int:
    """Unix seconds."""
    return int(instant.timestamp())


def instant(unix_seconds: object) -> datetime:
    """The inverse.

    Raises TypeError for anything but a whole number, and OverflowError or ValueError for one that is no instant.
    """
    if not isinstance(unix_seconds, int) or isinstance(unix_seconds, bool):
        raise TypeError("an instant is a whole number of seconds")
    return datetime.fromtimestamp(unix_seconds, UTC)
