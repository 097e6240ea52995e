"""What the cases of verdicts are put together from: codes, contents and lists of two regions that belong together."""

import zlib
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tests.conformance.making import DAY, NOW, OURS, PEERS, Case, jws, url
from tests.conformance.payload_cases import head, issued
from tests.conformance.status_list_parts import ADDRESS, IAT, JOSE, OF_CONTENTS, contents_claims, jwt_claims
from tests.conformance.trust_list_cases import GENUINE_LIST

NUMBER = 7
GREEN, RED, REPLACED, FOURTH, LAST = 3, 4, 5, 6, 2**20 - 1
# The peer's list says red where ours says green, and the other way round, so that a list in the wrong place shows.
OUR_STATUSES = {RED: 1, REPLACED: 2, FOURTH: 3, LAST: 1}
PEERS_STATUSES = {GREEN: 1, REPLACED: 2, FOURTH: 3}
# Lists 7 and 17 are of one instant, so that a number alone tells them apart.
AGES = [number % 10 for number in range(256)]


def code(place: int = GREEN, number: int = NUMBER, key: ec.EllipticCurvePrivateKey = OURS, **changes: int) -> str:
    return issued(head(code_id=code_id(place, number), **changes), key)


def contents(key: ec.EllipticCurvePrivateKey = OURS, kid: str = "44.1", **changes: Any) -> str:
    return jws(OF_CONTENTS | {"kid": kid}, contents_claims(**{"issued_before": AGES} | changes), key)


def status_list(
    statuses: Mapping[int, int] = OUR_STATUSES,
    key: ec.EllipticCurvePrivateKey = OURS,
    kid: str = "44.1",
    number: int = NUMBER,
    iat: int = IAT - NUMBER,
    good_for: int = DAY + DAY // 2,
    bits: int = 2,
) -> str:
    array = bytearray(2**20 * bits // 8)
    for place, status in statuses.items():
        array[place * bits // 8] |= status << place * bits % 8
    said = {"sub": f"{ADDRESS}/{number}", "iat": iat, "exp": iat + good_for}
    said |= {"status_list": {"bits": bits, "lst": url(zlib.compress(array, 9))}}
    return jws(JOSE | {"kid": kid}, jwt_claims(**said), key)


CONTENTS, LIST = contents(), status_list()
PEERS_CONTENTS, PEERS_LIST = contents(PEERS, "42.1"), status_list(PEERS_STATUSES, PEERS, "42.1")
BY_PEER: dict[str, Any] = {"contents": PEERS_CONTENTS, "status_list": PEERS_LIST}


def code_id(place: int, number: int = NUMBER) -> str:
    return f"{number:02x}{place:05x}" + "5" * 17


def verdict_case(name: str, why: str, outcome: str, colour: str | None = None, as_of: int = IAT, **given: Any) -> Case:
    case: Case = {"name": name, "why": why, "trust_list": GENUINE_LIST, "contents": CONTENTS, "status_list": LIST}
    case |= {"payload": code(), "now": NOW} | given
    decision = {None: "CHECK", "GREEN": "PASS", "RED": "STOP"}[colour]
    return case | {"outcome": outcome, "decision": decision, "colour": colour, "as_of": as_of, "source": "status_list"}
