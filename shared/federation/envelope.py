"""Questions and answers as signed JWTs, under the keys with which regions sign their codes.

Both sides check the same: the type, that the key is one of the region that says it speaks, that it was in use then and
is not withdrawn, for whom the text is, how old it is, and which question it belongs to.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from shared.codes.model import IssuerKey
from shared.codes.token import load_keys
from shared.federation.model import Answer, Request
from shared.jws.compact import signed, verified
from shared.jws.signature import NotGenuine, Sign, instant, key_name, key_numbers, readable, seconds
from shared.trust.model import Peer, TrustedKey
from shared.trust.rules import is_withdrawn, signed_in_time

REQUEST = "federation-request+jwt"
ANSWER = "federation-answer+jwt"
GOOD_FOR = timedelta(seconds=60)
_CLOCKS_DIFFER_BY = timedelta(minutes=5)
_REQUEST_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def request_as_jwt(request: Request, key_id: int, sign: Sign) -> str:
    """The request as a JWT of the type `federation-request+jwt`, signed with the asker's key `key_id`."""
    claims = {
        "iss": request.asker,
        "aud": request.asked,
        **_times(request.at),
        "jti": request.request_id,
        "question": request.question,
        "about": request.about,
    }
    return signed(REQUEST, claims, key_name(request.asker, key_id), sign).decode("ascii")


def request_from_jwt(
    text: str, peer: Callable[[int], Peer | None], asked: int, question: str, now: datetime
) -> Request:
    """The request of a JWT that a region, which `peer` knows by its number, has signed for the region `asked`.

    Raises NotGenuine.
    """

    def key_of(asker: int, key_id: int) -> TrustedKey:
        known = peer(asker)
        if known is None or not known.counts_at(now):
            raise NotGenuine("of a region that is not recognised here")
        return _key(known, key_id)

    asker, claims = _signed(text, REQUEST, key_of, now)
    request = readable(lambda: _request(claims))
    if request.asker != asker:
        raise NotGenuine("signed by another region than the one that asks")
    if (request.asked, request.question) != (asked, question):
        raise NotGenuine("asked of another region, or as another question")
    return request


def answer_as_jwt(answer: Answer, key_id: int, sign: Sign) -> str:
    """The answer as a JWT of the type `federation-answer+jwt`, signed with the key `key_id` of who was asked."""
    request = answer.request
    claims = {
        "iss": request.asked,
        "aud": request.asker,
        **_times(answer.at),
        "in_answer_to": request.request_id,
        "question": request.question,
        "said": answer.said,
    }
    return signed(ANSWER, claims, key_name(request.asked, key_id), sign).decode("ascii")


def answer_from_jwt(text: str, peer: Peer, request: Request, now: datetime) -> Mapping[str, Any]:
    """What `peer`, and nobody else, says to `request`, and to no other.

    Raises NotGenuine.
    """

    def key_of(issuer: int, key_id: int) -> TrustedKey:
        if issuer != peer.entry.issuer:
            raise NotGenuine("signed by another region than the one that was asked")
        return _key(peer, key_id)

    _, claims = _signed(text, ANSWER, key_of, now)
    belongs = (request.asked, request.asker, request.request_id, request.question)
    if readable(lambda: tuple(claims[name] for name in ("iss", "aud", "in_answer_to", "question"))) != belongs:
        raise NotGenuine("the answer to something else")
    return readable(lambda: _object(claims["said"]))


def _times(at: datetime) -> dict[str, int]:
    return {"iat": seconds(at), "exp": seconds(at + GOOD_FOR)}


def _signed(
    text: str, kind: str, key_of: Callable[[int, int], TrustedKey], now: datetime
) -> tuple[int, Mapping[str, Any]]:
    """Whose key signed the text, and its claims, if they are of now and the key was in use then."""
    used: list[TrustedKey] = []

    def loaded(kid: str) -> ec.EllipticCurvePublicKey:
        issuer, key_id = key_numbers(kid)
        used.append(key_of(issuer, key_id))
        public_key = IssuerKey(issuer, key_id, used[0].public_key)
        return readable(lambda: load_keys((public_key,))[issuer, key_id])

    kid, claims = verified(readable(lambda: text.encode("ascii")), kind, loaded)
    at, until = readable(lambda: (instant(claims["iat"]), instant(claims["exp"])))
    if not at < until <= at + GOOD_FOR:
        raise NotGenuine("good for another time than a minute")
    if not at - _CLOCKS_DIFFER_BY <= now < until + _CLOCKS_DIFFER_BY:
        raise NotGenuine("expired, or from the future")
    if is_withdrawn(used[0], now) or not signed_in_time(used[0], at):
        raise NotGenuine("signed with a key that was not in use")
    return key_numbers(kid)[0], claims


def _key(peer: Peer, key_id: int) -> TrustedKey:
    for key in peer.entry.keys:
        if key.key_id == key_id:
            return key
    raise NotGenuine("signed with a key that is not known here")


def _request(claims: Mapping[str, Any]) -> Request:
    if not _REQUEST_ID.fullmatch(claims["jti"]):
        raise ValueError("a request is named by 128 random bits")
    return Request(
        asker=_number(claims["iss"]),
        asked=_number(claims["aud"]),
        at=instant(claims["iat"]),
        request_id=claims["jti"],
        question=claims["question"],
        about=_object(claims["about"]),
    )


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("regions are named by their numbers")
    return value


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("a JSON object is expected")
    return value
