"""verdicts.json: what a gate without a backend decides, from a trust list, contents, one status list and a code."""

from collections.abc import Mapping
from typing import Any

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
    signature,
    with_signature,
)
from tests.conformance.payload_cases import DOMAIN, PREFIX, head, written
from tests.conformance.status_list_parts import EXP, IAT, OF_CONTENTS, contents_claims
from tests.conformance.trust_list_cases import GENUINE_LIST, HEADER, PEER, claims, entry, key, listed
from tests.conformance.verdict_parts import (
    AGES,
    BY_PEER,
    CONTENTS,
    FOURTH,
    GREEN,
    LAST,
    LIST,
    NUMBER,
    PEERS_CONTENTS,
    PEERS_LIST,
    PEERS_STATUSES,
    RED,
    REPLACED,
    code,
    code_id,
    contents,
    status_list,
    verdict_case,
)

CODES = {"a green code": GREEN, "a red code": RED}


def cases() -> list[Case]:
    return [*_with_a_colour(), *_told_by_the_list(), *_no_genuine_code(), *_stale(), *_across_regions()]


def _with_a_colour() -> list[Case]:
    old_list = status_list(iat=IAT - 40_000)
    stated: dict[str, tuple[str, dict[str, Any]]] = {
        "a green code": ("GREEN", {}),
        "a red code": ("RED", {"payload": code(RED)}),
        "the first place": ("GREEN", {"payload": code(0)}),
        "the last place": ("RED", {"payload": code(LAST)}),
        "the first list": ("RED", {"payload": code(RED, 0), "status_list": status_list(number=0, iat=IAT)}),
        "the last list": ("GREEN", {"payload": code(GREEN, 255), "status_list": status_list(number=255, iat=IAT - 5)}),
        "a code of the second key": ("GREEN", {"payload": code(GREEN, NUMBER, OUR_SECOND, key_id=2)}),
        "a code of a retired key": ("RED", {"payload": code(RED), "trust_list": _retired()}),
        "a code that was issued in the second of the contents": ("GREEN", {"payload": code(issued_at=IAT)}),
        "a code in lower case": ("RED", {"payload": code(RED).lower()}),
        "a code on another host": ("GREEN", {"payload": code().replace(PREFIX, "HTTPS://OTHER.EXAMPLE/C/")}),
        "contents of the second key": ("RED", {"payload": code(RED), "contents": contents(OUR_SECOND, "44.2")}),
        "a list of the second key": ("GREEN", {"status_list": status_list(key=OUR_SECOND, kid="44.2")}),
        "a list that has been the same for hours": (
            "RED",
            {
                "payload": code(RED),
                "contents": contents(issued_before=[40_000 if number == NUMBER else 0 for number in range(256)]),
                "status_list": old_list,
            },
        ),
        "the last second of the contents": ("GREEN", {"now": EXP - 1, "trust_list": listed(exp=EXP + 1)}),
        "the last second of the trust list": ("RED", {"payload": code(RED), "trust_list": listed(exp=NOW + 1)}),
        "a trust list from five minutes ahead": ("GREEN", {"trust_list": listed(iat=NOW + 300)}),
        "a key that will be withdrawn": (
            "GREEN",
            {"trust_list": listed(key(withdrawn_at=NOW + 1), key(2, OUR_SECOND))},
        ),
    }
    return [verdict_case(name, "", "VALID", colour, **given) for name, (colour, given) in stated.items()]


def _retired() -> str:
    """A trust list after which the first key signs no more."""
    return listed(key(valid_until=NOW), key(2, OUR_SECOND))


def _told_by_the_list() -> list[Case]:
    last_is_replaced = status_list({LAST: 2})
    return [
        verdict_case("a code that was replaced", "its person has another one", "REPLACED", payload=code(REPLACED)),
        verdict_case(
            "a code that was replaced, at the last place",
            "its person has another one",
            "REPLACED",
            payload=code(LAST),
            status_list=last_is_replaced,
        ),
        verdict_case("the fourth status", "it has no meaning", "UNKNOWN_CODE", payload=code(FOURTH)),
    ]


