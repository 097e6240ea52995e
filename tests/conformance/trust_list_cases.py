"""trust_lists.json: which trust lists count, which of their keys do, and what a code reads as under them."""

from base64 import b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.conformance.making import (
    ANCHOR,
    DAY,
    NOW,
    OUR_SECOND,
    OURS,
    PEERS,
    PEERS_ANCHOR,
    STRANGERS,
    Case,
    jws,
    keyed_hash,
    public,
    signature_forgeries,
    text,
    url,
    with_signature,
)
from tests.conformance.payload_cases import CODE_ID, GENUINE, ISSUED_AT, head, issued

HEADER = {"alg": "ES256", "kid": "44", "typ": "trust-list+jwt"}


def key(key_id: int = 1, of: ec.EllipticCurvePrivateKey = OURS, **changes: Any) -> dict[str, Any]:
    given = {"key_id": key_id, "public_key": b64encode(public(of)).decode(), "valid_from": NOW - 60 * DAY}
    return given | {"valid_until": None, "withdrawn_at": None} | changes


def entry(number: int, *keys: dict[str, Any], **changes: Any) -> dict[str, Any]:
    service = f"https://{number}.example"
    given = {"issuer": number, "service": service, "status_lists": f"{service}/v1/status-lists", "keys": list(keys)}
    return given | {"encryption_keys": []} | changes


PEER = entry(42, key(of=PEERS))


def claims(*ours: dict[str, Any], **changes: Any) -> dict[str, Any]:
    issuers = [entry(44, *(ours or (key(), key(2, OUR_SECOND)))), PEER]
    return {"iss": 44, "iat": NOW - 60, "exp": NOW + DAY, "issuers": issuers} | changes


def listed(*ours: dict[str, Any], **changes: Any) -> str:
    return jws(HEADER, claims(*ours, **changes), ANCHOR)


GENUINE_LIST = listed()


def _case(name: str, given: str, because: str | None, why: str, **more: Any) -> Case:
    case: Case = {"name": name, "why": why, "trust_list": given, "held": None, "now": NOW} | more
    return case | {"genuine": because is None} | ({} if because is None else {"because": because})


def lists() -> list[Case]:
    return [*_accepted(), *_badly_written(), *_of_another_shape(), *_out_of_place()]


def _accepted() -> list[Case]:
    every = ["42.1", "44.1", "44.2"]
    older = listed(iat=NOW - 120)
    return [
        _case("a first list", GENUINE_LIST, None, "", keys=every),
        _case("a newer list", GENUINE_LIST, None, "", held=older, keys=every),
        _case("the list that is held", GENUINE_LIST, None, "", held=GENUINE_LIST, keys=every),
        _case("in its last second", listed(exp=NOW + 1), None, "", keys=every),
        _case("clocks that differ by five minutes", listed(iat=NOW + 300), None, "", keys=every),
        _case("a key that is retired", listed(key(valid_until=NOW)), None, "", keys=["42.1", "44.1"]),
        _case("a key that will be withdrawn", listed(key(withdrawn_at=NOW + 1)), None, "", keys=["42.1", "44.1"]),
        _case("a key that is withdrawn", listed(key(withdrawn_at=NOW)), None, "", keys=["42.1"]),
        _case("a key that is not valid yet", listed(key(valid_from=NOW + 1)), None, "", keys=["42.1"]),
        _case("a key from this second", listed(key(valid_from=NOW)), None, "", keys=["42.1", "44.1"]),
    ]


