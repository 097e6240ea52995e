"""The vectors as the reference scanner reads them: through its kit, its rules and its verdicts."""

from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scanner.kit import Kit
from scanner.knowledge import HeldList, Holding, Knowledge
from scanner.rules import contents_of, edition_of
from shared.codes.model import Outcome, status_index
from shared.codes.token import NotAToken, verify
from shared.jws.signature import NotGenuine, key_name
from shared.statuslist.jwt import list_from_jwt
from shared.statuslist.model import BITS, LISTS, PLACES, Contents, StatusList
from shared.trust.model import TrustedIssuer, TrustedKey, TrustList
from tests.conformance.making import ANCHOR
from tests.conformance.payload_cases import head, issued
from tests.conformance.reading import Case, because, read_status_list

_ALWAYS, _NEVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def scanned_payload(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The outcome of a verdict by a kit whose lists call every code green."""
    now = datetime.fromtimestamp(case["now"], UTC)
    trust_list = _everybody(document)
    known = Knowledge(trust_list, {each.issuer: _all_green(each) for each in trust_list.issuers}).at(now)
    verdict = known.verdict(case["payload"], now)
    if verdict.outcome is Outcome.STALE:
        # It is genuine, and these lists do not reach to the time of it; what it says is the same.
        return {"outcome": Outcome.VALID.value, "claims": _claims(case["payload"], known)}
    claims = _claims(case["payload"], known) if verdict.outcome is Outcome.VALID else None
    return {"outcome": verdict.outcome.value, "claims": claims}


def scanned_list(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the rules make of a text, whoever of those who are trusted has signed it."""
    trust_list = _everybody(document)
    if case["form"] == "contents":
        try:
            found = _contents(case["input"].encode(), trust_list)
        except NotGenuine as refusal:
            return {"genuine": False, "because": because(refusal), "expected": None}
        times = {"issued_at": _seconds(found.issued_at), "expires_at": _seconds(found.expires_at)}
        expected = {"issuer": found.issuer, **times, "lists": [_seconds(each) for each in found.lists]}
        return {"genuine": True, "because": None, "expected": expected}
    read = read_status_list(case, document)
    # A scanner fetches lists as CWTs only, and takes one only as the edition that its issuer's contents name.
    if case["form"] == "cwt" and read["genuine"]:
        listed = read["expected"]
        issued_at = datetime.fromtimestamp(listed["issued_at"], UTC)
        contents = Contents(listed["issuer"], issued_at, _NEVER, LISTS * (issued_at,))
        (issuer,) = (each for each in trust_list.issuers if each.issuer == listed["issuer"])
        taken = [
            _is_taken(b64decode(case["input"]), listed["number"], contents, replace(issuer, keys=(key,)))
            for key in issuer.keys
        ]
        assert sum(taken) == 1, "under the key that signed it, and no other"
    return read


def scanned_trust_list(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What becomes of a kit that is offered the trust list."""
    now = datetime.fromtimestamp(case["now"], UTC)
    with TemporaryDirectory() as folder:
        if case["held"]:
            (Path(folder) / "trust-list.jwt").write_text(case["held"], encoding="utf-8")
        kit = _kit(folder)
        try:
            kit.take_trust_list(case["trust_list"].encode(), now)
        except NotGenuine as refusal:
            return {"genuine": False, "because": because(refusal), "keys": None}
        keys = sorted(key_name(*each) for each in kit.knowledge.at(now).keys)
    return {"genuine": True, "because": None, "keys": keys}


def scanned_code_under_list(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The outcome of a verdict by a kit with the trust list, and lists that call every code green."""
    now = datetime.fromtimestamp(case["now"], UTC)
    with TemporaryDirectory() as folder:
        kit = _kit(folder)
        trust_list = kit.take_trust_list(case["trust_list"].encode(), now)
    holdings = {each.issuer: _all_green(each) for each in trust_list.issuers if each.keys}
    verdict = Knowledge(trust_list, holdings).at(now).verdict(case["payload"], now)
    genuine = verdict.outcome in {Outcome.VALID, Outcome.STALE}
    return {"outcome": Outcome.VALID.value if genuine else verdict.outcome.value}


def scanned_in_time(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Whether a code that says that it was issued then counts."""
    now = datetime.fromtimestamp(case["now"], UTC)
    with TemporaryDirectory() as folder:
        trust_list = _kit(folder).take_trust_list(case["trust_list"].encode(), now)
    payload = issued(head(issued_at=case["signed_at"]))
    outcome = Knowledge(trust_list, {44: _all_green(trust_list.issuers[0])}).at(now).verdict(payload, now).outcome
    assert outcome in {Outcome.VALID, Outcome.STALE, Outcome.UNKNOWN_KEY}
    return {"in_time": outcome is not Outcome.UNKNOWN_KEY}


def scanned_verdict(case: Case, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The verdict by a kit with the trust list, and by the contents and the list that it would go by for the code."""
    now = datetime.fromtimestamp(case["now"], UTC)
    with TemporaryDirectory() as folder:
        kit = _kit(folder)
        with suppress(NotGenuine):
            kit.take_trust_list(case["trust_list"].encode(), now)
        known = kit.knowledge.at(now)
    held = known.trust_list and _held(case, known.trust_list)
    # A kit keeps lists by their issuer; whoever mixes them up is told no colour either.
    verdict = replace(known, holdings={each: held for each, _ in known.keys if held}).verdict(case["payload"], now)
    said = {"outcome": verdict.outcome.value, "decision": verdict.decision.value, "source": verdict.source.value}
    return said | {"colour": verdict.colour and verdict.colour.value, "as_of": _seconds(verdict.as_of)}


def _held(case: Case, trust_list: TrustList) -> Holding | None:
    """What a kit keeps of the case's contents and its list, if the contents are genuine."""
    text = (case["contents"] or "").encode()
    for issuer in trust_list.issuers:
        with suppress(NotGenuine):
            contents, key = contents_of(text, issuer)
            return Holding(contents, key, tuple(_list(case, number, contents, issuer) for number in range(LISTS)))
    return None


def _list(case: Case, number: int, contents: Contents, issuer: TrustedIssuer) -> HeldList | None:
    """The case's list, where it is this one; a scanner fetches CWTs, and the vectors have JWTs."""
    try:
        text = (case["status_list"] or "").encode()
        return HeldList(*edition_of(text, number, contents, issuer, list_from_jwt))
    except NotGenuine:
        return None


def _is_taken(text: bytes, number: int, contents: Contents, issuer: TrustedIssuer) -> bool:
    try:
        return edition_of(text, number, contents, issuer)[0].number == number
    except NotGenuine:
        return False


def _kit(folder: str) -> Kit:
    return Kit(Path(folder), ANCHOR.public_key())


def _everybody(document: Mapping[str, Any]) -> TrustList:
    """A trust list of the document's keys, used at all times."""
    keys: dict[int, list[TrustedKey]] = {}
    for kid, key in document["keys"].items():
        issuer, _, key_id = kid.partition(".")
        keys.setdefault(int(issuer), []).append(TrustedKey(int(key_id), b64decode(key), _ALWAYS, None, None))
    issuers = tuple(TrustedIssuer(issuer, "", "", tuple(each), ()) for issuer, each in keys.items())
    return TrustList(44, _ALWAYS, _NEVER, issuers)


def _all_green(issuer: TrustedIssuer) -> Holding:
    contents = Contents(issuer.issuer, _ALWAYS, _NEVER, LISTS * (_ALWAYS,))
    green = bytes(PLACES * BITS // 8)
    key = issuer.keys[0]
    lists = (StatusList(issuer.issuer, number, _ALWAYS, _NEVER, green) for number in range(LISTS))
    return Holding(contents, key, tuple(HeldList(each, key) for each in lists))


def _claims(payload: str, known: Knowledge) -> Mapping[str, Any] | None:
    try:
        claims = verify(payload, known.keys)
    except NotAToken:
        return None
    number, place = divmod(status_index(claims.code_id), PLACES)
    said = {"issuer": claims.issuer, "key_id": claims.key_id, "issued_at": claims.issued_at, "code_id": claims.code_id}
    return said | {"status_list": number, "place": place}


def _contents(text: bytes, trust_list: TrustList) -> Contents:
    """As the issuer whose key they name says them."""
    refusal = NotGenuine("signed with a key that is not known here")
    for issuer in trust_list.issuers:
        try:
            return contents_of(text, issuer)[0]
        except NotGenuine as found:
            if because(found) != "UNKNOWN_KEY":
                raise
            refusal = found
    raise refusal


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
