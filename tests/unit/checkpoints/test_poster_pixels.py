"""Posters as a phone sees them: the address is read back from the pixels of the PNG and of the SVG (M23)."""

import random
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from shared.checkpoints import poster
from shared.checkpoints.model import Checkpoint, Kind, Place
from shared.checkpoints.rules import checkpoint_id
from shared.kernel.ids import AccountId
from tests.region import PREFIX, START
from tests.unit.codes.camera import (
    Hardship,
    blurred,
    compressed,
    dimmed,
    noisy,
    stained,
    tilted,
    together,
    turned,
    washed_out,
)
from tests.unit.codes.pixels import opened, painted, read, symbols

_DRAW = random.Random(24)


def checkpoint(own: str, kind: Kind = Kind.STATION, name: str = "东站北进站口") -> Checkpoint:
    place = Place("440106", kind)
    return Checkpoint(checkpoint_id(place, own), place, name, AccountId("operator-1"), START)


def some(count: int) -> list[Checkpoint]:
    """Checkpoints with other ids at every place of the alphabet."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return [checkpoint("".join(_DRAW.choices(alphabet, k=8)), _DRAW.choice(list(Kind))) for _ in range(count)]


# One whose check character is the star, which is none of a name's usual characters.
STARRED = next(each for each in some(1000) if each.checkpoint_id.endswith("*"))
ENTRY = "HTTPS://CODE.EXAMPLE/E"
HARDSHIPS: dict[str, Hardship] = {
    "out of focus": blurred(3),
    "turned": turned(17),
    "upside down": turned(180),
    "noisy": noisy(25),
    "dim": together(dimmed(0.3), noisy(5)),
    "behind glass": together(washed_out(0.4), noisy(6)),
    "compressed": compressed(20),
    "from the side": tilted(0.3),
    "stained": stained(0.01),
    "all at once": together(turned(8), tilted(0.15), blurred(1.2), dimmed(0.5), noisy(8), compressed(50)),
}


def test_a_whole_png_poster_is_read() -> None:
    assert read(opened(poster.entry_poster_png(PREFIX))) == [ENTRY]
    for each in (*some(3), STARRED):
        image = opened(poster.checkpoint_poster_png(PREFIX, each))
        assert read(image) == [f"{ENTRY}/{each.checkpoint_id}"]


def test_a_whole_svg_poster_is_read_at_150_dots_per_inch() -> None:
    assert read(painted(poster.entry_poster_svg(PREFIX), 150 / 25.4)) == [ENTRY]
    for each in (*some(3), STARRED):
        assert read(painted(poster.checkpoint_poster_svg(PREFIX, each), 150 / 25.4)) == [
            f"{ENTRY}/{each.checkpoint_id}"
        ]


# The camera of a phone held upright sees 3,000 pixels across a view of about 66 degrees, as wide as 1.3 times the
# distance; a poster of 210 mm at 5 m is then 97 pixels wide, and at 3 m 161.
@pytest.mark.parametrize("width", [1000, 400, 161, 120])
def test_a_poster_is_read_from_afar(width: int) -> None:
    for png, address in (
        (poster.entry_poster_png(PREFIX), ENTRY),
        (poster.checkpoint_poster_png(PREFIX, STARRED), f"{ENTRY}/{STARRED.checkpoint_id}"),
    ):
        image = opened(png)
        small = image.resize((width, round(width * image.height / image.width)), Image.Resampling.BOX)
        assert read(small) == [address]


@pytest.mark.parametrize("name", HARDSHIPS)
def test_a_poster_is_read_in_spite_of_hardship(name: str) -> None:
    for png, address in (
        (poster.entry_poster_png(PREFIX), ENTRY),
        (poster.checkpoint_poster_png(PREFIX, STARRED), f"{ENTRY}/{STARRED.checkpoint_id}"),
    ):
        image = opened(png)
        assert read(HARDSHIPS[name](image.resize((420, 594), Image.Resampling.BOX))) == [address]


def test_png_and_svg_place_the_same_symbol_at_the_same_place() -> None:
    svg = poster.checkpoint_poster_svg(PREFIX, STARRED)
    [shown] = symbols(svg)
    side, left, top = (round(length * poster.PNG_PIXELS) for length in (shown.module, shown.x, shown.y))
    width = shown.side * side
    image = np.asarray(opened(poster.checkpoint_poster_png(PREFIX, STARRED)))[top : top + width, left : left + width]
    dark = np.zeros((shown.side, shown.side), dtype=bool)
    for row, column in shown.dark:
        dark[row, column] = True
    assert np.array_equal(image, np.where(dark.repeat(side, 0).repeat(side, 1)[..., None], (0, 0, 0), (255, 255, 255)))


def test_the_png_says_in_english_what_it_can_and_leaves_a_chinese_name_out() -> None:
    nameless = replace(STARRED, name="")
    assert poster.checkpoint_poster_png(PREFIX, STARRED) == poster.checkpoint_poster_png(PREFIX, nameless)
    english = replace(STARRED, name="North gate")
    assert poster.checkpoint_poster_png(PREFIX, english) != poster.checkpoint_poster_png(PREFIX, nameless)


def test_the_heading_of_a_png_is_drawn() -> None:
    image = np.asarray(opened(poster.entry_poster_png(PREFIX)))
    heading = image[13 * poster.PNG_PIXELS : 33 * poster.PNG_PIXELS]
    blue = (heading == (0x0A, 0x3A, 0x8C)).all(axis=2)
    # Seven characters: each of seven equal parts of what is drawn holds a good deal of ink.
    columns = np.flatnonzero(blue.any(axis=0))
    parts = np.array_split(blue[:, columns[0] : columns[-1] + 1], 7, axis=1)
    assert all(0.05 < part.mean() < 0.5 for part in parts)


def test_the_same_poster_gives_the_same_bytes() -> None:
    assert poster.entry_poster_png(PREFIX) == poster.entry_poster_png(PREFIX)