def _badly_written() -> list[Case]:
    kind, known, wrong, unreadable = "WRONG_TYPE", "UNKNOWN_KEY", "WRONGLY_SIGNED", "NOT_READABLE"
    given = claims()
    first, body, signed = GENUINE_LIST.split(".")
    no_kid = {name: value for name, value in HEADER.items() if name != "kid"}
    twice = text(given)[:-1] + b',"exp":%d}' % (NOW + 9 * DAY)
    texts = {
        "nothing": ("", unreadable, "it is empty"),
        "no signature": (f"{first}.{body}.", wrong, "the signature is missing"),
        "alg none": (jws(HEADER | {"alg": "none"}, given, ANCHOR), kind, "it says that it is not signed"),
        "HS256 with the anchor": (
            keyed_hash(HEADER | {"alg": "HS256"}, given, public(ANCHOR)),
            kind,
            "the key that is public is taken for a secret",
        ),
        "another type": (jws(HEADER | {"typ": "statuslist+jwt"}, given, ANCHOR), kind, "it says another type"),
        "no kid": (jws(no_kid, given, ANCHOR), known, "it names nobody"),
        "a peer's kid": (
            jws(HEADER | {"kid": "42"}, given, ANCHOR),
            "OTHER_ISSUER",
            "it names another than its issuer",
        ),
        "a code key's kid": (jws(HEADER | {"kid": "44.1"}, given, ANCHOR), "OTHER_ISSUER", "it names a key of codes"),
        "signed with a code key": (jws(HEADER, given, OURS), wrong, "only the anchor signs trust lists"),
        "signed with a peer's anchor": (jws(HEADER, given, PEERS_ANCHOR), wrong, "the anchor is another region's"),
        "signed by a stranger": (jws(HEADER, given, STRANGERS), wrong, "the key is nobody's"),
        "something critical": (jws(HEADER | {"crit": ["x"], "x": 1}, given, ANCHOR), unreadable, "x is not understood"),
        "exp twice": (jws(HEADER, twice, ANCHOR), unreadable, "of two ends, readers differ in which they take"),
        "padding after it": (GENUINE_LIST + "==", unreadable, "base64 is written without padding"),
        "a changed key": (
            f"{first}.{url(text(claims(key(of=STRANGERS))))}.{signed}",
            wrong,
            "a key was put in after it was signed",
        ),
        "a withdrawal taken out": (
            with_signature(listed(key()), b"") + listed(key(withdrawn_at=NOW)).rpartition(".")[2],
            wrong,
            "something else was signed",
        ),
    }
    texts |= {
        f"signature: {name}": (with_signature(GENUINE_LIST, forged), wrong, why)
        for name, (forged, why) in signature_forgeries(f"{first}.{body}".encode(), ANCHOR).items()
    }
    return [_case(name, content, because, why) for name, (content, because, why) in texts.items()]


def _of_another_shape() -> list[Case]:
    encoded = b64encode(public(OURS)).decode()
    p384 = ec.derive_private_key(440_001, ec.SECP384R1())
    edwards = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x01")
    edwards_key = edwards.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    off_curve = public(OURS)[:-1] + bytes([public(OURS)[-1] ^ 1])
    keys: dict[str, tuple[dict[str, Any], str]] = {
        "key id 256": ({"key_id": 256}, "0 to 255"),
        "key id -1": ({"key_id": -1}, "0 to 255"),
        "key id true": ({"key_id": True}, "a number"),
        "a key that is no base64": ({"public_key": "***"}, "it is not base64"),
        "a key with a line feed": ({"public_key": encoded[:9] + "\n" + encoded[9:]}, "base64 has no line feeds"),
        "a key that is no key": ({"public_key": b64encode(b"no key").decode()}, "it is not DER"),
        "a key on P-384": ({"public_key": b64encode(public(p384)).decode()}, "keys are on P-256"),
        "an Ed25519 key": ({"public_key": b64encode(edwards_key).decode()}, "keys are on P-256"),
        "a key off its curve": ({"public_key": b64encode(off_curve).decode()}, "it is no point of P-256"),
        "a key without a beginning": ({"valid_from": None}, "every key has one"),
        "a key whose end is a text": ({"valid_until": "2027"}, "times are whole seconds"),
        "a key whose withdrawal is true": ({"withdrawn_at": True}, "times are whole seconds"),
    }
    shapes: dict[str, tuple[dict[str, Any], str]] = {
        "an issuer that is a text": ({"iss": "44"}, "an issuer is a number"),
        "issuer 256": ({"iss": 256}, "0 to 255"),
        "iat that is a text": ({"iat": "2026"}, "times are whole seconds"),
        "exp that is a fraction": ({"exp": NOW + 0.5}, "times are whole seconds"),
        "exp without a year": ({"exp": 10**30}, "no year is that far away"),
        "issuers that are null": ({"issuers": None}, "there is nothing to read"),
        "an empty entry": ({"issuers": [{}]}, "an entry has fields"),
        "an issuer twice": ({"issuers": [entry(44, key()), entry(44, key(2))]}, "of two entries neither is taken"),
        "a key twice": (
            {"issuers": [entry(44, key(withdrawn_at=NOW - 1), key(of=OUR_SECOND))]},
            "of two entries, one of them withdrawn, neither is taken",
        ),
        "an address that is a number": ({"issuers": [entry(44, key(), service=1)]}, "an address is a text"),
        "no address of lists": ({"issuers": [entry(44, key(), status_lists=None)]}, "an address is a text"),
    }
    found = [_case(name, listed(key(**changes)), "NOT_READABLE", why) for name, (changes, why) in keys.items()]
    found += [_case(name, listed(**changes), "NOT_READABLE", why) for name, (changes, why) in shapes.items()]
    return found


