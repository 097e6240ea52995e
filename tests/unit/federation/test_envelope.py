"""A question counts for one region, one minute and one key that is in use; an answer for the one request besides."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from shared.federation.envelope import ANSWER, REQUEST, answer_as_jwt, answer_from_jwt, request_as_jwt, request_from_jwt
from shared.federation.model import Answer, Question, Request
from shared.jws.compact import signed
from shared.jws.signature import NotGenuine, key_numbers
from shared.trust.model import Peer
from tests.unit.federation.peers import (
    ASKED,
    MINUTE,
    OURS,
    REQUEST_ID,
    SECOND,
    THEIRS,
    THEM,
    US,
    answer,
    known,
    peer,
    request,
    signs,
)
from tests.unit.trust.trust_lists import CODE_KEY, DAY, NOW, PEER_KEY, public, trusted_key

STRANGER = ec.derive_private_key(4202, ec.SECP256R1())
THIRD = peer(43, STRANGER)


def asked(text: str, *peers: Peer, question: str = ASKED, by: int = OURS, now: datetime = NOW) -> Request:
    return request_from_jwt(text, known(*(peers or (THEM,))), by, question, now)


def answered(text: str, to: Request | None = None, by: Peer = US, now: datetime = NOW) -> Any:
    return answer_from_jwt(text, by, to or request(), now)


def asks(key: ec.EllipticCurvePrivateKey = PEER_KEY, key_id: int = 1, **fields: Any) -> str:
    return request_as_jwt(request(**fields), key_id, signs(key))


def says(key: ec.EllipticCurvePrivateKey = CODE_KEY, key_id: int = 1, to: Request | None = None, **fields: Any) -> str:
    return answer_as_jwt(answer(to, **fields), key_id, signs(key))


def test_a_request_reads_as_what_was_asked() -> None:
    assert asked(asks()) == request()


def test_an_answer_reads_as_what_was_said() -> None:
    assert answered(says()) == {"colour": "GREEN"}


def test_a_forged_request_and_a_forged_answer_are_refused() -> None:
    with pytest.raises(NotGenuine, match="wrongly signed"):
        asked(asks(STRANGER))
    with pytest.raises(NotGenuine, match="wrongly signed"):
        answered(says(STRANGER))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_one_changed_character_is_enough(part: int) -> None:
    for text, read in ((asks(), asked), (says(), answered)):
        parts = text.split(".")
        parts[part] = parts[part][:20] + ("A" if parts[part][20] != "A" else "B") + parts[part][21:]
        with pytest.raises(NotGenuine):
            read(".".join(parts))


def test_a_region_that_is_not_recognised_asks_in_vain() -> None:
    with pytest.raises(NotGenuine, match="not recognised"):
        asked(asks(STRANGER, asker=43))


def test_what_is_known_of_a_region_counts_until_its_trust_list_expires() -> None:
    asked(asks(at=NOW + DAY - SECOND), now=NOW + DAY - SECOND)
    with pytest.raises(NotGenuine, match="not recognised"):
        asked(asks(at=NOW + DAY), now=NOW + DAY)


def test_a_region_asks_and_answers_in_its_own_name_only() -> None:
    """The third region is a peer as well, and its key is known."""
    as_the_peer = signed(REQUEST, claims_of_a_request(), "43.1", signs(STRANGER)).decode()
    with pytest.raises(NotGenuine, match="by another region than the one that asks"):
        asked(as_the_peer, THEM, THIRD)
    as_us = signed(ANSWER, claims_of_an_answer(), "43.1", signs(STRANGER)).decode()
    with pytest.raises(NotGenuine, match="by another region than the one that was asked"):
        answered(as_us)


def test_a_request_to_another_region_is_no_request_to_this_one() -> None:
    with pytest.raises(NotGenuine, match="of another region"):
        asked(asks(asked=43))


@pytest.mark.parametrize("other", [each for each in Question if each is not ASKED])
def test_a_request_counts_for_its_own_question_only(other: Question) -> None:
    with pytest.raises(NotGenuine, match="another question"):
        asked(asks(question=other))
    with pytest.raises(NotGenuine, match="another question"):
        asked(asks(), question=other)


@pytest.mark.parametrize(
    "other",
    [
        request(request_id="f" * 32),
        request(question=Question.HEALTH_SUMMARY),
        request(asker=43),
        request(asked=43),
    ],
    ids=["request", "question", "asker", "asked"],
)
def test_the_answer_to_something_else_is_no_answer(other: Request) -> None:
    text = signed(ANSWER, claims_of_an_answer(other), "44.1", signs(CODE_KEY)).decode()
    with pytest.raises(NotGenuine, match="something else"):
        answered(text)


def test_a_request_is_no_answer_and_an_answer_no_request() -> None:
    with pytest.raises(NotGenuine, match="not of the type"):
        answered(asks(CODE_KEY, asker=OURS))
    with pytest.raises(NotGenuine, match="not of the type"):
        asked(says(PEER_KEY, to=request(asked=THEIRS)))


@pytest.mark.parametrize(
    ("age", "counts"),
    [
        (timedelta(), True),
        (MINUTE, True),
        (6 * MINUTE - SECOND, True),  # the minute that it is good for, and five in which clocks may differ
        (6 * MINUTE, False),
        (timedelta(days=1), False),
        (-5 * MINUTE, True),
        (-5 * MINUTE - SECOND, False),
        (-timedelta(days=1), False),
    ],
)
def test_texts_are_good_for_a_minute_by_clocks_that_differ_by_five(age: timedelta, counts: bool) -> None:
    # In the middle of what is known of both, so that nothing else expires.
    region = replace(THEM, expires_at=NOW + 100 * DAY)
    for read in (
        lambda: asked(asks(at=NOW - age), region),
        lambda: answered(says(at=NOW - age)),
    ):
        if counts:
            read()
        else:
            with pytest.raises(NotGenuine, match="expired, or from the future"):
                read()


@pytest.mark.parametrize("lasts", [61, 3600, 10**9, 0, -1])
def test_nobody_signs_for_longer_than_a_minute(lasts: int) -> None:
    until = {"exp": int(NOW.timestamp()) + lasts}
    with pytest.raises(NotGenuine, match="for another time"):
        asked(signed(REQUEST, claims_of_a_request() | until, "42.1", signs(PEER_KEY)).decode())
    with pytest.raises(NotGenuine, match="for another time"):
        answered(signed(ANSWER, claims_of_an_answer() | until, "44.1", signs(CODE_KEY)).decode())


@pytest.mark.parametrize(
    "key",
    [
        {"withdrawn_at": NOW},
        {"withdrawn_at": NOW - DAY},
        {"valid_from": NOW + SECOND},
        {"valid_until": NOW},
        {"valid_until": NOW - DAY},
    ],
    ids=["withdrawn now", "withdrawn", "not yet", "no longer", "long ago"],
)
def test_a_key_that_is_withdrawn_or_out_of_its_time_signs_nothing(key: dict[str, Any]) -> None:
    with pytest.raises(NotGenuine, match="not in use"):
        asked(asks(), peer(**key))
    with pytest.raises(NotGenuine, match="not in use"):
        answered(says(), by=peer(OURS, CODE_KEY, **key))


def test_a_key_that_was_followed_by_another_counts_until_its_end() -> None:
    asked(asks(), peer(valid_until=NOW + SECOND))
    answered(says(), by=peer(OURS, CODE_KEY, valid_until=NOW + SECOND))


def test_a_key_that_the_region_has_not_got_is_not_known() -> None:
    with pytest.raises(NotGenuine, match="not known"):
        asked(asks(key_id=2))
    with pytest.raises(NotGenuine, match="not known"):
        answered(says(key_id=2))


def test_of_two_keys_the_one_that_is_named_counts() -> None:
    keys = (trusted_key(key_id=1), trusted_key(key_id=2, public_key=public(PEER_KEY)))
    both = replace(THEM, entry=replace(THEM.entry, keys=keys))
    asked(asks(key_id=2), both)
    with pytest.raises(NotGenuine, match="wrongly signed"):
        asked(asks(key_id=1), both)


def test_a_key_that_cannot_be_loaded_signs_nothing() -> None:
    with pytest.raises(NotGenuine, match="not readable"):
        asked(asks(), peer(public_key=b"no key"))


def claims_of_a_request() -> dict[str, Any]:
    times = {"iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 60}
    return {"iss": THEIRS, "aud": OURS, **times, "jti": REQUEST_ID, "question": ASKED, "about": {}}


def claims_of_an_answer(to: Request | None = None) -> dict[str, Any]:
    to = to or request()
    times = {"iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 60}
    about = {"in_answer_to": to.request_id, "question": to.question, "said": {}}
    return {"iss": to.asked, "aud": to.asker, **times, **about}


WRONG: list[Any] = [None, True, 1.5, "", "44", [], {}, -1, 10**30]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize("name", ["iss", "aud", "iat", "exp", "jti", "question", "about"])
def test_a_genuine_request_with_a_wrong_claim_is_not_genuine(name: str, wrong: object) -> None:
    if (name, wrong) == ("about", {}):
        return
    with pytest.raises(NotGenuine):
        asked(signed(REQUEST, claims_of_a_request() | {name: wrong}, "42.1", signs(PEER_KEY)).decode())


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize("name", ["iss", "aud", "iat", "exp", "in_answer_to", "question", "said"])
def test_a_genuine_answer_with_a_wrong_claim_is_not_genuine(name: str, wrong: object) -> None:
    if (name, wrong) == ("said", {}):
        return
    with pytest.raises(NotGenuine):
        answered(signed(ANSWER, claims_of_an_answer() | {name: wrong}, "44.1", signs(CODE_KEY)).decode())


@pytest.mark.parametrize("name", ["iss", "aud", "iat", "exp", "jti", "question", "about"])
def test_no_claim_of_a_request_may_be_missing(name: str) -> None:
    claims = {key: value for key, value in claims_of_a_request().items() if key != name}
    with pytest.raises(NotGenuine):
        asked(signed(REQUEST, claims, "42.1", signs(PEER_KEY)).decode())


@pytest.mark.parametrize("request_id", ["0" * 31, "0" * 33, "G" * 32, "A" * 32, "0" * 31 + "\n", "٠" * 32])
def test_a_request_is_named_by_128_bits_written_one_way(request_id: str) -> None:
    with pytest.raises(NotGenuine, match="not readable"):
        asked(asks(request_id=request_id))


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_any_other_text_is_not_genuine(text: str) -> None:
    reading: list[Callable[[str], object]] = [asked, answered]
    for read in reading:
        with pytest.raises(NotGenuine):
            read(text)


@pytest.mark.parametrize(
    "kid",
    ["", "42", "42.", ".1", "42.1.1", "42.01", "+42.1", " 42.1", "-42.1", "256.1", "42.256", "４２.1", "9" * 5000],
)
def test_a_keys_name_has_one_spelling(kid: str) -> None:
    with pytest.raises(NotGenuine):
        key_numbers(kid)


def test_neither_a_request_nor_an_answer_prints_what_is_personal() -> None:
    both: tuple[Request | Answer, ...] = (request(), answer())
    assert not any("payload" in repr(each) or "GREEN" in repr(each) for each in both)
