"""The symbol of an address: the smallest that holds it, read back as it was."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shared.drawing.qr import Matrix, address_symbol
from tests.unit.codes.pixels import read

addresses = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./:", min_size=1, max_size=80).map("HTTPS://{}".format)


def image_of(matrix: Matrix) -> Image.Image:
    dark = np.array([list(row) for row in matrix], dtype=np.uint8)
    light = np.pad(1 - dark, 4, constant_values=1) * np.uint8(255)
    return Image.fromarray(light.repeat(4, 0).repeat(4, 1))


@settings(max_examples=40, deadline=None)
@given(addresses)
def test_any_address_is_read_back(address: str) -> None:
    assert read(image_of(address_symbol(address))) == [address]


# What versions 1 to 4 hold at level M in alphanumeric mode (ISO/IEC 18004, table 7).
@pytest.mark.parametrize(("version", "characters"), [(1, 20), (2, 38), (3, 61), (4, 90)])
def test_a_symbol_is_the_smallest_that_holds_its_address(version: int, characters: int) -> None:
    def side(length: int) -> int:
        matrix = address_symbol("HTTPS://" + "A" * (length - 8))
        assert {len(row) for row in matrix} == {len(matrix)}
        return len(matrix)

    assert side(characters) == 4 * version + 17
    assert side(characters + 1) == 4 * (version + 1) + 17


@pytest.mark.parametrize(
    "text", ["", "HTTPS://", "https://CODE.EXAMPLE", "HTTPS://CODE.example", "HTTP://CODE.EXAMPLE", "HTTPS://A B", "E"]
)
def test_anything_else_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"^an address in a QR symbol [a-zA-Z:/ -]+$"):
        address_symbol(text)
