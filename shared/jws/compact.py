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
    message, _, signed_part = text.rpartition(b".")
    head, _, body = message.partition(b".")
    header = readable(lambda: json.loads(unbase64(head)))
    if not isinstance(header, dict) or (header.get("alg"), header.get("typ")) != ("ES256", kind):
        raise NotGenuine(f"not of the type {kind}, signed with ES256")
    kid = str(header.get("kid"))
    check(message, readable(lambda: unbase64(signed_part)), key_of(kid))
    claims = readable(lambda: json.loads(unbase64(body)))
    if not isinstance(claims, dict):
        raise NotGenuine("not readable")
    return kid, claims


def base64(data: bytes) -> str:
    """Base64 for addresses and tokens, without padding (RFC 7515, section 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unbase64(text: bytes) -> bytes:
    """The inverse; raises ValueError."""
    return urlsafe_b64decode(text + b"=" * (-len(text) % 4))


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()
