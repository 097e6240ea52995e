"""Status lists and their contents as signed JWTs (RFC 7519; section 5.1 of the IETF's Token Status List)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from shared.jws.compact import base64, signed, unbase64, verified
from shared.jws.signature import Keys, instant, named_key, readable, seconds
from shared.statuslist.bits import compressed, decompressed
from shared.statuslist.model import BITS, LISTS, PACKED_BYTES, Contents, StatusList
from shared.statuslist.signer import Signer, list_number

LIST = "statuslist+jwt"
CONTENTS = "statuslist-contents+jwt"
"""A type of our own: the standard has a list of addresses, and none that says of which instant the lists speak."""


def list_as_jwt(status_list: StatusList, signer: Signer) -> bytes:
    """A list as a JWT of type `statuslist+jwt`."""
    claims = {
        "sub": f"{signer.address}/{status_list.number}",
        "iat": seconds(status_list.issued_at),
        "exp": seconds(status_list.expires_at),
        "ttl": int(signer.time_to_live.total_seconds()),
        "status_list": {"bits": BITS, "lst": base64(compressed(status_list.packed))},
    }
    return signed(LIST, claims, signer.kid, signer.sign)


def list_from_jwt(text: bytes, keys: Keys) -> StatusList:
    """The list of a genuine JWT.

    Raises NotGenuine.
    """
    issuer, claims = _verified(text, LIST, keys)
    return readable(lambda: _list(issuer, claims))


def contents_as_jwt(contents: Contents, signer: Signer) -> bytes:
    """The contents; `issued_before` is in seconds before `iat`, by the number of the list."""
    claims = {
        "sub": signer.address,
        "iat": seconds(contents.issued_at),
        "exp": seconds(contents.expires_at),
        "ttl": int(signer.time_to_live.total_seconds()),
        "issued_before": [int((contents.issued_at - issued_at).total_seconds()) for issued_at in contents.lists],
    }
    return signed(CONTENTS, claims, signer.kid, signer.sign)


def contents_from_jwt(text: bytes, keys: Keys) -> Contents:
    """The genuine contents.

    Raises NotGenuine.
    """
    issuer, claims = _verified(text, CONTENTS, keys)
    return readable(lambda: _contents(issuer, claims))


def _verified(text: bytes, kind: str, keys: Keys) -> tuple[int, Mapping[str, Any]]:
    kid, claims = verified(text, kind, lambda kid: named_key(kid, keys)[1])
    return named_key(kid, keys)[0], claims


def _list(issuer: int, claims: Mapping[str, Any]) -> StatusList:
    status_list = claims["status_list"]
    packed = decompressed(unbase64(status_list["lst"].encode()), PACKED_BYTES)
    if status_list["bits"] != BITS or len(packed) != PACKED_BYTES:
        raise ValueError("a list of another shape")
    number = list_number(claims["sub"])
    return StatusList(issuer, number, instant(claims["iat"]), instant(claims["exp"]), packed)


def _contents(issuer: int, claims: Mapping[str, Any]) -> Contents:
    issued_at = instant(claims["iat"])
    ages = claims["issued_before"]
    if len(ages) != LISTS or not all(type(age) is int and age >= 0 for age in ages):
        raise ValueError("contents of another shape")
    lists = tuple(issued_at - timedelta(seconds=age) for age in ages)
    return Contents(issuer, issued_at, instant(claims["exp"]), lists)
