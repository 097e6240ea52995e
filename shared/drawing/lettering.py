"""Characters and signs that every picture must show, drawn as pen strokes; and text cut into lines.

The strokes are this project's own drawings, so that the colour's name stands in a PNG made where no Chinese font is.
"""

import unicodedata

from shared.drawing.shapes import Line, Strokes

# Each character in a square of 100 by 100, y downwards, its strokes in the order in which one writes them.
_SILK: tuple[Line, ...] = (
    ((24, 5), (18, 17), (7, 31), (30, 28)),
    ((33, 23), (23, 41), (7, 58), (34, 54)),
    ((4, 86), (20, 82), (36, 75)),
)
_CHARACTERS: dict[str, tuple[Line, ...]] = {
    "绿": (
        *_SILK,
        ((50, 11), (84, 11), (82, 41)),
        ((53, 26), (82, 26)),
        ((44, 41), (96, 41)),
        ((70, 41), (70, 90), (67, 94), (59, 91)),
        ((49, 53), (57, 61)),
        ((45, 85), (62, 73)),
        ((92, 50), (80, 62)),
        ((75, 60), (82, 72), (96, 86)),
    ),
    "红": (*_SILK, ((48, 18), (92, 18)), ((70, 18), (70, 84)), ((45, 84), (96, 84))),
    "码": (
        ((5, 14), (42, 14)),
        ((24, 14), (18, 36), (12, 49), (4, 60)),
        ((15, 47), (15, 88)),
        ((15, 47), (36, 47), (36, 80), (15, 80)),
        ((53, 12), (84, 12), (82, 48)),
        ((59, 25), (56, 48), (94, 48), (92, 78), (89, 88), (84, 91), (75, 89)),
        ((48, 69), (80, 69)),
    ),
    "健": (
        ((25, 5), (17, 25), (4, 45)),
        ((16, 31), (16, 94)),
        ((33, 16), (47, 16), (36, 42), (47, 42), (44, 62), (38, 77), (28, 92)),
        ((31, 58), (41, 75), (55, 85), (97, 91)),
        ((58, 16), (86, 16), (86, 42)),
        ((54, 29), (97, 29)),
        ((58, 42), (86, 42)),
        ((58, 55), (88, 55)),
        ((55, 68), (94, 68)),
        ((72, 4), (72, 81)),
    ),
    "康": (
        ((51, 3), (56, 11)),
        ((14, 15), (95, 15)),
        ((14, 15), (14, 54), (11, 75), (4, 93)),
        ((34, 28), (79, 28), (79, 54)),
        ((25, 41), (94, 41)),
        ((34, 54), (79, 54)),
        ((56, 22), (56, 90), (53, 94), (45, 91)),
        ((29, 62), (38, 70)),
        ((24, 88), (46, 76)),
        ((86, 59), (73, 69)),
        ((62, 64), (73, 78), (93, 90)),
    ),
    "扫": (
        ((5, 27), (42, 27)),
        ((24, 5), (24, 84), (20, 91), (10, 86)),
        ((4, 64), (43, 48)),
        ((53, 17), (90, 17), (90, 88)),
        ((55, 50), (90, 50)),
        ((51, 82), (90, 82)),
    ),
    "入": (
        ((52, 26), (46, 48), (32, 71), (7, 92)),
        ((34, 8), (47, 11), (52, 26), (64, 59), (77, 77), (95, 92)),
    ),
    "口": (((17, 20), (17, 88)), ((17, 20), (83, 20), (83, 88)), ((17, 79), (83, 79))),
}
TICK: Line = ((24, 53), (43, 71), (77, 32))
CROSS: tuple[Line, ...] = (((31, 31), (69, 69)), ((69, 31), (31, 69)))

_ADVANCE = 108
"""From one character to the next, with 100 for the character itself."""


def written(word: str, x: float, y: float, size: float, pen: float, colour: str) -> Strokes:
    """`word` with its top left corner at x, y. `pen` is the stroke's width as a part of `size`.

    Raises KeyError for a character that nobody has drawn yet.
    """
    lines = tuple(
        scaled(line, x + place * _ADVANCE * size / 100, y, size)
        for place, character in enumerate(word)
        for line in _CHARACTERS[character]
    )
    return Strokes(lines, pen * size, colour)


def written_width(word: str, size: float) -> float:
    """How much room `written` takes."""
    return ((len(word) - 1) * _ADVANCE + 100) * size / 100


def scaled(line: Line, x: float, y: float, size: float) -> Line:
    """A line of the 100 by 100 square, moved to x, y and scaled to `size`."""
    return tuple((x + across * size / 100, y + down * size / 100) for across, down in line)


def lines_within(text: str, width: float, size: float, most: int) -> tuple[str, ...]:
    """`text` in at most `most` lines that fit `width`; what is left over becomes "...".

    Widths are estimated on the safe side: which font a phone draws with is not known here.
    """
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest:
        line = _fitting(rest, width, size)
        lines.append(line.rstrip())
        rest = rest[len(line) :]
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and _width(f"{last}...", size) > width:
        last = last[:-1]
    return (*lines[: most - 1], f"{last.rstrip()}...")


def _fitting(text: str, width: float, size: float) -> str:
    end = 1
    while end < len(text) and _width(text[: end + 1].rstrip(), size) <= width:
        end += 1
    if end == len(text):
        return text
    after_space = text[: end + 1].rfind(" ") + 1
    return text[: after_space or end]


def _width(text: str, size: float) -> float:
    return size * sum(_em(character) for character in text)


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1
    return 0.7 if character.isupper() or character.isdigit() else 0.56
