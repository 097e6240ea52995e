"""Signed claims in one line: JWS in its compact form (RFC 7515), with ES256 and a type that is always checked."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from shared.jws.signature import NotGenuine, Sign, check, readable, signature


def signed(kind: str, claims: Mapping[str, Any], kid: str, sign: Sign) -> bytes:
    """The claims as a JWS whose header has the type `kind` and the key's name `kid`."""
    header = {"alg": "ES256", "kid": kid, "typ": kind}
    message = f"{base64(_json(header))}.{base64(_json(claims))}".encode()
    return message + b"." + base64(signature(message, sign)).encode()


def verified(
    text: bytes, kind: str, key_of: Callable[[str], ec.EllipticCurvePublicKey]
) -> tuple[str, Mapping[str, Any]]:
    """The key's name and the claims of a JWS of the type `kind` that is signed with the key that `key_of` gives for it.

    Raises NotGenuine, as `key_of` does for a name that it does not know.
    """
    head, body, signed_part = readable(lambda: _parts(text))
    header = readable(lambda: _content(unbase64(head)))
    if (header.get("alg"), header.get("typ")) != ("ES256", kind):
        raise NotGenuine(f"not of the type {kind}, signed with ES256")
    if "crit" in header:
        raise NotGenuine("not readable without an extension that is not known here")
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise NotGenuine("signed with a key that is not known here, for it has no name")
    check(head + b"." + body, readable(lambda: unbase64(signed_part)), key_of(kid))
    return kid, readable(lambda: _content(unbase64(body)))


def base64(data: bytes) -> str:
    """Base64 for addresses and tokens, without padding (RFC 7515, section 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unbase64(text: bytes) -> bytes:
    """The inverse; raises ValueError for any other way to write the same bytes."""
    data = urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    if base64(data).encode() != text:
        raise ValueError("not base64 for addresses, without padding")
    return data


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()


def _parts(text: bytes) -> tuple[bytes, bytes, bytes]:
    head, body, signed_part = text.split(b".")
    return head, body, signed_part


def _content(text: bytes) -> Mapping[str, Any]:
    # In UTF-8 and no other encoding: from bytes, Python's parser would take UTF-16 as well.
    content = json.loads(text.decode(), object_pairs_hook=_once_each, parse_constant=_no_number)
    if not isinstance(content, dict):
        raise ValueError("not a JSON object")
    return content


def _once_each(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two members of one name, readers differ in which they take, so that none is taken (RFC 7515, section 4)."""
    content = dict(members)
    if len(content) != len(members):
        raise ValueError("a member is there twice")
    return content


def _no_number(constant: str) -> float:
    raise ValueError(f"JSON has no {constant}")
