"""A trust list as a signed JWT, under a key that signs nothing else: what every scanner and every peer starts from."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec

from shared.jws.compact import signed, verified
from shared.jws.signature import NotGenuine, Sign, instant, readable, seconds
from shared.trust.model import EncryptionKey, TrustedIssuer, TrustedKey, TrustList

KIND = "trust-list+jwt"

T = TypeVar("T")


def trust_list_as_jwt(trust_list: TrustList, sign: Sign) -> bytes:
    """The list as a JWT of the type `trust-list+jwt`; its key has the name of the list's issuer."""
    claims = {
        "iss": trust_list.issuer,
        "iat": seconds(trust_list.issued_at),
        "exp": seconds(trust_list.expires_at),
        "issuers": [_issuer_claims(each) for each in trust_list.issuers],
    }
    return signed(KIND, claims, str(trust_list.issuer), sign)


def trust_list_from_jwt(text: bytes, anchor: ec.EllipticCurvePublicKey) -> TrustList:
    """The list of a JWT that is signed with the private half of `anchor`, however old it is.

    Raises NotGenuine.
    """
    kid, claims = verified(text, KIND, lambda _: anchor)
    trust_list = readable(lambda: _trust_list(claims))
    if kid != str(trust_list.issuer):
        raise NotGenuine("named after another issuer than the one that signed it")
    return trust_list


def _issuer_claims(issuer: TrustedIssuer) -> Mapping[str, Any]:
    return {
        "issuer": issuer.issuer,
        "service": issuer.service,
        "status_lists": issuer.status_lists,
        "keys": [
            {
                "key_id": key.key_id,
                "public_key": b64encode(key.public_key).decode(),
                "valid_from": seconds(key.valid_from),
                "valid_until": _seconds(key.valid_until),
                "withdrawn_at": _seconds(key.withdrawn_at),
            }
            for key in issuer.keys
        ],
        "encryption_keys": [
            {"kid": key.kid, "public_key": b64encode(key.public_key).decode()} for key in issuer.encryption_keys
        ],
    }


def _trust_list(claims: Mapping[str, Any]) -> TrustList:
    return TrustList(
        issuer=_number(claims["iss"]),
        issued_at=instant(claims["iat"]),
        expires_at=instant(claims["exp"]),
        issuers=_each_once(tuple(_issuer(each) for each in claims["issuers"]), lambda issuer: issuer.issuer),
    )


def _issuer(claims: Mapping[str, Any]) -> TrustedIssuer:
    return TrustedIssuer(
        issuer=_number(claims["issuer"]),
        service=_text(claims["service"]),
        status_lists=_text(claims["status_lists"]),
        keys=_each_once(tuple(_key(each) for each in claims["keys"]), lambda key: key.key_id),
        encryption_keys=tuple(
            EncryptionKey(_text(key["kid"]), b64decode(key["public_key"], validate=True))
            for key in claims["encryption_keys"]
        ),
    )


def _key(claims: Mapping[str, Any]) -> TrustedKey:
    return TrustedKey(
        key_id=_number(claims["key_id"]),
        public_key=b64decode(claims["public_key"], validate=True),
        valid_from=instant(claims["valid_from"]),
        valid_until=_instant(claims["valid_until"]),
        withdrawn_at=_instant(claims["withdrawn_at"]),
    )


def _each_once(given: tuple[T, ...], number: Callable[[T], int]) -> tuple[T, ...]:
    """Of two entries for one key, one may say that it was withdrawn and one not, so that neither is taken."""
    if len({number(each) for each in given}) != len(given):
        raise ValueError("one number is there twice")
    return given


def _number(value: object) -> int:
    """Issuers and key ids are one byte of a code each."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 255:
        raise TypeError("issuers and keys have numbers from 0 to 255")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    return value


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else seconds(at)


def _instant(unix_seconds: object) -> datetime | None:
    return None if unix_seconds is None else instant(unix_seconds)
