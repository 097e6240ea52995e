"""payloads.json: texts as readers of QR codes hand them over, and what each reads as."""

from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, Hash

from tests.conformance.making import (
    KEYS,
    NOW,
    ORDER,
    OUR_SECOND,
    OURS,
    PEERS,
    STRANGERS,
    Case,
    der,
    halves,
    raw,
    signature,
    signature_forgeries,
)

PREFIX = "HTTPS://CODE.EXAMPLE/C/"
DOMAIN = b"yuekang/code/v1\x00"
ISSUED_AT = NOW - 30 * 86_400
CODE_ID = "a1b2c3d4e5f60718293a4b5c"


def head(
    version: int = 1, issuer: int = 44, key_id: int = 1, issued_at: int = ISSUED_AT, code_id: str = CODE_ID
) -> bytes:
    return bytes([version, issuer, key_id]) + issued_at.to_bytes(4, "big") + bytes.fromhex(code_id)


def written(token: bytes) -> str:
    return PREFIX + str(int.from_bytes(token, "big")).zfill(200)


def issued(signed: bytes, key: ec.EllipticCurvePrivateKey = OURS) -> str:
    return written(signed + signature(DOMAIN + signed, key))


HEAD = head()
GENUINE = issued(HEAD)
DIGITS = GENUINE.removeprefix(PREFIX)
TOKEN = HEAD + signature(DOMAIN + HEAD, OURS)


def cases() -> list[Case]:
    return [*_valid(), *_malformed(), *_of_another_version(), *_of_unknown_origin(), *_forged()]


def _case(name: str, payload: str, outcome: str, why: str) -> Case:
    return {"name": name, "why": why, "payload": payload, "now": NOW, "outcome": outcome}


def _valid() -> list[Case]:
    r, s = halves(DOMAIN + HEAD, OURS)
    least, greatest = "0" * 24, "f" * 24
    stated = {
        "a code": (GENUINE, (44, 1, ISSUED_AT, CODE_ID)),
        "a code of the second key": (issued(head(key_id=2), OUR_SECOND), (44, 2, ISSUED_AT, CODE_ID)),
        "a code of another issuer": (issued(head(issuer=42), PEERS), (42, 1, ISSUED_AT, CODE_ID)),
        "issued at the first instant, the least id": (issued(head(issued_at=0, code_id=least)), (44, 1, 0, least)),
        "issued at the last instant, the greatest id": (
            issued(head(issued_at=2**32 - 1, code_id=greatest)),
            (44, 1, 2**32 - 1, greatest),
        ),
        "s taken from the order": (written(HEAD + raw(r, ORDER - s)), (44, 1, ISSUED_AT, CODE_ID)),
        "in lower case": (GENUINE.lower(), (44, 1, ISSUED_AT, CODE_ID)),
        "on another host": ("HTTPS://OTHER.EXAMPLE/C/" + DIGITS, (44, 1, ISSUED_AT, CODE_ID)),
        "on a host with a port": ("HTTPS://127.0.0.1:4566/C/" + DIGITS, (44, 1, ISSUED_AT, CODE_ID)),
        "on the longest host": (f"HTTPS://{'a' * 253}/C/{DIGITS}", (44, 1, ISSUED_AT, CODE_ID)),
    }
    return [
        _case(name, payload, "VALID", "")
        | {
            "claims": {
                "issuer": issuer,
                "key_id": key_id,
                "issued_at": issued_at,
                "code_id": code_id,
                "status_list": int(code_id[:2], 16),
                "place": int(code_id[2:7], 16),
            }
        }
        for name, (payload, (issuer, key_id, issued_at, code_id)) in stated.items()
    ]