def _no_genuine_code() -> list[Case]:
    """What is no code under the trust list has no status, whatever a list says at its place."""
    red, green = head(code_id=code_id(RED)), head(code_id=code_id(GREEN))
    signed = signature(DOMAIN + red, OURS)
    withdrawn = key(withdrawn_at=NOW)
    second = key(2, OUR_SECOND)
    stated: dict[str, tuple[str, str, dict[str, Any]]] = {
        "nothing": ("MALFORMED", "there is no code", {"payload": ""}),
        "a digit too few": ("MALFORMED", "a code has 200 digits", {"payload": code()[:-1]}),
        "a digit too many": ("MALFORMED", "a code has 200 digits", {"payload": code() + "0"}),
        "an address without a code": ("MALFORMED", "there are no digits", {"payload": PREFIX}),
        "a number above all tokens": ("MALFORMED", "it has more than 83 bytes", {"payload": PREFIX + "9" * 200}),
        "a space before it": ("MALFORMED", "it begins with another character", {"payload": " " + code()}),
        "version 0": ("UNSUPPORTED_VERSION", "there is version 1 only", {"payload": code(version=0)}),
        "version 2": ("UNSUPPORTED_VERSION", "there is version 1 only", {"payload": code(version=2)}),
        "an issuer that the trust list has not": (
            "UNKNOWN_ISSUER",
            "nobody here trusts it",
            {"payload": code(issuer=66, key=STRANGERS)},
        ),
        "our own code under a list without us": (
            "UNKNOWN_ISSUER",
            "the list has the peer only",
            {"trust_list": listed(issuers=[PEER])},
        ),
        "an issuer whose only key is withdrawn": (
            "UNKNOWN_ISSUER",
            "an issuer without a key that counts is none",
            {"trust_list": listed(withdrawn)},
        ),
        "a key that the trust list has not": ("UNKNOWN_KEY", "nobody here knows it", {"payload": code(key_id=9)}),
        "a withdrawn key": (
            "UNKNOWN_KEY",
            "nothing counts that the key ever signed",
            {"trust_list": listed(withdrawn, second)},
        ),
        "a withdrawn key, lists of the key after it": (
            "UNKNOWN_KEY",
            "that the lists count makes no genuine code",
            {
                "trust_list": listed(withdrawn, second),
                "contents": contents(OUR_SECOND, "44.2"),
                "status_list": status_list(key=OUR_SECOND, kid="44.2"),
            },
        ),
        "a key that is not valid yet": (
            "UNKNOWN_KEY",
            "the key counts from the next second",
            {"trust_list": listed(key(valid_from=NOW + 1), second)},
        ),
        "a signature of another key": ("BAD_SIGNATURE", "44.2 signed it", {"payload": code(key=OUR_SECOND)}),
        "a stranger's signature": ("BAD_SIGNATURE", "44.1 did not sign it", {"payload": code(key=STRANGERS)}),
        "a key that was replaced under its number": (
            "BAD_SIGNATURE",
            "the list has another key under the number",
            {"trust_list": listed(key(of=OUR_SECOND))},
        ),
        "a red code that names a green place": (
            "BAD_SIGNATURE",
            "its place is not the one that was signed",
            {"payload": written(green + signed)},
        ),
        "a code that says that it is older": (
            "BAD_SIGNATURE",
            "its time is not the one that was signed",
            {"payload": written(head(code_id=code_id(RED), issued_at=0) + signed)},
        ),
        "our code in the peer's name": ("BAD_SIGNATURE", "42.1 did not sign it", {"payload": code(issuer=42)}),
    }
    # Nothing of any age was gone by: the answer is of the moment.
    return [verdict_case(name, why, outcome, as_of=NOW, **given) for name, (outcome, why, given) in stated.items()]


def _stale() -> list[Case]:
    found = []
    for of, place in CODES.items():
        payload = code(place)
        for name, (why, given) in _without_contents(payload).items():
            found.append(verdict_case(f"{of}: {name}", why, "STALE", as_of=NOW, **{"payload": payload} | given))
        for name, (why, given) in _beside_the_contents(place).items():
            found.append(verdict_case(f"{of}: {name}", why, "STALE", **{"payload": payload} | given))
    return found


