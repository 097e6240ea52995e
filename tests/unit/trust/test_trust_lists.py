"""A trust list is signed under its own key, and no old, expired or foreign one takes the place of the one held."""

import json
from datetime import datetime
from typing import Any

import pytest

from shared.jws.compact import signed
from shared.jws.signature import NotGenuine
from shared.trust.jwt import KIND, trust_list_as_jwt, trust_list_from_jwt
from shared.trust.model import TrustedKey
from shared.trust.rules import accepted, keys_of, signed_in_time
from tests.unit.trust.trust_lists import (
    ANCHOR,
    CODE_KEY,
    DAY,
    NOW,
    PEER_KEY,
    public,
    sign,
    trust_list,
    trusted_issuer,
    trusted_key,
)

PEER = trusted_issuer(issuer=42, keys=(trusted_key(public_key=public(PEER_KEY)), trusted_key(key_id=2)))
RETIRED = trusted_key(valid_until=NOW)
WITHDRAWN = trusted_key(withdrawn_at=NOW)


def test_a_signed_list_reads_as_what_was_signed() -> None:
    whole = trust_list(issuers=(trusted_issuer(keys=(RETIRED, trusted_key(key_id=2, withdrawn_at=NOW))), PEER))

    assert trust_list_from_jwt(trust_list_as_jwt(whole, sign), ANCHOR.public_key()) == whole


def test_a_list_that_another_key_signed_is_refused_even_when_it_is_one_of_the_codes_keys() -> None:
    text = trust_list_as_jwt(trust_list(), lambda message: sign(message, CODE_KEY))

    with pytest.raises(NotGenuine, match="wrongly signed"):
        trust_list_from_jwt(text, ANCHOR.public_key())


def test_a_genuine_text_of_another_type_is_no_trust_list() -> None:
    with pytest.raises(NotGenuine, match="not of the type"):
        trust_list_from_jwt(signed("statuslist+jwt", {}, "44", sign), ANCHOR.public_key())


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"iss": "44"},
        {"iss": 256},
        {"iss": True},
        {"iat": "2026"},
        {"exp": 10**30},
        {"issuers": None},
        {"issuers": [{}]},
        {"issuers": [{"issuer": 44, "service": 1}]},
    ],
    ids=json.dumps,
)
def test_what_cannot_be_read_is_not_genuine_whoever_signed_it(claims: dict[str, Any]) -> None:
    valid = {"iss": 44, "iat": 1772352000, "exp": 1772438400, "issuers": []} if claims else {}

    with pytest.raises(NotGenuine, match="not readable"):
        trust_list_from_jwt(signed(KIND, valid | claims, "44", sign), ANCHOR.public_key())


def test_a_first_list_and_a_newer_and_the_same_one_are_accepted() -> None:
    held, newer = trust_list(), trust_list(issued_at=NOW + DAY / 2)

    assert accepted(held, None, NOW) is held
    assert accepted(newer, held, NOW + DAY / 2) is newer
    assert accepted(held, held, NOW) is held


@pytest.mark.parametrize(
    ("fields", "now", "said"),
    [
        ({"issued_at": NOW - DAY / 24}, NOW, "older"),
        ({"issuer": 42}, NOW, "another issuer"),
        ({}, NOW + DAY, "expired"),
    ],
)
def test_what_may_not_take_the_place_of_the_list_held_is_refused(
    fields: dict[str, Any], now: datetime, said: str
) -> None:
    with pytest.raises(NotGenuine, match=said):
        accepted(trust_list(**fields), trust_list(), now)


@pytest.mark.parametrize(
    ("key", "counts"),
    [
        (trusted_key(), True),
        (RETIRED, True),
        (WITHDRAWN, False),
        (trusted_key(withdrawn_at=NOW + DAY), True),
        (trusted_key(valid_from=NOW + DAY), False),
    ],
)
def test_a_retired_key_still_reads_what_it_signed_and_a_withdrawn_or_future_one_nothing(
    key: TrustedKey, counts: bool
) -> None:
    keys = keys_of(trust_list(issuers=(trusted_issuer(keys=(key,)), PEER)), NOW)

    assert ((44, 1) in keys) is counts
    assert {(42, 1), (42, 2)} <= set(keys)
    assert keys[42, 1] == PEER_KEY.public_key()


def test_a_key_that_is_no_key_makes_the_list_unusable() -> None:
    with pytest.raises(NotGenuine, match="not readable"):
        keys_of(trust_list(issuers=(trusted_issuer(keys=(trusted_key(public_key=b"no key"),)),)), NOW)


@pytest.mark.parametrize(
    ("key", "at", "in_time"),
    [
        (trusted_key(), NOW, True),
        (trusted_key(valid_from=NOW), NOW, True),
        (trusted_key(valid_from=NOW), NOW - DAY, False),
        (RETIRED, NOW, False),
        (RETIRED, NOW - DAY, True),
    ],
)
def test_only_what_was_signed_while_the_key_was_in_use_was_signed_in_time(
    key: TrustedKey, at: datetime, in_time: bool
) -> None:
    assert signed_in_time(key, at) is in_time
