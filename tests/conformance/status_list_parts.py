"""What the cases of status lists are put together from: a list in both forms, its contents, and ways to spoil them."""

import gzip
import zlib
from base64 import b64encode
from typing import Any

from tests.conformance.making import DAY, NOW, OURS, Case, jws, sign1, url

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


def list_case(name: str, form: str, content: str | bytes, because: str | None, why: str = "") -> Case:
    written = content if isinstance(content, str) else b64encode(content).decode()
    case: Case = {"name": f"{form}: {name}", "why": why, "form": form, "input": written, "now": NOW}
    return case | {"genuine": because is None} | ({} if because is None else {"because": because})