def _malformed() -> list[Case]:
    other_digits = {
        "full-width": 0xFF10,
        "Arabic-Indic": 0x660,
        "extended Arabic-Indic": 0x6F0,
        "Devanagari": 0x966,
        "mathematical": 0x1D7CE,
    }
    inside = {
        "an underscore": "_",
        "a space": " ",
        "a line feed": "\n",
        "a comma": ",",
        "a point": ".",
        "a plus sign": "+",
        "a minus sign": "-",
        "the letter O": "O",
        "an exponent": "e",
        "a soft hyphen": "\u00ad",
        "a zero-width space": "\u200b",
        "a right-to-left mark": "\u200f",
        "a NUL": "\x00",
        "a superscript two": "\u00b2",
        "a Roman numeral": "\u2162",
        "a Chinese numeral": "\u4e00",
    }
    texts = {
        "nothing": ("", "it is empty"),
        "a network's password": ("WIFI:T:WPA;S:x;P:y;;", "it is no address"),
        "an address of something else": ("https://example.com/?q=1", "it has no /C/ and digits"),
        "an EU certificate's beginning": ("HC1:6BFOXN*TS0BI$ZD.P9UOL97O4", "it is another kind of certificate"),
        "a New Zealand pass's beginning": (
            "NZCP:/1/2KCEVIQEIVVWK6JNGEASNICZAEP2KALYDZSGSZB2O5SWEOTOPJRXALTDN53GSZBRHEXGQZLBNR2G",
            "it is another kind of pass",
        ),
        "the prefix alone": (PREFIX, "it has no digits"),
        "the digits alone": (DIGITS, "it has no prefix"),
        "199 digits": (GENUINE[:-1], "a digit is missing at the end"),
        "201 digits": (GENUINE + "0", "there is a digit too many at the end"),
        "a leading zero too many": (PREFIX + "0" + DIGITS, "there is a digit too many at the front"),
        "one digit": (PREFIX + "1", "199 digits are missing"),
        "400 digits": (GENUINE + DIGITS, "it is there twice"),
        "5000 digits": (PREFIX + "1" * 5000, "there are far too many digits"),
        "2^664": (PREFIX + str(2**664), "the number does not fit into 83 bytes, by one"),
        "all nines": (PREFIX + "9" * 200, "the number does not fit into 83 bytes"),
        "a line feed after it": (GENUINE + "\n", "something follows"),
        "a space after it": (GENUINE + " ", "something follows"),
        "a space before it": (" " + GENUINE, "something stands before it"),
        "a byte order mark before it": ("\ufeff" + GENUINE, "something stands before it"),
        "a slash after it": (GENUINE + "/", "something follows"),
        "a query after it": (GENUINE + "?a=1", "something follows"),
        "a fragment after it": (GENUINE + "#a", "something follows"),
        "http": ("HTTP" + GENUINE[5:], "the scheme is not https"),
        "no scheme": (GENUINE[8:], "the scheme is missing"),
        "no host": ("HTTPS:///C/" + DIGITS, "the host is missing"),
        "a host too long": (f"HTTPS://{'a' * 254}/C/{DIGITS}", "the host is longer than 253 characters"),
        "a user before the host": ("HTTPS://A@CODE.EXAMPLE/C/" + DIGITS, "a host has no @"),
        "a host with an underscore": ("HTTPS://CODE_A.EXAMPLE/C/" + DIGITS, "a host has no underscore"),
        "a host that is not in ASCII": ("HTTPS://C\u00d6DE.EXAMPLE/C/" + DIGITS, "a host is written in ASCII"),
        "a path before /C/": ("HTTPS://CODE.EXAMPLE/X/C/" + DIGITS, "the path is longer"),
        "another letter in the path": ("HTTPS://CODE.EXAMPLE/D/" + DIGITS, "the path is another one"),
        "a path without its last slash": ("HTTPS://CODE.EXAMPLE/C" + DIGITS, "the path is another one"),
        "two slashes in the path": ("HTTPS://CODE.EXAMPLE//C/" + DIGITS, "the path is another one"),
        "backslashes": (GENUINE.replace("/", "\\"), "slashes are written as slashes"),
        "the scheme with a long s": (GENUINE.replace("HTTPS", "HTTP\u017f"), "a letter only looks like an S"),
        "a Cyrillic letter in the path": (GENUINE.replace("/C/", "/\u0421/"), "a letter only looks like a C"),
        "a percent-encoded digit": (PREFIX + f"%3{DIGITS[0]}" + DIGITS[1:], "digits are written as digits"),
        "hexadecimal": (PREFIX + TOKEN.hex(), "the bytes are written in another way"),
        "base64": (PREFIX + b64encode(TOKEN).decode(), "the bytes are written in another way"),
        "full-width letters": ("\uff28\uff34\uff34\uff30\uff33" + GENUINE[5:], "letters only look like ours"),
    }
    found = [_case(name, payload, "MALFORMED", why) for name, (payload, why) in texts.items()]
    for name, zero in other_digits.items():
        payload = PREFIX + "".join(chr(zero + int(digit)) for digit in DIGITS)
        found.append(_case(f"{name} digits", payload, "MALFORMED", "digits are those of ASCII"))
    for name, character in inside.items():
        payload = PREFIX + DIGITS[:100] + character + DIGITS[101:]
        found.append(_case(f"{name} among the digits", payload, "MALFORMED", "every character is a digit of ASCII"))
    return found


