"""Status lists as CWT: what makes one no genuine one."""

from typing import Any

import cbor2

from tests.conformance.making import OURS, STRANGERS, Case, sign1, signature_forgeries, text, url
from tests.conformance.status_list_parts import (
    ADDRESS,
    CWT,
    IAT,
    JWT,
    LST,
    OTHER_NUMBERS,
    OTHER_TIMES,
    PROTECTED,
    UNPROTECTED,
    UNREADABLE_LISTS,
    cwt_claims,
    jwt_claims,
    list_case,
)


def lists() -> list[Case]:
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
        *(list_case(name, "cwt", content, because, why) for name, (content, because, why) in texts.items()),
        *(
            list_case(name, "cwt", headed(PROTECTED, None, claims), unreadable, why)
            for name, (claims, why) in shapes.items()
        ),
    ]
