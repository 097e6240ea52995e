"""The card that a resident shows at a gate (M7, M9, M12).

The background is the colour: blue for a green code, red for a red one. The modules of the QR have the colour too, but
always on white, for a reader can't tell green from the blue under it. Whoever sees no colours reads it three more
times: the Chinese word, the English word, and a tick in a disc against a cross in an octagon.
"""

from dataclasses import dataclass, replace

from shared.codes.qr import SIDE, symbol
from shared.drawing.lettering import CROSS, TICK, lines_within, scaled, written, written_width
from shared.drawing.shapes import Drawing, Modules, Polygon, Rectangle, Shape, Strokes, Text, svg

WHITE = "#FFFFFF"
"""The panel under the QR."""

PNG_PIXELS = 2
"""Pixels per unit of a PNG card: twelve to a module."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Page and QR of one colour (M7), with the words that say it.

    The two backgrounds differ in lightness by more than 2:1, so that a grey copy still tells them apart, and white text
    on either has at least 4.5:1. The modules have at least 6.5:1 on white: paler ones are lost in dim light, and a pure
    red one under the red lamp of a gate's reader.
    """

    background: str
    modules: str
    word: str
    english: str


GREEN = Palette("#0A3A8C", "#006B3C", "绿码", "GREEN")
RED = Palette("#DC2F2F", "#7A0012", "红码", "RED")


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says.

    `name` is masked by the caller. `tags` are the reasons, in the words that stand under a red QR (M9); a green card
    has none. `as_of` is the time of the status, as the reader of `language` ("en", or else Chinese) is shown it.
    Raises ValueError for red without a reason and for green with one.
    """

    payload: str
    red: bool
    name: str
    tags: tuple[str, ...]
    as_of: str
    language: str

    def __post_init__(self) -> None:
        if self.red != bool(self.tags):
            raise ValueError("a red card has at least one reason, a green card has none")


def card_svg(card: Card) -> str:
    """`card` as SVG. Raises ValueError for a payload that is none."""
    return svg(_drawing(card))


def card_png(card: Card) -> bytes:
    """`card` as PNG, with what a Latin font can draw.

    The word for the colour is there in both languages, the rest is in English. A name that is not ASCII is left out,
    and instead of such a tag stands where to read it: a caller who wants the reasons in the picture gives them in
    English.
    Raises ValueError for a payload that is none.
    """
    # Imported here, because Pillow takes longer to start than everything else that a card needs.
    from shared.drawing.png import drawable, png

    in_ascii = replace(
        card,
        language="en",
        name=card.name if drawable(card.name) else "",
        tags=tuple(dict.fromkeys(tag if drawable(tag) else _SEE_ELSEWHERE for tag in card.tags)),
        as_of=card.as_of if drawable(card.as_of) else "",
    )
    return png(_drawing(in_ascii), PNG_PIXELS)


@dataclass(frozen=True, slots=True)
class _Words:
    language: str
    title: str
    as_of: str
    note: str
    reasons: str
    description: str


_CHINESE = _Words(
    language="zh-CN",
    title="健康码：{word}（{english}）",
    as_of="截至 {}",
    note="颜色以每次扫码时的查询结果为准",
    reasons="原因：",
    description="二维码供检查点扫描",
)
_ENGLISH = _Words(
    language="en",
    title="Health code: {english} ({word})",
    as_of="As of {}",
    note="What counts is the colour found at each scan",
    reasons="Reason: ",
    description="QR code to be scanned at a checkpoint",
)
_SEE_ELSEWHERE = "Reason: see the code online"

_WIDTH = 360
_MARGIN = 24
_MIDDLE = _WIDTH / 2
_INNER = _WIDTH - 2 * _MARGIN
_MODULE = 6
_PANEL_TOP = 146
_PANEL_RADIUS = 18


def _drawing(card: Card) -> Drawing:
    palette = RED if card.red else GREEN
    words = _ENGLISH if card.language == "en" else _CHINESE
    as_of = words.as_of.format(card.as_of) if card.as_of else ""

    shapes = [*_heading(), *_status(palette), *_code(card.payload, palette)]
    y: float = _PANEL_TOP + _INNER
    for tag in card.tags:
        y = _tag(shapes, tag, y + 10, palette)
    y = _footer(shapes, card.name, as_of, words.note, y)

    spoken = (card.name, *(words.reasons + tag for tag in card.tags), as_of, words.note, words.description)
    return Drawing(
        width=_WIDTH,
        height=y,
        title=words.title.format(word=palette.word, english=palette.english),
        description=" · ".join(part for part in spoken if part),
        language=words.language,
        shapes=(Rectangle(0, 0, _WIDTH, y, palette.background), *shapes),
    )


def _heading() -> tuple[Shape, ...]:
    size = 19.0
    text_x = _MARGIN + written_width("健康码", size) + 10
    return (
        written("健康码", _MARGIN, 24, size, 0.08, WHITE),
        Text(text_x, 40, "Health code", 16, WHITE),
    )


def _status(palette: Palette) -> tuple[Shape, ...]:
    top, size, gap = 68.0, 56.0, 16.0
    word_x = _MARGIN + size + gap
    english_x = word_x + written_width(palette.word, 50) + gap
    return (
        *_sign(palette, _MARGIN, top, size),
        written(palette.word, word_x, top + 3, 50, 0.09, WHITE),
        Text(english_x, top + 40, palette.english, 29, WHITE, bold=True),
    )


def _sign(palette: Palette, x: float, y: float, size: float) -> tuple[Shape, ...]:
    if palette is GREEN:
        disc = Rectangle(x, y, size, size, WHITE, radius=size / 2)
        return disc, Strokes((scaled(TICK, x, y, size),), size * 0.13, palette.background)
    cut = 100 / (2 + 2**0.5)
    octagon = (
        (cut, 0),
        (100 - cut, 0),
        (100, cut),
        (100, 100 - cut),
        (100 - cut, 100),
        (cut, 100),
        (0, 100 - cut),
        (0, cut),
    )
    return (
        Polygon(scaled(octagon, x, y, size), WHITE),
        Strokes(tuple(scaled(line, x, y, size) for line in CROSS), size * 0.13, palette.background),
    )


def _code(payload: str, palette: Palette) -> tuple[Shape, ...]:
    edge = (_INNER - SIDE * _MODULE) / 2
    return (
        Rectangle(_MARGIN, _PANEL_TOP, _INNER, _INNER, WHITE, _PANEL_RADIUS),
        Modules(_MARGIN + edge, _PANEL_TOP + edge, _MODULE, symbol(payload), palette.modules),
    )


def _tag(shapes: list[Shape], tag: str, top: float, palette: Palette) -> float:
    size, leading, padding = 14.0, 20.0, 10.0
    lines = lines_within(tag, _INNER - 2 * padding, size, most=2)
    height = len(lines) * leading + 2 * padding - 4
    shapes.append(Rectangle(_MARGIN, top, _INNER, height, WHITE, radius=10))
    for place, line in enumerate(lines):
        baseline = top + padding + 13 + place * leading
        shapes.append(Text(_MIDDLE, baseline, line, size, palette.modules, "middle", bold=True))
    return top + height


def _footer(shapes: list[Shape], name: str, as_of: str, note: str, top: float) -> float:
    y = top + 12
    for line in lines_within(name, _INNER, 20, most=2):
        y += 26
        shapes.append(Text(_MIDDLE, y, line, 20, WHITE, "middle", bold=True))
    for line in (as_of, note):
        if line:
            y += 22
            shapes.append(Text(_MIDDLE, y, line, 13, WHITE, "middle"))
    return y + _MARGIN