def _without_contents(payload: str) -> Mapping[str, tuple[str, dict[str, Any]]]:
    """By what is wrong: nothing is trusted, or there are no genuine contents."""
    withdrawn = listed(key(), key(2, OUR_SECOND, withdrawn_at=NOW))
    unsigned = jws(OF_CONTENTS | {"alg": "none"}, contents_claims(), OURS)
    in_name_of_peer = jws(HEADER | {"kid": "42"}, claims(), ANCHOR)
    return {
        "a trust list in the second of its end": ("its end is now", {"trust_list": listed(exp=NOW)}),
        "a trust list of yesterday": ("its end is long ago", {"trust_list": listed(iat=NOW - 2 * DAY, exp=NOW - DAY)}),
        "a trust list from the future": ("clocks differ by less", {"trust_list": listed(iat=NOW + 301)}),
        "a trust list of a stranger": (
            "the anchor did not sign it",
            {"trust_list": jws(HEADER, claims(), STRANGERS)},
        ),
        "a trust list of the peer's anchor": (
            "the anchor did not sign it",
            {"trust_list": jws(HEADER, claims(), PEERS_ANCHOR)},
        ),
        "a trust list signed with a code key": (
            "that key is trusted for codes and lists",
            {"trust_list": jws(HEADER, claims(), OURS)},
        ),
        "a trust list under another name": ("44 issues it, and 42 signs it", {"trust_list": in_name_of_peer}),
        "a trust list that is cut off": ("its signature is missing", {"trust_list": GENUINE_LIST.rpartition(".")[0]}),
        "no contents": ("nothing says which lists count", {"contents": None}),
        "contents of a stranger": ("44.1 did not sign them", {"contents": contents(STRANGERS)}),
        "contents of a withdrawn key": (
            "nothing counts that the key ever signed",
            {"trust_list": withdrawn, "contents": contents(OUR_SECOND, "44.2")},
        ),
        "contents of a key that is not trusted": ("nobody knows the key", {"contents": contents(OURS, "44.9")}),
        "contents that are not signed": ("they say so themselves", {"contents": unsigned}),
        "a list for contents": ("it is of another type", {"contents": LIST}),
        "contents of 255 lists": ("a list is missing", {"contents": contents(issued_before=AGES[:-1])}),
        "a code for contents": ("it is no signed text", {"contents": payload}),
    }


def _beside_the_contents(place: int) -> Mapping[str, tuple[str, dict[str, Any]]]:
    """By what is wrong: the contents are genuine, and do not tell the colour of this code."""
    withdrawn = listed(key(), key(2, OUR_SECOND, withdrawn_at=NOW))
    longer = listed(exp=EXP + 9 * DAY)
    return {
        "contents in the second of their end": ("their end is now", {"now": EXP, "trust_list": longer}),
        "contents of days ago": ("their end is long ago", {"now": EXP + 3 * DAY, "trust_list": longer}),
        "a code a second younger than the contents": (
            "they cannot know it",
            {"payload": code(place, issued_at=IAT + 1)},
        ),
        "a code from the future": ("they cannot know it", {"payload": code(place, issued_at=2**32 - 1)}),
        "no list": ("nothing tells the colour", {"status_list": None}),
        "the list before": (
            "the contents name a newer edition",
            {"status_list": status_list(iat=IAT - NUMBER - 1)},
        ),
        "the list after": ("the contents name an older edition", {"status_list": status_list(iat=IAT - NUMBER + 1)}),
        "another list": (
            "the code has its place in list 7",
            {"status_list": status_list(number=17)},
        ),
        "a list of the instant of the contents": ("list 7 is older", {"status_list": status_list(iat=IAT)}),
        "a list in the second of its end": (
            "its end is now, whatever the contents say",
            {"status_list": status_list(good_for=NOW - (IAT - NUMBER))},
        ),
        "a list of a stranger": ("44.1 did not sign it", {"status_list": status_list(key=STRANGERS)}),
        "a list of a withdrawn key": (
            "nothing counts that the key ever signed",
            {"trust_list": withdrawn, "status_list": status_list(key=OUR_SECOND, kid="44.2")},
        ),
        "a list with the signature of another": (
            "another list was signed",
            {"status_list": with_signature(LIST, signature(status_list({}).rpartition(".")[0].encode(), OURS))},
        ),
        "contents for a list": ("they are of another type", {"status_list": CONTENTS}),
        "a list of one bit a code": ("our lists have two", {"status_list": status_list({place: 1}, bits=1)}),
        "the peer's list": ("it is another issuer's", {"status_list": PEERS_LIST}),
    }


