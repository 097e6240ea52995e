"""status_lists.json: lists as JWT and CWT and their contents, and which of them are genuine."""

import gzip
import zlib
from base64 import b64encode, urlsafe_b64encode
from typing import Any

import cbor2

from tests.conformance.making import (
    DAY,
    NOW,
    OUR_SECOND,
    OURS,
    PEERS,
    STRANGERS,
    Case,
    jws,
    keyed_hash,
    public,
    sign1,
    signature_forgeries,
    text,
    url,
    with_signature,
)

ADDRESS = "https://code.example/v1/status-lists"
STATUSES = {0: 1, 1: 2, 1993: 1, 2**20 - 1: 2}
ARRAY = bytearray(2**18)
for _place, _status in STATUSES.items():
    ARRAY[_place // 4] |= _status << _place % 4 * 2
LST = zlib.compress(ARRAY, 9)
IAT, EXP = NOW - 60, NOW - 60 + DAY
JOSE = {"alg": "ES256", "kid": "44.1", "typ": "statuslist+jwt"}
OF_CONTENTS = JOSE | {"typ": "statuslist-contents+jwt"}
PROTECTED, UNPROTECTED = {1: -7, 16: "application/statuslist+cwt"}, {4: b"44.1"}


def jwt_claims(**changes: Any) -> dict[str, Any]:
    times = {"iat": IAT, "exp": EXP, "ttl": 240}
    return {"sub": f"{ADDRESS}/7", **times, "status_list": {"bits": 2, "lst": url(LST)}} | changes


def cwt_claims(**changes: Any) -> dict[Any, Any]:
    numbers = {"sub": 2, "iat": 6, "exp": 4, "status_list": 65533}
    claims = {2: f"{ADDRESS}/7", 6: IAT, 4: EXP, 65534: 240, 65533: {"bits": 2, "lst": LST}}
    return claims | {numbers[name]: value for name, value in changes.items()}


def contents_claims(**changes: Any) -> dict[str, Any]:
    return {"sub": ADDRESS, "iat": IAT, "exp": EXP, "ttl": 240, "issued_before": list(range(256))} | changes


JWT, CONTENTS = jws(JOSE, jwt_claims(), OURS), jws(OF_CONTENTS, contents_claims(), OURS)
CWT = sign1(PROTECTED, UNPROTECTED, cwt_claims(), OURS)
UNREADABLE_LISTS = {
    "a list that is not ZLIB": (bytes(ARRAY[:100]), "the array is not compressed"),
    "a list as raw DEFLATE": (LST[2:-4], "it has no ZLIB header"),
    "a list as GZIP": (gzip.compress(ARRAY, mtime=0), "it is another format"),
    "a list with a wrong checksum": (LST[:-1] + bytes([LST[-1] ^ 1]), "its checksum is of something else"),
    "a list that was cut off": (LST[:-1], "its last byte is missing"),
    "a list with something after it": (LST + b"\x00", "a byte follows it"),
    "two lists in one": (LST + LST, "another list follows it"),
    "a list a byte too short": (zlib.compress(ARRAY[:-1], 9), "it has four places too few"),
    "a list a byte too long": (zlib.compress(ARRAY + b"\x00", 9), "it has four places too many"),
    "a list that unpacks to a hundred times its size": (zlib.compress(bytes(100 * 2**18), 9), "it is far too long"),
    "an empty list": (b"", "it has no places"),
}
"""What is wrong with the compressed array, in a list of either form."""
OTHER_NUMBERS = {
    "list 256": "256",
    "list -1": "-1",
    "no number": "",
    "a number with a sign": "+7",
    "a number with a leading zero": "07",
    "a number with an underscore": "1_0",
    "a number with a space": " 7",
    "a number in full-width digits": "\uff17",
    "a name": "seven",
}
OTHER_TIMES = {"a text": "2026-03-01", "true": True, "a fraction": IAT + 0.5, "no year": 10**30, "null": None}


def cases() -> list[Case]:
    return [*_genuine(), *_jwts(), *_cwts(), *_contents()]


def places() -> list[Case]:
    """Which status the list of the first case has at a place; null where there is no such place."""
    asked = {
        "the first place": (0, 1, ""),
        "the second place": (1, 2, ""),
        "a place in the middle": (1993, 1, ""),
        "a green place": (1994, 0, ""),
        "the last place": (2**20 - 1, 2, ""),
        "the place after the last": (2**20, None, "a list has 2^20 places, from 0"),
        "a place far outside": (2**28, None, "an index in all lists is not a place in one of them"),
        "a negative place": (-1, None, "places begin at 0"),
    }
    return [
        {"name": name, "why": why, "place": place, "status": status} for name, (place, status, why) in asked.items()
    ]


def _list_case(name: str, form: str, content: str | bytes, because: str | None, why: str = "") -> Case:
    written = content if isinstance(content, str) else b64encode(content).decode()
    case: Case = {"name": f"{form}: {name}", "why": why, "form": form, "input": written, "now": NOW}
    return case | {"genuine": because is None} | ({} if because is None else {"because": because})


def _genuine() -> list[Case]:
    ours: Case = {"issuer": 44, "number": 7, "issued_at": IAT, "expires_at": EXP}
    ours |= {"statuses": {str(place): status for place, status in STATUSES.items()}}
    second = JOSE | {"kid": "44.2"}
    contents = {"issuer": 44, "issued_at": IAT, "expires_at": EXP, "lists": [IAT - age for age in range(256)]}
    extra = jwt_claims(aggregation_uri="https://code.example/all")
    return [
        _list_case("a list", "jwt", JWT, None) | {"expected": ours},
        _list_case("a list of the second key", "jwt", jws(second, jwt_claims(), OUR_SECOND), None) | {"expected": ours},
        _list_case("a claim that is not known", "jwt", jws(JOSE, extra, OURS), None) | {"expected": ours},
        _list_case("a peer's list", "jwt", jws(JOSE | {"kid": "42.1"}, jwt_claims(), PEERS), None)
        | {"expected": ours | {"issuer": 42}},
        _list_case("a list", "cwt", CWT, None) | {"expected": ours},
        _list_case("a peer's list", "cwt", sign1(PROTECTED, {4: b"42.1"}, cwt_claims(), PEERS), None)
        | {"expected": ours | {"issuer": 42}},
        _list_case("the contents", "contents", CONTENTS, None) | {"expected": contents},
    ]


def _wrong_texts(form: str, header: dict[str, Any], claims: dict[str, Any]) -> list[Case]:
    """What makes any JWT no genuine one, whatever it says."""
    genuine = jws(header, claims, OURS)
    head, body, signed = genuine.split(".")
    message = f"{head}.{body}"
    # 64 bytes end in a character with four bits to spare, which any reader of base64 could be tempted to skip.
    spare = signed[:-1] + chr(ord(signed[-1]) + 1)
    no_alg = {name: value for name, value in header.items() if name != "alg"}
    no_kid = {name: value for name, value in header.items() if name != "kid"}
    no_typ = {name: value for name, value in header.items() if name != "typ"}
    kind, known, wrong, unreadable = "WRONG_TYPE", "UNKNOWN_KEY", "WRONGLY_SIGNED", "NOT_READABLE"
    utf16 = text(header).decode().encode("utf-16-le")
    twice = text(header)[:-1] + b',"alg":"ES256"}'
    claims_twice = text(claims)[:-1] + b',"iat":%d}' % IAT
    texts = {
        "nothing": ("", unreadable, "it is empty"),
        "no signature": (message, unreadable, "the third part is missing"),
        "an empty signature": (message + ".", wrong, "the third part is empty"),
        "a fourth part": (genuine + "." + signed, unreadable, "there are four parts"),
        "alg none": (jws(header | {"alg": "none"}, claims, OURS), kind, "it says that it is not signed"),
        "alg none, not signed": (
            jws(header | {"alg": "none"}, claims, OURS).rpartition(".")[0] + ".",
            kind,
            "it is not signed, and says so",
        ),
        "HS256 with the public key": (
            keyed_hash(header | {"alg": "HS256"}, claims, public(OURS)),
            kind,
            "the key that is public is taken for a secret",
        ),
        "alg ES384": (jws(header | {"alg": "ES384"}, claims, OURS), kind, "it says another algorithm"),
        "alg in lower case": (jws(header | {"alg": "es256"}, claims, OURS), kind, "names of algorithms have a case"),
        "no alg": (jws(no_alg, claims, OURS), kind, "it says no algorithm"),
        "typ JWT": (jws(header | {"typ": "JWT"}, claims, OURS), kind, "it says another type"),
        "no typ": (jws(no_typ, claims, OURS), kind, "it says no type"),
        "no kid": (jws(no_kid, claims, OURS), known, "it names no key"),
        "a kid that is a number": (jws(header | {"kid": 44.1}, claims, OURS), known, "a key's name is a text"),
        "an unknown kid": (jws(header | {"kid": "44.9"}, claims, OURS), known, "nobody knows that key"),
        "an unknown issuer's kid": (jws(header | {"kid": "45.1"}, claims, OURS), known, "nobody knows that issuer"),
        "a kid with a leading zero": (jws(header | {"kid": "44.01"}, claims, OURS), known, "the key has another name"),
        "a kid in full-width digits": (
            jws(header | {"kid": "\uff14\uff14.1"}, claims, OURS),
            known,
            "the key has another name",
        ),
        "a kid without a key id": (jws(header | {"kid": "44"}, claims, OURS), known, "an issuer is no key"),
        "another issuer's kid": (jws(header | {"kid": "42.1"}, claims, OURS), wrong, "42.1 did not sign it"),
        "the other key's kid": (jws(header | {"kid": "44.2"}, claims, OURS), wrong, "44.2 did not sign it"),
        "a stranger": (jws(header, claims, STRANGERS), wrong, "44.1 did not sign it"),
        "a stranger with his key in the header": (
            jws(header | {"x5c": [b64encode(public(STRANGERS)).decode()]}, claims, STRANGERS),
            wrong,
            "a key in the text is not one that is known",
        ),
        "an extension that is critical": (
            jws(header | {"crit": ["b64"], "b64": True}, claims, OURS),
            unreadable,
            "RFC 7515, section 4.1.11: what is not understood and critical is refused",
        ),
        "an empty list of extensions": (jws(header | {"crit": []}, claims, OURS), unreadable, "RFC 7515 allows none"),
        "a header that is a list": (jws([header], claims, OURS), unreadable, "a header is an object"),
        "a header with a member twice": (jws(twice, claims, OURS), unreadable, "alg is there twice"),
        "a header in UTF-16": (jws(utf16, claims, OURS), unreadable, "JSON is in UTF-8"),
        "claims with a member twice": (jws(header, claims_twice, OURS), unreadable, "iat is there twice"),
        "claims that are a list": (jws(header, [claims], OURS), unreadable, "claims are an object"),
        "claims that are not JSON": (jws(header, b"{iat: 1}", OURS), unreadable, "they are not JSON"),
        "claims cut off": (jws(header, text(claims)[:-1], OURS), unreadable, "the last brace is missing"),
        "NaN among the claims": (
            jws(header, text(claims)[:-1] + b',"x":NaN}', OURS),
            unreadable,
            "JSON has no NaN",
        ),
        "padding after the signature": (genuine + "==", unreadable, "base64 is written without padding"),
        "a line feed after it": (genuine + "\n", unreadable, "something follows"),
        "a space in the signature": (f"{message}.{signed[:10]} {signed[10:]}", unreadable, "base64 has no spaces"),
        "bits to spare that are not zero": (f"{message}.{spare}", unreadable, "bytes are written in one way only"),
        "a signature a byte short": (with_signature(genuine, bytes(63)), wrong, "a signature has 64 bytes"),
        "a signature a byte long": (with_signature(genuine, bytes(65)), wrong, "a signature has 64 bytes"),
        "a changed header": (
            f"{url(text(header | {'x': 1}))}.{body}.{signed}",
            wrong,
            "something else was signed",
        ),
        "changed claims": (
            f"{head}.{url(text(claims | {'iat': IAT + 1}))}.{signed}",
            wrong,
            "something else was signed",
        ),
    }
    texts |= {
        f"signature: {name}": (with_signature(genuine, forged), wrong, why)
        for name, (forged, why) in signature_forgeries(message.encode(), OURS).items()
    }
    times = {
        f"{name} that is {said}": (jws(header, claims | {name: value}, OURS), unreadable, "times are whole seconds")
        for name in ("iat", "exp")
        for said, value in OTHER_TIMES.items()
    }
    return [_list_case(name, form, content, because, why) for name, (content, because, why) in (texts | times).items()]


def _jwts() -> list[Case]:
    shapes = {name: (jwt_claims(sub=f"{ADDRESS}/{number}"), "0 to 255") for name, number in OTHER_NUMBERS.items()}
    shapes |= {
        name: (jwt_claims(status_list={"bits": 2, "lst": url(lst)}), why)
        for name, (lst, why) in UNREADABLE_LISTS.items()
    }
    padded = urlsafe_b64encode(LST + b"").decode()
    shapes |= {
        "a subject that is a number": (jwt_claims(sub=7), "a subject is a text"),
        "no status list": (jwt_claims(status_list=None), "there is nothing to read"),
        "one bit a code": (jwt_claims(status_list={"bits": 1, "lst": url(LST)}), "our lists have two"),
        "four bits a code": (jwt_claims(status_list={"bits": 4, "lst": url(LST)}), "our lists have two"),
        "three bits a code": (jwt_claims(status_list={"bits": 3, "lst": url(LST)}), "no list has three"),
        "bits as a text": (jwt_claims(status_list={"bits": "2", "lst": url(LST)}), "bits are a number"),
        "no bits": (jwt_claims(status_list={"lst": url(LST)}), "bits are missing"),
        "no list": (jwt_claims(status_list={"bits": 2}), "the list is missing"),
        "a list that is a list": (jwt_claims(status_list={"bits": 2, "lst": list(LST[:9])}), "a list is a text"),
        "a list with padding": (
            jwt_claims(status_list={"bits": 2, "lst": padded if "=" in padded else padded + "===="}),
            "base64 is written without padding",
        ),
        "a list with a line feed": (
            jwt_claims(status_list={"bits": 2, "lst": url(LST)[:8] + "\n" + url(LST)[8:]}),
            "base64 has no line feeds",
        ),
    }
    of_another_type = _list_case("contents", "jwt", CONTENTS, "WRONG_TYPE", "contents are no list")
    return [
        *_wrong_texts("jwt", JOSE, jwt_claims()),
        *(
            _list_case(name, "jwt", jws(JOSE, claims, OURS), "NOT_READABLE", why)
            for name, (claims, why) in shapes.items()
        ),
        of_another_type,
    ]


def _contents() -> list[Case]:
    ages: dict[str, Any] = {
        "no ages": None,
        "ages of 255 lists": list(range(255)),
        "ages of 257 lists": list(range(257)),
        "ages that are texts": [str(age) for age in range(256)],
        "ages that are true": [True] * 256,
        "an age before its list": [-1, *range(1, 256)],
        "ages by number": {str(number): 0 for number in range(256)},
    }
    return [
        *_wrong_texts("contents", OF_CONTENTS, contents_claims()),
        *(
            _list_case(
                name,
                "contents",
                jws(OF_CONTENTS, contents_claims(issued_before=value), OURS),
                "NOT_READABLE",
                "there are 256 ages, in whole seconds, none of them negative",
            )
            for name, value in ages.items()
        ),
        _list_case("a list", "contents", JWT, "WRONG_TYPE", "a list is no contents"),
    ]


def _cwts() -> list[Case]:
    kind, known, wrong, unreadable = "WRONG_TYPE", "UNKNOWN_KEY", "WRONGLY_SIGNED", "NOT_READABLE"
    protected, unprotected, body, signed = cbor2.loads(CWT).value
    message = cbor2.dumps(["Signature1", protected, b"", body])

    def parts(*given: Any) -> bytes:
        return cbor2.dumps(cbor2.CBORTag(18, list(given)))

    def headed(header: Any, unsigned: Any = None, claims: Any = None) -> bytes:
        return sign1(header, unsigned or UNPROTECTED, claims or cwt_claims(), OURS)

    twice = bytes([protected[0] + 1]) + protected[1:] + cbor2.dumps(1) + cbor2.dumps(-7)
    body_twice = bytes([body[0] + 1]) + body[1:] + cbor2.dumps(6) + cbor2.dumps(IAT)
    texts = {
        "nothing": (b"", unreadable, "it is empty"),
        "cut off": (CWT[:-1], unreadable, "its last byte is missing"),
        "a byte after it": (CWT + b"\x00", unreadable, "something follows"),
        "a JWT": (JWT.encode(), unreadable, "it is no CBOR of a CWT"),
        "no tag": (sign1(PROTECTED, UNPROTECTED, cwt_claims(), OURS, tag=None), unreadable, "the tag 18 is missing"),
        "the tag of a MAC": (
            sign1(PROTECTED, UNPROTECTED, cwt_claims(), OURS, tag=17),
            unreadable,
            "17 is no signature",
        ),
        "the tag of many signers": (
            sign1(PROTECTED, UNPROTECTED, cwt_claims(), OURS, tag=98),
            unreadable,
            "98 is another structure",
        ),
        "three parts": (parts(protected, unprotected, body), unreadable, "the signature is missing"),
        "five parts": (parts(protected, unprotected, body, signed, b""), unreadable, "there is a part too many"),
        "detached claims": (parts(protected, unprotected, None, signed), unreadable, "the claims are somewhere else"),
        "no signature": (parts(protected, unprotected, body, b""), wrong, "the signature is empty"),
        "a signature a byte short": (parts(protected, unprotected, body, signed[:-1]), wrong, "it has 64 bytes"),
        "a signature a byte long": (parts(protected, unprotected, body, signed + b"\x00"), wrong, "it has 64 bytes"),
        "another context": (
            sign1(PROTECTED, UNPROTECTED, cwt_claims(), OURS, context="Signature"),
            wrong,
            "what is signed begins with Signature1",
        ),
        "alg ES384": (headed(PROTECTED | {1: -35}), kind, "it says another algorithm"),
        "alg EdDSA": (headed(PROTECTED | {1: -8}), kind, "it says another algorithm"),
        "alg HMAC": (headed(PROTECTED | {1: 5}), kind, "it says another algorithm"),
        "alg by name": (headed(PROTECTED | {1: "ES256"}), kind, "algorithms are numbers here"),
        "alg not protected": (headed({16: PROTECTED[16]}, {1: -7, 4: b"44.1"}), kind, "no signature covers the alg"),
        "no typ": (headed({1: -7}), kind, "it says no type"),
        "typ not protected": (headed({1: -7}, {16: PROTECTED[16], 4: b"44.1"}), kind, "no signature covers the type"),
        "typ of a JWT": (headed(PROTECTED | {16: "statuslist+jwt"}), kind, "it says another type"),
        "typ of any CWT": (headed(PROTECTED | {16: "application/cwt"}), kind, "it says another type"),
        "an empty header": (headed(b""), unreadable, "a header is a map"),
        "a header that is a list": (headed([1, -7]), kind, "a header is a map"),
        "an extension that is critical": (
            headed(PROTECTED | {2: [99], 99: True}),
            unreadable,
            "RFC 9052, section 3.1: what is not understood and critical is refused",
        ),
        "a header with a label twice": (headed(twice), unreadable, "alg is there twice"),
        "claims with a label twice": (headed(PROTECTED, None, body_twice), unreadable, "iat is there twice"),
        "a byte after the claims": (
            headed(PROTECTED, None, body + b"\x00"),
            unreadable,
            "something follows the claims",
        ),
        "no kid": (headed(PROTECTED, {5: b"44.1"}), unreadable, "it names no key"),
        "a kid that is a text": (headed(PROTECTED, {4: "44.1"}), unreadable, "a key's name is bytes here"),
        "a kid that is not ASCII": (headed(PROTECTED, {4: b"\xff\xfe"}), unreadable, "a key's name is in ASCII"),
        "an unknown kid": (headed(PROTECTED, {4: b"44.9"}), known, "nobody knows that key"),
        "an unknown issuer's kid": (headed(PROTECTED, {4: b"45.1"}), known, "nobody knows that issuer"),
        "a kid with a leading zero": (headed(PROTECTED, {4: b"044.1"}), known, "the key has another name"),
        "another issuer's kid": (headed(PROTECTED, {4: b"42.1"}), wrong, "42.1 did not sign it"),
        "the other key's kid": (headed(PROTECTED, {4: b"44.2"}), wrong, "44.2 did not sign it"),
        "a stranger": (sign1(PROTECTED, UNPROTECTED, cwt_claims(), STRANGERS), wrong, "44.1 did not sign it"),
        "claims that are a list": (headed(PROTECTED, None, [1, 2]), unreadable, "claims are a map"),
        "claims in JSON": (headed(PROTECTED, None, text(jwt_claims())), unreadable, "claims are in CBOR"),
        "changed claims": (
            parts(protected, unprotected, cbor2.dumps(cwt_claims(iat=IAT + 1)), signed),
            wrong,
            "something else was signed",
        ),
        "a changed header": (
            parts(cbor2.dumps(PROTECTED | {99: 1}), unprotected, body, signed),
            wrong,
            "something else was signed",
        ),
    }
    texts |= {
        f"signature: {name}": (parts(protected, unprotected, body, forged), wrong, why)
        for name, (forged, why) in signature_forgeries(message, OURS).items()
    }
    shapes: dict[str, tuple[dict[Any, Any], str]] = {
        name: (cwt_claims(sub=f"{ADDRESS}/{number}"), "0 to 255") for name, number in OTHER_NUMBERS.items()
    }
    shapes |= {
        name: (cwt_claims(status_list={"bits": 2, "lst": lst}), why) for name, (lst, why) in UNREADABLE_LISTS.items()
    }
    shapes |= {
        f"{name} that is {said}": (cwt_claims(**{name: value}), "times are whole seconds")
        for name in ("iat", "exp")
        for said, value in OTHER_TIMES.items()
    }
    shapes |= {
        "a subject that is a number": (cwt_claims(sub=7), "a subject is a text"),
        "no status list": (cwt_claims(status_list=None), "there is nothing to read"),
        "one bit a code": (cwt_claims(status_list={"bits": 1, "lst": LST}), "our lists have two"),
        "eight bits a code": (cwt_claims(status_list={"bits": 8, "lst": LST}), "our lists have two"),
        "no bits": (cwt_claims(status_list={"lst": LST}), "bits are missing"),
        "a list in base64": (cwt_claims(status_list={"bits": 2, "lst": url(LST)}), "a list is bytes here"),
    }
    return [
        *(_list_case(name, "cwt", content, because, why) for name, (content, because, why) in texts.items()),
        *(
            _list_case(name, "cwt", headed(PROTECTED, None, claims), unreadable, why)
            for name, (claims, why) in shapes.items()
        ),
    ]