def _flipped(byte: int, bit: int) -> str:
    return written(TOKEN[:byte] + bytes([TOKEN[byte] ^ 1 << bit]) + TOKEN[byte + 1 :])


def _of_another_version() -> list[Case]:
    version = "UNSUPPORTED_VERSION"
    return [
        _case("all zeros", PREFIX + "0" * 200, version, "the version is 0"),
        _case("a signed version 2", issued(head(version=2)), version, "the version is 2, though it is well signed"),
        _case(
            "version 2 of an unknown issuer",
            written(head(version=2, issuer=45) + TOKEN[19:]),
            version,
            "of what is wrong, the version is told first",
        ),
        *(_case(f"bit {bit} of the version", _flipped(0, bit), version, "the version is another") for bit in range(8)),
    ]


def _of_unknown_origin() -> list[Case]:
    issuer, key = "UNKNOWN_ISSUER", "UNKNOWN_KEY"
    return [
        _case("a signed code of issuer 45", issued(head(issuer=45), STRANGERS), issuer, "nobody here knows issuer 45"),
        _case("issuer 0", issued(head(issuer=0)), issuer, "nobody here knows issuer 0"),
        _case("issuer 255", issued(head(issuer=255)), issuer, "nobody here knows issuer 255"),
        _case(
            "an unknown issuer's unknown key",
            issued(head(issuer=45, key_id=9), STRANGERS),
            issuer,
            "of what is wrong, the issuer is told before the key",
        ),
        _case("a signed code of key 7", issued(head(key_id=7), STRANGERS), key, "issuer 44 has no key 7"),
        _case("key 255", issued(head(key_id=255)), key, "issuer 44 has no key 255"),
        _case("our second key's number at a peer", issued(head(issuer=42, key_id=2), PEERS), key, "42 has no key 2"),
        *(_case(f"bit {bit} of the issuer", _flipped(1, bit), issuer, "the issuer is another") for bit in range(8)),
        *(_case(f"bit {bit} of the key id", _flipped(2, bit), key, "the key id is another") for bit in range(8)),
    ]


def _forged() -> list[Case]:
    digest = Hash(SHA256())
    digest.update(DOMAIN + HEAD)
    other = head(code_id="b" + CODE_ID[1:])
    signatures = {
        "without the domain tag": (signature(HEAD, OURS), "the domain tag is not signed with it"),
        "with another domain tag": (signature(b"yuekang/code/v2\x00" + HEAD, OURS), "the tag is of another version"),
        "with a tag without its NUL": (signature(DOMAIN[:-1] + HEAD, OURS), "the tag ends with a NUL"),
        "hashed with SHA-384": (raw(*halves(DOMAIN + HEAD, OURS, SHA384())), "the hash is SHA-256"),
        "hashed with SHA-512": (raw(*halves(DOMAIN + HEAD, OURS, SHA512())), "the hash is SHA-256"),
        "hashed twice": (signature(digest.finalize(), OURS), "what is signed is the message, not its hash"),
        "over the text": (signature(GENUINE.encode(), OURS), "what is signed are bytes, not the text"),
        "of another code": (signature(DOMAIN + other, OURS), "the signature belongs to another code"),
        "of an earlier code": (signature(DOMAIN + head(issued_at=ISSUED_AT - 1), OURS), "it belongs to an earlier one"),
        "by a stranger": (signature(DOMAIN + HEAD, STRANGERS), "the key is not one of the issuer's"),
        "by the issuer's other key": (signature(DOMAIN + HEAD, OUR_SECOND), "the token names key 1"),
        "by another issuer": (signature(DOMAIN + HEAD, PEERS), "the key is another issuer's"),
        "in DER": (der(DOMAIN + HEAD, OURS)[:64], "the signature is r and s, not DER"),
    } | dict(signature_forgeries(DOMAIN + HEAD, OURS))
    found = [
        _case(f"signature: {name}", written(HEAD + signed), "BAD_SIGNATURE", why)
        for name, (signed, why) in signatures.items()
    ]
    found += [
        _case(f"a bit of byte {byte} of the time", _flipped(3 + byte, 0), "BAD_SIGNATURE", "the time is another")
        for byte in range(4)
    ]
    found += [
        _case(f"a bit of byte {byte} of the id", _flipped(7 + byte, 0), "BAD_SIGNATURE", "the code is another")
        for byte in range(12)
    ]
    peers = head(issuer=42)
    assert (42, 1) in KEYS
    found.append(_case("our key in a peer's name", issued(peers), "BAD_SIGNATURE", "the key is another issuer's"))
    return found
