"""A region and its peer as a device meets them: keys, codes, and texts that are signed as they sign them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.codes import token
from shared.codes.model import Claims
from shared.kernel.ids import CodeId
from shared.statuslist.bits import packed
from shared.statuslist.cwt import list_as_cwt
from shared.statuslist.jwt import contents_as_jwt
from shared.statuslist.model import BITS, LISTS, PLACES, Contents, StatusList
from shared.statuslist.signer import Signer
from shared.trust.jwt import trust_list_as_jwt
from shared.trust.model import TrustedIssuer, TrustedKey, TrustList

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ANCHOR, KEY, SECOND_KEY, PEER_KEY, STRANGER = (
    ec.derive_private_key(secret, ec.SECP256R1()) for secret in (9000, 9001, 9002, 9003, 9004)
)
OWN, PEER = 44, 42
RED, REPLACED, RESERVED = 1, 2, 3
LIST = 7
"""The list in which the codes of these tests have their places."""


def public(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def trusted_key(key: ec.EllipticCurvePrivateKey = KEY, key_id: int = 1, **fields: Any) -> TrustedKey:
    return replace(TrustedKey(key_id, public(key), START - 30 * DAY, None, None), **fields)


def trusted_issuer(issuer: int = OWN, *keys: TrustedKey) -> TrustedIssuer:
    address = f"https://{issuer}.example"
    return TrustedIssuer(issuer, address, f"{address}/v1/status-lists", keys or (trusted_key(),), ())


def trust_list(*issuers: TrustedIssuer, at: datetime = START, **fields: Any) -> TrustList:
    given = issuers or (trusted_issuer(), trusted_issuer(PEER, trusted_key(PEER_KEY)))
    return replace(TrustList(OWN, at, at + DAY, given), **fields)


def trust_list_text(given: TrustList | None = None, signed_by: ec.EllipticCurvePrivateKey = ANCHOR) -> bytes:
    return trust_list_as_jwt(given or trust_list(), _signing(signed_by))


@dataclass(frozen=True)
class Built:
    """One build of an issuer's lists, as texts."""

    contents: bytes
    lists: Mapping[int, bytes] = field(repr=False)


@cache
def _edition(
    number: int, statuses: tuple[tuple[int, int], ...], at: datetime, secret: int, kid: tuple[int, int]
) -> bytes:
    key = ec.derive_private_key(secret, ec.SECP256R1())
    given = StatusList(kid[0], number, at, at + DAY, packed(dict(statuses), PLACES, BITS))
    return list_as_cwt(given, _signer(key, *kid))


def built(
    statuses: Mapping[int, int] | None = None,
    *,
    at: datetime = START,
    since: datetime | None = None,
    issuer: int = OWN,
    key: ec.EllipticCurvePrivateKey = KEY,
    key_id: int = 1,
) -> Built:
    """The lists of the instant `at`: in list 7 the given statuses by place, in a new edition; all others of `since`."""
    editions = tuple(at if number == LIST else since or at for number in range(LISTS))
    secret = key.private_numbers().private_value
    lists = {
        number: _edition(
            number,
            tuple(sorted((statuses or {}).items())) if number == LIST else (),
            editions[number],
            secret,
            (issuer, key_id),
        )
        for number in range(LISTS)
    }
    return Built(contents_as_jwt(Contents(issuer, at, at + DAY, editions), _signer(key, issuer, key_id)), lists)


def payload(
    place: int = 0,
    *,
    issuer: int = OWN,
    key: ec.EllipticCurvePrivateKey = KEY,
    key_id: int = 1,
    number: int = LIST,
    issued_at: datetime = START - DAY,
) -> str:
    """A genuine code with its status at `place` of a list."""
    code_id = CodeId(f"{number * PLACES + place:07x}{'0' * 17}")
    claims = Claims(issuer, key_id, int(issued_at.timestamp()), code_id)
    return token.issue(claims, "HTTPS://CODE.EXAMPLE/C/", _signing(key))


def _signer(key: ec.EllipticCurvePrivateKey, issuer: int, key_id: int) -> Signer:
    return Signer(issuer, key_id, _signing(key), f"https://{issuer}.example/v1/status-lists", 4 * MINUTE)


def _signing(key: ec.EllipticCurvePrivateKey) -> Any:
    return lambda message: key.sign(message, ec.ECDSA(SHA256()))
