"""Identifiers: the same for the same parts, another for any others, safe wherever they stand."""

import hashlib
from base64 import b32decode

from hypothesis import assume, given
from hypothesis import strategies as st

from shared.kernel.ids import base32, derived_id

PARTS = st.lists(st.text(st.characters(exclude_characters="\x1f", codec="utf-8")), min_size=1, max_size=4)


@given(st.binary(max_size=40))
def test_base32_is_lower_case_unpadded_and_reversible(raw: bytes) -> None:
    text = base32(raw)

    assert set(text) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert b32decode(text.upper() + "=" * (-len(text) % 8)) == raw


@given(PARTS)
def test_a_derived_id_is_the_same_for_the_same_parts(parts: list[str]) -> None:
    assert derived_id(*parts) == derived_id(*list(parts))
    assert len(derived_id(*parts)) == 16


@given(PARTS, PARTS)
def test_a_derived_id_is_another_for_other_parts(parts: list[str], others: list[str]) -> None:
    assume(parts != others)

    assert derived_id(*parts) != derived_id(*others)


def test_parts_do_not_run_into_one_another() -> None:
    assert len({derived_id("ab", "c"), derived_id("a", "bc"), derived_id("abc"), derived_id("", "abc")}) == 4


def test_a_derived_id_never_changes() -> None:
    assert derived_id("scan", "officer-1", "request-0001") == base32(
        hashlib.sha256(b"scan\x1fofficer-1\x1frequest-0001").digest()[:10]
    )