def _across_regions() -> list[Case]:
    """Codes of another region: its own lists tell their colour, under its own keys, and nothing else does."""

    def peers(place: int, **changes: int) -> str:
        return code(place, NUMBER, PEERS, issuer=42, **changes)

    gone = listed(issuers=[entry(44, key(), key(2, OUR_SECOND)), entry(42, key(of=PEERS, withdrawn_at=NOW))])
    found = [
        verdict_case("the peer's green code", "", "VALID", "GREEN", payload=peers(RED), **BY_PEER),
        verdict_case("the peer's red code", "", "VALID", "RED", payload=peers(GREEN), **BY_PEER),
    ]
    for of, place in {"the peer's green code": RED, "the peer's red code": GREEN}.items():
        stale: dict[str, tuple[str, dict[str, Any]]] = {
            "our contents and our list": ("they are of our codes", {}),
            "our contents": ("they are of our lists", {"status_list": PEERS_LIST}),
            "our list": ("it is of our codes", {"contents": PEERS_CONTENTS}),
            "contents that we signed for the peer": (
                "whose key signs them says whose they are",
                {"contents": contents(sub="https://42.example/v1/status-lists"), "status_list": PEERS_LIST},
            ),
            "younger than the peer's contents": (
                "they cannot know it",
                BY_PEER | {"payload": peers(place, issued_at=IAT + 1)},
            ),
            "the peer's contents in the second of their end": (
                "their end is now",
                BY_PEER | {"now": EXP, "trust_list": listed(exp=EXP + DAY)},
            ),
        }
        found += [
            verdict_case(f"{of}: {name}", why, "STALE", **{"payload": peers(place)} | given)
            for name, (why, given) in stale.items()
        ]
    return [
        *found,
        verdict_case(
            "our green code: the peer's contents and list", "they are of the peer's codes", "STALE", **BY_PEER
        ),
        verdict_case(
            "the peer's code: contents that we signed in the peer's name",
            "42.1 did not sign them",
            "STALE",
            as_of=NOW,
            payload=peers(RED),
            contents=contents(OURS, "42.1"),
            status_list=PEERS_LIST,
        ),
        verdict_case(
            "the peer's code: a list that we signed in the peer's name",
            "42.1 did not sign it",
            "STALE",
            payload=peers(RED),
            contents=PEERS_CONTENTS,
            status_list=status_list(PEERS_STATUSES, OURS, "42.1"),
        ),
        verdict_case(
            "the peer's replaced code", "its person has another one", "REPLACED", payload=peers(REPLACED), **BY_PEER
        ),
        verdict_case("the peer's fourth status", "it has no meaning", "UNKNOWN_CODE", payload=peers(FOURTH), **BY_PEER),
        verdict_case(
            "the peer's code after its only key is withdrawn",
            "an issuer without a key that counts is none",
            "UNKNOWN_ISSUER",
            as_of=NOW,
            payload=peers(RED),
            trust_list=gone,
            **BY_PEER,
        ),
        verdict_case(
            "the peer's code under a list without the peer",
            "the peer is no peer any more",
            "UNKNOWN_ISSUER",
            as_of=NOW,
            payload=peers(RED),
            trust_list=listed(issuers=[entry(44, key())]),
            **BY_PEER,
        ),
    ]
