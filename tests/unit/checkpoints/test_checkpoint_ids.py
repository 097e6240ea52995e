"""A checkpoint's id says where it is and gives a typing error away (M24)."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_2

from shared.checkpoints import rules
from shared.checkpoints.model import Kind, Place
from shared.kernel.errors import DomainError, ErrorCode
from tests.look_alikes import full_width

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
ANY_CHARACTER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*-#+ abz一０"
STATION = Place("440106", Kind.STATION)
ID = rules.checkpoint_id(STATION, "7f3k2m6q")
places = st.builds(Place, st.integers(100000, 999999).map(str), st.sampled_from(Kind))
ids = st.builds(rules.checkpoint_id, places, st.text(BASE32, min_size=8, max_size=8))


def mistyped(text: str) -> bool:
    try:
        rules.place_of(text)
    except DomainError as error:
        refusal = error
    else:
        return False
    assert refusal.code is ErrorCode.INVALID_CHECKPOINT
    assert refusal.facts == {"errors": [{"field": "checkpoint_id", "problem": "mistyped"}]}
    return True


@given(places, st.text(BASE32, min_size=8, max_size=8))
def test_an_id_leads_back_to_its_place(place: Place, own: str) -> None:
    assert rules.place_of(rules.checkpoint_id(place, own)) == place
    assert rules.place_of(rules.checkpoint_id(place, own.lower())) == place


def test_an_id_is_division_kind_own_characters_and_the_check_character_of_iso_7064() -> None:
    division, letter, own, check = ID.split("-")

    assert (division, letter, own) == ("440106", "S", "7F3K2M6Q")
    assert mod_37_2.is_valid(division + letter + own + check)


def test_every_kind_has_a_letter_of_its_own() -> None:
    letters = {rules.checkpoint_id(Place("440106", kind), "AAAAAAAA")[7] for kind in Kind}

    assert len(letters) == len(Kind)


@given(ids)
def test_every_single_mistyped_character_is_found(text: str) -> None:
    wrong = {
        text[:place] + other + text[place + 1 :]
        for place in range(len(text))
        for other in ANY_CHARACTER
        if other != text[place]
    }

    assert [each for each in wrong if not mistyped(each)] == []


@given(ids)
# MOD 37,36 of the same standard never needs `*`, but would let this one pass with V and W swapped.
@example(rules.checkpoint_id(Place("440106", Kind.STATION), "E7BVUVWI"))
def test_every_swapped_pair_of_neighbours_is_found(text: str) -> None:
    swapped = {
        text[:place] + second + first + text[place + 2 :]
        for place, (first, second) in enumerate(pairwise(text))
        if first != second
    }

    assert [each for each in swapped if not mistyped(each)] == []


@given(ids, st.data())
def test_every_missing_and_every_doubled_character_is_found(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))

    assert mistyped(text[:place] + text[place + 1 :])
    assert mistyped(text[:place] + text[place] + text[place:])


@given(st.text() | st.from_regex(r"\A[0-9]{6}-[A-Z]-[A-Z2-7]{8}-[0-9A-Z*]\Z"))
def test_any_text_is_an_id_or_refused(text: str) -> None:
    assert mistyped(text) or re.fullmatch(r"[1-9]\d{5}-[A-Z]-[A-Z2-7]{8}-[0-9A-Z*]", text, re.ASCII)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ID.lower(),
        f" {ID}",
        f"{ID}\n",
        full_width(ID),
        ID.replace("-", ""),
        "#",
        ID.replace("-", "#"),
        "0" * 40,
    ],
)
def test_an_id_is_taken_in_one_form_only(text: str) -> None:
    assert mistyped(text)
