"""status_lists.json: lists as JWT and CWT and their contents, and which of them are genuine."""

from tests.conformance import status_cwt_cases, status_jwt_cases
from tests.conformance.making import OUR_SECOND, OURS, PEERS, Case, jws, sign1
from tests.conformance.status_list_parts import (
    CONTENTS,
    CWT,
    EXP,
    IAT,
    JOSE,
    JWT,
    PROTECTED,
    STATUSES,
    cwt_claims,
    jwt_claims,
    list_case,
)


def cases() -> list[Case]:
    return [*_genuine(), *status_jwt_cases.lists(), *status_cwt_cases.lists(), *status_jwt_cases.contents()]


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


def _genuine() -> list[Case]:
    ours: Case = {"issuer": 44, "number": 7, "issued_at": IAT, "expires_at": EXP}
    ours |= {"statuses": {str(place): status for place, status in STATUSES.items()}}
    second = JOSE | {"kid": "44.2"}
    contents = {"issuer": 44, "issued_at": IAT, "expires_at": EXP, "lists": [IAT - age for age in range(256)]}
    extra = jwt_claims(aggregation_uri="https://code.example/all")
    return [
        list_case("a list", "jwt", JWT, None) | {"expected": ours},
        list_case("a list of the second key", "jwt", jws(second, jwt_claims(), OUR_SECOND), None) | {"expected": ours},
        list_case("a claim that is not known", "jwt", jws(JOSE, extra, OURS), None) | {"expected": ours},
        list_case("a peer's list", "jwt", jws(JOSE | {"kid": "42.1"}, jwt_claims(), PEERS), None)
        | {"expected": ours | {"issuer": 42}},
        list_case("a list", "cwt", CWT, None) | {"expected": ours},
        list_case("a peer's list", "cwt", sign1(PROTECTED, {4: b"42.1"}, cwt_claims(), PEERS), None)
        | {"expected": ours | {"issuer": 42}},
        list_case("the contents", "contents", CONTENTS, None) | {"expected": contents},
    ]
