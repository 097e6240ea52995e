"""The PNG of a card: the same drawing as the SVG, without what a Latin font can't draw."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from shared.codes.card import PNG_PIXELS, Card, _drawing, card_png, card_svg
from shared.drawing.png import png
from shared.drawing.shapes import Text, svg
from tests.unit.codes.pixels import opened, painted, payloads, symbols

GREEN = Card(payloads(1)[0], red=False, name="Z*** X*", tags=(), as_of="2020-04-07 14:30", language="en")
RED = replace(GREEN, red=True, tags=("Close contact",))
BOTH = pytest.mark.parametrize("card", [GREEN, RED], ids=["green", "red"])


@BOTH
def test_the_modules_are_pixel_exact_and_at_least_eight_pixels(card: Card) -> None:
    [shown] = symbols(card_svg(card))
    pixels = shown.module * PNG_PIXELS
    assert pixels >= 8
    assert pixels.is_integer()
    side, left, top = int(pixels), round(shown.x * PNG_PIXELS), round(shown.y * PNG_PIXELS)
    image = np.asarray(opened(card_png(card)))[top : top + 41 * side, left : left + 41 * side]
    dark = np.zeros((41, 41), dtype=bool)
    for row, column in shown.dark:
        dark[row, column] = True
    colour = tuple(int(shown.colour[start : start + 2], 16) for start in (1, 3, 5))
    expected = np.where(dark.repeat(side, 0).repeat(side, 1)[..., None], colour, (255, 255, 255))
    assert np.array_equal(image, expected)


@BOTH
def test_png_and_svg_are_the_same_picture(card: Card) -> None:
    whole = _drawing(card)
    # No two machines draw text alike.
    drawing = replace(whole, shapes=tuple(shape for shape in whole.shapes if not isinstance(shape, Text)))
    image, painting = opened(png(drawing, PNG_PIXELS)), painted(svg(drawing), PNG_PIXELS * 4).reduce(4)
    assert image.size == painting.size
    differing = np.abs(np.asarray(image, int) - np.asarray(painting, int)).max(axis=2) > 80
    assert differing.mean() < 0.0002
    assert opened(card_png(card)).size == image.size


def test_the_background_is_exact() -> None:
    assert opened(card_png(GREEN)).getpixel((0, 0)) == (0x0A, 0x3A, 0x8C)
    assert opened(card_png(RED)).getpixel((0, 0)) == (0xDC, 0x2F, 0x2F)


def test_a_chinese_name_is_left_out_of_the_png() -> None:
    without_name = card_png(replace(GREEN, name=""))
    assert card_png(replace(GREEN, name="张*")) == without_name
    assert opened(card_png(GREEN)).height > opened(without_name).height


def test_a_chinese_reason_becomes_a_hint_where_to_read_it() -> None:
    hint = card_png(replace(RED, tags=("密切接触者",)))
    assert card_png(replace(RED, tags=("密切接触者", "居家隔离人员"))) == hint
    assert card_png(replace(RED, tags=("Reason: see the code online",))) == hint
    assert card_png(RED) != hint


def test_a_time_in_chinese_is_left_out_of_the_png() -> None:
    without_time = card_png(replace(GREEN, as_of=""))
    assert card_png(replace(GREEN, as_of="2020年4月7日")) == without_time
    assert card_png(GREEN) != without_time


def test_the_png_is_the_same_in_every_language() -> None:
    assert card_png(replace(GREEN, language="zh-CN")) == card_png(GREEN)


def test_the_same_card_gives_the_same_bytes() -> None:
    assert card_png(RED) == card_png(RED)


@pytest.mark.parametrize("module", ["shared.codes.card", "shared.codes.sheet", "shared.codes.qr", "shared.codes.token"])
def test_importing_what_may_draw_loads_neither_segno_nor_pillow(module: str) -> None:
    program = f"import sys, {module}; print(sorted({{'PIL', 'segno'}} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_svg_is_drawn_without_pillow() -> None:
    program = (
        "import sys; from shared.codes.card import Card, card_svg;"
        f"card_svg(Card({GREEN.payload!r}, False, '', (), '', 'en')); print('PIL' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
