"""Status lists as JWT, and the contents: what makes either no genuine one."""

from base64 import b64encode, urlsafe_b64encode
from typing import Any

from tests.conformance.making import (
    OURS,
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
from tests.conformance.status_list_parts import (
    ADDRESS,
    CONTENTS,
    IAT,
    JOSE,
    JWT,
    LST,
    OF_CONTENTS,
    OTHER_NUMBERS,
    OTHER_TIMES,
    UNREADABLE_LISTS,
    contents_claims,
    jwt_claims,
    list_case,
)


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
    return [list_case(name, form, content, because, why) for name, (content, because, why) in (texts | times).items()]


def lists() -> list[Case]:
    shapes = {name: (jwt_claims(sub=f"{ADDRESS}/{number}"), "0 to 255") for name, number in OTHER_NUMBERS.items()}
    shapes |= {
        name: (jwt_claims(status_list={"bits": 2, "lst": url(lst)}), why)
        for name, (lst, why) in UNREADABLE_LISTS.items()
    }
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
            jwt_claims(status_list={"bits": 2, "lst": urlsafe_b64encode(LST).decode()}),
            "base64 is written without padding",
        ),
        "a list with a line feed": (
            jwt_claims(status_list={"bits": 2, "lst": url(LST)[:8] + "\n" + url(LST)[8:]}),
            "base64 has no line feeds",
        ),
    }
    of_another_type = list_case("contents", "jwt", CONTENTS, "WRONG_TYPE", "contents are no list")
    return [
        *_wrong_texts("jwt", JOSE, jwt_claims()),
        *(
            list_case(name, "jwt", jws(JOSE, claims, OURS), "NOT_READABLE", why)
            for name, (claims, why) in shapes.items()
        ),
        of_another_type,
    ]


def contents() -> list[Case]:
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
            list_case(
                name,
                "contents",
                jws(OF_CONTENTS, contents_claims(issued_before=value), OURS),
                "NOT_READABLE",
                "there are 256 ages, in whole seconds, none of them negative",
            )
            for name, value in ages.items()
        ),
        list_case("a list", "contents", JWT, "WRONG_TYPE", "a list is no contents"),
    ]
