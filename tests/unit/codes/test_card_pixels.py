"""A card as cameras and gates see it: read back from pixels in both colours and in every hardship (M7, M12, M13)."""

import pytest

from shared.codes.card import Card, card_png, card_svg
from tests.unit.codes.camera import (
    Hardship,
    blurred,
    compressed,
    dimmed,
    lit_red,
    noisy,
    stained,
    tilted,
    together,
    turned,
    washed_out,
)
from tests.unit.codes.pixels import around, opened, painted, payloads, read, symbols

PAYLOADS = payloads(4)
COLOURS = pytest.mark.parametrize("red", [False, True], ids=["green", "red"])
# Pixels per module, and what happens to them.
HARDSHIPS: dict[str, tuple[float, Hardship]] = {
    "small": (3, blurred(0)),
    "small and on no pixel boundary": (2.7, blurred(0)),
    "blurred": (4, blurred(1.6)),
    "small and blurred": (3, blurred(1)),
    "turned a little": (4, turned(17)),
    "turned by 45 degrees": (4, turned(45)),
    "upside down": (3, turned(180)),
    "noisy": (4, noisy(20)),
    "dim": (4, together(dimmed(0.3), noisy(4))),
    "behind glass": (4, together(washed_out(0.4), noisy(6))),
    "compressed": (3, compressed(25)),
    "seen from the side": (4, tilted(0.3)),
    "seen by a red lamp": (4, together(lit_red, noisy(4))),
    "stained": (4, stained(0.05)),
    "all at once": (4, together(turned(8), tilted(0.15), blurred(0.9), dimmed(0.5), noisy(8), compressed(50))),
}


def card(payload: str, *, red: bool) -> Card:
    return Card(payload, red, "Z*** X*", ("Close contact",) if red else (), "2020-04-07 14:30", "en")


@COLOURS
@pytest.mark.parametrize("name", HARDSHIPS)
def test_a_card_is_read_in_spite_of_hardship(name: str, red: bool) -> None:
    per_module, hardship = HARDSHIPS[name]
    for payload in PAYLOADS:
        svg = card_svg(card(payload, red=red))
        [shown] = symbols(svg)
        assert read(hardship(around(svg, shown, per_module))) == [payload]


@COLOURS
def test_a_whole_card_is_read_from_its_svg(red: bool) -> None:
    for payload in PAYLOADS:
        assert read(painted(card_svg(card(payload, red=red)), 1)) == [payload]


@COLOURS
def test_a_whole_card_is_read_from_its_png(red: bool) -> None:
    for payload in PAYLOADS:
        assert read(opened(card_png(card(payload, red=red)))) == [payload]


@COLOURS
def test_a_png_shrunk_to_three_pixels_a_module_and_sent_as_a_jpeg_is_read(red: bool) -> None:
    for payload in PAYLOADS:
        image = opened(card_png(card(payload, red=red)))
        assert read(compressed(40)(image.reduce(4))) == [payload]


def test_green_straight_on_blue_would_not_be_read() -> None:
    svg = card_svg(card(PAYLOADS[0], red=False))
    without_panel = svg.replace('fill="#FFFFFF"', 'fill="#0A3A8C"')
    assert read(painted(svg, 1)) == [PAYLOADS[0]]
    assert read(painted(without_panel, 1)) == []
