"""Which contents of a peer are believed, under which of its keys, and how the time of a run is shared."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.jws.signature import NotGenuine
from shared.mirrors.model import NotMirrored, Reason
from shared.mirrors.rules import changed, check_contents, check_list, edition_asked_for, genuine, share
from shared.statuslist.jwt import contents_as_jwt, contents_from_jwt
from shared.statuslist.model import LISTS, Contents
from shared.statuslist.rules import GOOD_FOR
from shared.trust.model import TrustedIssuer
from tests.unit.statuslist.lists import ISSUED, KEY, contents, signer, status_list
from tests.unit.trust.trust_lists import public, trusted_issuer, trusted_key

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NOW = ISSUED + MINUTE
SAME = tuple([ISSUED] * LISTS)


def peer(**key: Any) -> TrustedIssuer:
    """A peer with one key, in use for long."""
    given = {"public_key": public(KEY), "valid_from": ISSUED - timedelta(days=30)}
    return trusted_issuer(issuer=44, keys=(trusted_key(**given | key),))


def reason(check: Callable[[], None]) -> Reason | None:
    try:
        check()
    except NotMirrored as refused:
        return refused.reason
    return None


@pytest.mark.parametrize(
    ("fields", "now", "expected"),
    [
        ({}, NOW, None),
        ({}, ISSUED - 5 * MINUTE, None),
        ({}, ISSUED - 5 * MINUTE - SECOND, Reason.FROM_THE_FUTURE),
        ({}, ISSUED + GOOD_FOR - SECOND, None),
        ({}, ISSUED + GOOD_FOR, Reason.EXPIRED),
        ({"expires_at": ISSUED + GOOD_FOR + SECOND}, NOW, Reason.GOOD_FOR_TOO_LONG),
        ({"lists": (ISSUED - GOOD_FOR, *SAME[1:])}, NOW, None),
        ({"lists": (*SAME[1:], ISSUED - GOOD_FOR - SECOND)}, NOW, Reason.GOOD_FOR_TOO_LONG),
    ],
)
def test_contents_are_believed_within_their_time(
    fields: dict[str, Any], now: datetime, expected: Reason | None
) -> None:
    assert reason(lambda: check_contents(contents(**{"lists": SAME} | fields), None, now)) is expected


@pytest.mark.parametrize(("held_later", "expected"), [(-SECOND, None), (timedelta(), None), (SECOND, Reason.OLDER)])
def test_contents_that_are_older_than_those_held_never_count(held_later: timedelta, expected: Reason | None) -> None:
    new, held = contents(lists=SAME), contents(lists=SAME, issued_at=ISSUED + held_later)
    assert reason(lambda: check_contents(new, held, NOW)) is expected


def test_the_lists_to_ask_for_are_those_of_another_edition_in_either_direction() -> None:
    held = contents(lists=(ISSUED - MINUTE, ISSUED, ISSUED - MINUTE, *SAME[3:]))
    new = contents(lists=(ISSUED, ISSUED, ISSUED - 2 * MINUTE, *SAME[3:]))
    assert [*changed(new, held)] == [0, 2]
    assert [*changed(new, new)] == []
    assert [*changed(new, None)] == [*range(LISTS)]


@pytest.mark.parametrize("fields", [{"number": 8}, {"issued_at": ISSUED}])
def test_a_list_counts_only_as_the_edition_that_the_contents_name(fields: dict[str, Any]) -> None:
    named = contents()
    assert reason(lambda: check_list(status_list(issued_at=named.lists[7]), 7, named)) is None
    found = status_list(**{"issued_at": named.lists[7]} | fields)
    assert reason(lambda: check_list(found, 7, named)) is Reason.OTHER_LIST


def read(issuer: TrustedIssuer) -> Contents:
    text = contents_as_jwt(contents(), signer())
    return genuine(lambda keys: contents_from_jwt(text, keys), issuer, NOW)


@pytest.mark.parametrize(
    "key",
    [
        {},
        {"valid_from": ISSUED},
        {"valid_until": ISSUED + SECOND},
        {"withdrawn_at": NOW + SECOND},
    ],
)
def test_what_a_key_signed_while_it_was_in_use_is_genuine(key: dict[str, Any]) -> None:
    assert read(peer(**key)) == contents()


@pytest.mark.parametrize(
    "key",
    [
        {"valid_from": ISSUED + SECOND},
        {"valid_until": ISSUED},
        {"withdrawn_at": NOW},
        {"key_id": 2},
        {"public_key": b"no key"},
    ],
)
def test_what_says_that_it_was_signed_at_another_time_or_by_another_key_is_not(key: dict[str, Any]) -> None:
    with pytest.raises(NotGenuine):
        read(peer(**key))


def test_what_another_issuer_signed_is_not_the_peers() -> None:
    key = trusted_key(public_key=public(KEY), valid_from=ISSUED - timedelta(days=30))
    with pytest.raises(NotGenuine):
        read(trusted_issuer(issuer=42, keys=(key,)))


def test_each_peer_has_the_same_share_of_what_is_left() -> None:
    until = NOW + timedelta(seconds=150)
    assert share(NOW, until, 3) == NOW + timedelta(seconds=50)
    assert share(NOW + timedelta(seconds=50), until, 2) == NOW + timedelta(seconds=100)
    # Who was quick leaves more to the others.
    assert share(NOW + timedelta(seconds=10), until, 2) == NOW + timedelta(seconds=80)
    assert share(NOW + timedelta(seconds=100), until, 1) == until


def test_a_peer_asks_for_an_edition_by_number_and_instant() -> None:
    assert edition_asked_for({"list": 255, "issued_at": int(ISSUED.timestamp())}) == (255, ISSUED)