def _out_of_place() -> list[Case]:
    foreign = jws(HEADER | {"kid": "42"}, claims(iss=42), ANCHOR)
    return [
        _case("expired", listed(exp=NOW - 1), "EXPIRED", "its end is a second ago"),
        _case("in the second of its end", listed(exp=NOW), "EXPIRED", "its end is now"),
        _case("not yet", listed(iat=NOW + 301), "NOT_YET", "it is from the future by more than clocks differ"),
        _case("older", listed(iat=NOW - 61), "OLDER", "the one held is a second newer", held=GENUINE_LIST),
        _case(
            "older, before a withdrawal",
            listed(iat=NOW - 3600),
            "OLDER",
            "it would bring back a key that was withdrawn",
            held=listed(key(withdrawn_at=NOW - 60)),
        ),
        _case("of another issuer", foreign, "OTHER_ISSUER", "the one held is of 44", held=GENUINE_LIST),
    ]


def codes() -> list[Case]:
    """What a code reads as, when the keys that count are those of a list."""
    second = key(2, OUR_SECOND)
    stated = {
        "a code under the list": (GENUINE_LIST, GENUINE, "VALID", ""),
        "a peer's code": (GENUINE_LIST, issued(head(issuer=42), PEERS), "VALID", ""),
        "a code of a retired key": (listed(key(valid_until=NOW - 1), second), GENUINE, "VALID", ""),
        "a code of a withdrawn key": (
            listed(key(withdrawn_at=NOW - 1), second),
            GENUINE,
            "UNKNOWN_KEY",
            "nothing counts that the key ever signed",
        ),
        "a code of an issuer whose only key is withdrawn": (
            listed(key(withdrawn_at=NOW - 1)),
            GENUINE,
            "UNKNOWN_ISSUER",
            "an issuer without a key that counts is none",
        ),
        "a code of a key that is not valid yet": (
            listed(key(valid_from=NOW + 1), second),
            GENUINE,
            "UNKNOWN_KEY",
            "the key counts from the next second",
        ),
        "a code from the first second of its key": (listed(key(valid_from=ISSUED_AT), second), GENUINE, "VALID", ""),
        "a code from before its key was in use": (
            listed(key(valid_from=ISSUED_AT + 1), second),
            GENUINE,
            "UNKNOWN_KEY",
            "its issuer did not use the key yet when it says it was issued",
        ),
        "a code from the last second of its key": (
            listed(key(valid_until=ISSUED_AT + 1), second),
            GENUINE,
            "VALID",
            "",
        ),
        "a code from after its key was in use": (
            listed(key(valid_until=ISSUED_AT), second),
            GENUINE,
            "UNKNOWN_KEY",
            "its issuer did not use the key any more when it says it was issued",
        ),
        "a code of an issuer that the list has not": (
            listed(issuers=[PEER]),
            GENUINE,
            "UNKNOWN_ISSUER",
            "the issuer is not on the list",
        ),
        "a code of a key that was replaced under its number": (
            listed(key(of=OUR_SECOND)),
            GENUINE,
            "BAD_SIGNATURE",
            "the list has another key under the number",
        ),
        "a peer's code signed with our key": (
            GENUINE_LIST,
            issued(head(issuer=42, code_id="f" + CODE_ID[1:])),
            "BAD_SIGNATURE",
            "the key is another issuer's",
        ),
    }
    return [
        {"name": name, "why": why, "trust_list": given, "payload": payload, "now": NOW, "outcome": outcome}
        for name, (given, payload, outcome, why) in stated.items()
    ]


def in_time() -> list[Case]:
    """Whether something that says when it was signed was signed while its key, 44.1, was in use."""
    start, end = NOW - 10 * DAY, NOW - DAY
    used, unused = "", "the key was not in use"
    given = listed(key(valid_from=start, valid_until=end))
    stated = {
        "in its first second": (given, start, True, used),
        "in its last second": (given, end - 1, True, used),
        "long after the beginning of a key without an end": (GENUINE_LIST, NOW, True, used),
        "a second before its beginning": (given, start - 1, False, unused + " yet"),
        "in the second of its end": (given, end, False, unused + " any more"),
        "after its end": (given, NOW, False, unused + " any more"),
        "at the first instant": (given, 0, False, unused + " by far"),
    }
    return [
        {"name": name, "why": why, "trust_list": text_, "now": NOW, "signed_at": at, "in_time": expected}
        for name, (text_, at, expected, why) in stated.items()
    ]
