"""The vectors, and what a reader makes of them: any reader may be run over them, this project's own or another.

A reader gets a case and the file it is from, and gives back the fields that it expects in the case.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from shared.codes import token
from shared.codes.keyring import KeyRing
from shared.codes.model import Claims, IssuerKey, Outcome, status_index
from shared.jws.signature import Keys, NotGenuine, key_name
from shared.scans.by_lists import verdict_by_lists
from shared.scans.model import Decision, Source, Verdict
from shared.statuslist.bits import status_at
from shared.statuslist.cwt import list_from_cwt
from shared.statuslist.jwt import contents_from_jwt, list_from_jwt
from shared.statuslist.model import BITS, PLACES, Contents, StatusList
from shared.trust.jwt import trust_list_from_jwt
from shared.trust.model import TrustList
from shared.trust.rules import accepted, keys_of, signed_in_time

Case = Mapping[str, Any]
Reader = Callable[[Case, Mapping[str, Any]], Mapping[str, Any]]
Decide = Callable[[Claims, Contents, StatusList, datetime], Verdict]

# The beginnings of what `NotGenuine` says, by the names that the vectors have for them.
_BECAUSE = {
    "not readable": "NOT_READABLE",
    "not of the type": "WRONG_TYPE",
    "signed with a key that is not known here": "UNKNOWN_KEY",
    "wrongly signed": "WRONGLY_SIGNED",
    "expired": "EXPIRED",
    "from the future": "NOT_YET",
    "older than": "OLDER",
    "a trust list of another issuer": "OTHER_ISSUER",
    "named after another issuer": "OTHER_ISSUER",
}


def vectors(name: str) -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return document


def differences(cases: list[Case], document: Mapping[str, Any], read: Reader) -> list[str]:
    """The cases that `read` takes for something else than they are, with what it takes them for."""
    found = []
    for case in cases:
        got = read(case, document)
        if got != {name: case.get(name) for name in got}:
            found.append(f"{case['name']}: {got}")
    return found


def read_payload(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """As a service reads what was scanned: through a ring of keys."""
    keys = tuple(
        IssuerKey(int(issuer), int(key_id), b64decode(key))
        for kid, key in document["keys"].items()
        for issuer, _, key_id in [kid.partition(".")]
    )
    try:
        claims = KeyRing(lambda: keys, lambda: _instant(case["now"])).read(case["payload"])
    except token.NotAToken as refusal:
        return {"outcome": refusal.outcome.value, "claims": None}
    number, place = divmod(status_index(claims.code_id), PLACES)
    said = {"issuer": claims.issuer, "key_id": claims.key_id, "issued_at": claims.issued_at, "code_id": claims.code_id}
    return {"outcome": Outcome.VALID.value, "claims": said | {"status_list": number, "place": place}}


def read_status_list(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    keys = {
        (int(issuer), int(key_id)): _public(key)
        for kid, key in document["keys"].items()
        for issuer, _, key_id in [kid.partition(".")]
    }
    try:
        return {"genuine": True, "because": None, "expected": _expected(case, keys)}
    except NotGenuine as refusal:
        return {"genuine": False, "because": because(refusal), "expected": None}


def read_place(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    first = document["cases"][0]
    keys = {(44, 1): _public(document["keys"]["44.1"])}
    packed = list_from_jwt(first["input"].encode(), keys).packed
    try:
        return {"status": status_at(packed, case["place"], BITS)}
    except ValueError:
        return {"status": None}


def read_trust_list(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    anchor, now = _public(document["anchor"]), _instant(case["now"])
    held = case["held"] and trust_list_from_jwt(case["held"].encode(), anchor)
    try:
        counting = accepted(trust_list_from_jwt(case["trust_list"].encode(), anchor), held, now)
        keys = sorted(key_name(*each) for each in keys_of(counting, now))
    except NotGenuine as refusal:
        return {"genuine": False, "because": because(refusal), "keys": None}
    return {"genuine": True, "because": None, "keys": keys}


def read_code_under_list(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    now = _instant(case["now"])
    held = trust_list_from_jwt(case["trust_list"].encode(), _public(document["anchor"]))
    try:
        claims = token.verify(case["payload"], keys_of(accepted(held, None, now), now))
    except token.NotAToken as refusal:
        return {"outcome": refusal.outcome.value}
    return {"outcome": (Outcome.VALID if _issued_in_time(claims, held) else Outcome.UNKNOWN_KEY).value}


def read_in_time(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    trust_list = trust_list_from_jwt(case["trust_list"].encode(), _public(document["anchor"]))
    return {"in_time": signed_in_time(trust_list.issuers[0].keys[0], _instant(case["signed_at"]))}


def read_verdict(case: Case, document: Mapping[str, Any], decide: Decide = verdict_by_lists) -> Mapping[str, Any]:
    """As a gate without a backend decides; `decide` is what does so once all texts are found to be genuine."""
    verdict = _verdict(case, _public(document["anchor"]), decide)
    said = {"outcome": verdict.outcome.value, "decision": verdict.decision.value, "source": verdict.source.value}
    return said | {"colour": verdict.colour and verdict.colour.value, "as_of": _seconds(verdict.as_of)}


def _verdict(case: Case, anchor: ec.EllipticCurvePublicKey, decide: Decide) -> Verdict:
    now = _instant(case["now"])
    stale = Verdict(Outcome.STALE, Decision.CHECK, None, (), now, Source.STATUS_LIST)
    try:
        keys = keys_of(accepted(trust_list_from_jwt(case["trust_list"].encode(), anchor), None, now), now)
        claims = token.verify(case["payload"], keys)
        contents = contents_from_jwt((case["contents"] or "").encode(), keys)
    except token.NotAToken as refusal:
        return replace(stale, outcome=refusal.outcome)
    except NotGenuine:
        return stale
    try:
        status_list = list_from_jwt((case["status_list"] or "").encode(), keys)
    except NotGenuine:
        return replace(stale, as_of=contents.issued_at)
    return decide(claims, contents, status_list, now)


def because(refusal: NotGenuine) -> str:
    """The name of what is wrong with a signed text."""
    return next(name for said, name in _BECAUSE.items() if str(refusal).startswith(said))


def _expected(case: Case, keys: Keys) -> Mapping[str, Any]:
    if case["form"] == "contents":
        contents = contents_from_jwt(case["input"].encode(), keys)
        times = {"issued_at": _seconds(contents.issued_at), "expires_at": _seconds(contents.expires_at)}
        return {"issuer": contents.issuer, **times, "lists": [_seconds(each) for each in contents.lists]}
    if case["form"] == "cwt":
        return _listed(list_from_cwt(b64decode(case["input"], validate=True), keys))
    return _listed(list_from_jwt(case["input"].encode(), keys))


def _listed(status_list: StatusList) -> Mapping[str, Any]:
    times = {"issued_at": _seconds(status_list.issued_at), "expires_at": _seconds(status_list.expires_at)}
    statuses = {
        str(4 * byte + place): status_at(status_list.packed, 4 * byte + place, BITS)
        for byte, value in enumerate(status_list.packed)
        if value
        for place in range(4)
        if status_at(status_list.packed, 4 * byte + place, BITS)
    }
    return {"issuer": status_list.issuer, "number": status_list.number, **times, "statuses": statuses}


def _public(encoded: str) -> ec.EllipticCurvePublicKey:
    key = load_der_public_key(b64decode(encoded))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return key


def _instant(unix_seconds: int) -> datetime:
    return datetime.fromtimestamp(unix_seconds, UTC)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _issued_in_time(claims: Claims, trust_list: TrustList) -> bool:
    """Whether a genuine code says that it was issued while its key, which is one of the list's, was in use.

    One that does not counts as one under a key that is not known: its issuer would not have signed it then.
    """
    at = datetime.fromtimestamp(claims.issued_at, UTC)
    return any(
        signed_in_time(key, at)
        for issuer in trust_list.issuers
        for key in issuer.keys
        if (issuer.issuer, key.key_id) == (claims.issuer, claims.key_id)
    )
