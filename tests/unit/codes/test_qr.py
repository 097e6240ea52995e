"""The symbol of a payload: its size, its bounds, and that any payload survives it."""

import string

import numpy as np
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shared.codes import token
from shared.codes.qr import DIGITS, LONGEST_PREFIX, SIDE, symbol
from shared.drawing.qr import Matrix
from tests.look_alikes import full_width
from tests.unit.codes.pixels import read

ALPHANUMERIC = string.digits + string.ascii_uppercase + " $%*+-./:"
"""The characters of alphanumeric mode (ISO/IEC 18004, table 5)."""
PREFIX = "HTTPS://CODE.EXAMPLE/C/"
# Format information of level M with mask 0 (ISO/IEC 18004, annex C, table C.1).
FORMAT_M_MASK_0 = 0x5412


def image_of(matrix: Matrix, per_module: int = 4) -> Image.Image:
    dark = np.array([list(row) for row in matrix], dtype=np.uint8)
    light = np.pad(1 - dark, 4, constant_values=1) * np.uint8(255)
    return Image.fromarray(light.repeat(per_module, 0).repeat(per_module, 1))


def finder() -> list[bytes]:
    rings = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    return [bytes(int(module) for module in row) for row in rings]


@pytest.mark.parametrize("length", [1, 8, 23, 29, LONGEST_PREFIX])
def test_a_symbol_is_version_6_and_has_41_modules_a_side(length: int) -> None:
    matrix = symbol("A" * length + "7" * DIGITS)
    # Version v has 4v + 17 modules a side.
    assert (len(matrix), {len(row) for row in matrix}) == (4 * 6 + 17, {SIDE})
    assert {module for row in matrix for module in row} == {0, 1}
    for top, left in ((0, 0), (0, SIDE - 7), (SIDE - 7, 0)):
        assert [row[left : left + 7] for row in matrix[top : top + 7]] == finder()


def test_the_symbol_says_level_m() -> None:
    matrix = symbol(PREFIX + "7" * DIGITS)
    # The first copy of the format information, most significant bit first (ISO/IEC 18004, 7.9).
    across = [matrix[8][column] for column in (0, 1, 2, 3, 4, 5, 7, 8)]
    up = [matrix[row][8] for row in (7, 5, 4, 3, 2, 1, 0)]
    assert int("".join(map(str, across + up)), 2) == FORMAT_M_MASK_0


def test_thirty_characters_are_all_that_fit() -> None:
    def smallest(prefix: str) -> object:
        segments: object = [(prefix, 2), ("7" * DIGITS, 1)]
        return segno.make(segments, error="m", micro=False, boost_error=False).version  # type: ignore[arg-type]

    assert [smallest("A" * length) for length in (LONGEST_PREFIX, LONGEST_PREFIX + 1)] == [6, 7]


@settings(max_examples=60)
@given(
    prefix=st.text(ALPHANUMERIC, min_size=1, max_size=LONGEST_PREFIX),
    number=st.integers(0, 10**DIGITS - 1),
)
def test_any_payload_comes_back_from_its_pixels(prefix: str, number: int) -> None:
    payload = prefix + str(number).zfill(DIGITS)
    assert read(image_of(symbol(payload))) == [payload]


@pytest.mark.parametrize("digit", string.digits)
def test_a_payload_of_one_digit_repeated_comes_back_from_its_pixels(digit: str) -> None:
    payload = PREFIX + digit * DIGITS
    assert read(image_of(symbol(payload))) == [payload]


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param("", id="nothing"),
        pytest.param("7" * DIGITS, id="no prefix"),
        pytest.param("A" * (LONGEST_PREFIX + 1) + "7" * DIGITS, id="a prefix that is too long"),
        pytest.param(PREFIX.lower() + "7" * DIGITS, id="lower case"),
        pytest.param(PREFIX + "7" * (DIGITS - 1), id="a digit short"),
        pytest.param(PREFIX + "7" * (DIGITS - 1) + "A", id="a letter for a digit"),
        pytest.param(PREFIX + full_width("7" * DIGITS), id="full-width digits"),
        pytest.param(PREFIX + "7" * DIGITS + "\n", id="a line feed at the end"),
        pytest.param("HTTPS://粤康码/C/" + "7" * DIGITS, id="a Chinese host"),
    ],
)
def test_what_is_no_payload_is_refused_without_being_repeated(payload: str) -> None:
    with pytest.raises(
        ValueError, match=f"^a payload is 1 to 30 .* this text of {len(payload)} characters is not$"
    ) as refusal:
        symbol(payload)
    assert "7" * 20 not in str(refusal.value)


def test_the_symbol_has_room_for_exactly_the_digits_of_a_token() -> None:
    assert DIGITS == token.DIGITS
