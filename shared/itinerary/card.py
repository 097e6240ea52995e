"""The itinerary card: a masked phone, a time, and the places of 14 days (M19).

Grey and white on purpose: green and red are the health code's, and an itinerary is no verdict.
"""

from dataclasses import dataclass

from shared.drawing.lettering import lines_within
from shared.drawing.shapes import Drawing, Rectangle, Shape, Text, svg

_HEAD, _INK, _FAINT, _PAPER, _WHITE = "#37474F", "#212121", "#595959", "#ECEFF1", "#FFFFFF"
_WIDTH = 360
_MARGIN = 20
_MIDDLE = _WIDTH / 2
_INNER = _WIDTH - 3 * _MARGIN
_HEAD_HEIGHT = 64


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says.

    `phone` is masked by the caller. `places` are names, each once, in the order of their days; `as_of` and the two days
    are shown as they are. A phone that the carriers do not know has no places. `language` is "en", or else Chinese.
    """

    phone: str
    phone_known: bool
    places: tuple[str, ...]
    as_of: str
    first_day: str
    last_day: str
    language: str


@dataclass(frozen=True, slots=True)
class _Words:
    language: str
    title: str
    whose: str
    as_of: str
    places: str
    between: str
    none: str
    unknown: str
    note: str


_CHINESE = _Words(
    language="zh-CN",
    title="行程卡",
    whose="{} 的行程",
    as_of="更新于 {}",
    places="{} 至 {} 到达或途经：",
    between="、",
    none="没有记录",
    unknown="运营商没有这个号码的记录",
    note="地点由运营商按手机所在位置提供，不表示健康状况",
)
_ENGLISH = _Words(
    language="en",
    title="Itinerary card",
    whose="Itinerary of {}",
    as_of="As of {}",
    places="From {} to {} in or through:",
    between=", ",
    none="Nothing on record",
    unknown="The carriers hold nothing on this number",
    note="Places are where the phone was, by its carrier; they say nothing about health",
)


def card_svg(card: Card) -> str:
    """`card` as SVG."""
    words = _ENGLISH if card.language == "en" else _CHINESE
    whose, as_of = words.whose.format(card.phone), words.as_of.format(card.as_of)
    heading, listed = words.places.format(card.first_day, card.last_day), _listed(card, words)
    shapes: list[Shape] = [Text(_MIDDLE, 40, words.title, 22, _WHITE, "middle", bold=True)]
    y = _lines(shapes, whose, _HEAD_HEIGHT + 20, 19, bold=True)
    y = _lines(shapes, as_of, y + 4, 13)
    y = _lines(shapes, heading, y + 16, 13)
    y = _lines(shapes, listed, y + 6, 17, bold=True)
    y = _lines(shapes, words.note, y + 18, 12) + 14
    return svg(
        Drawing(
            width=_WIDTH,
            height=y + _MARGIN,
            title=words.title,
            description=" · ".join((whose, as_of, f"{heading} {listed}", words.note)),
            language=words.language,
            shapes=(
                Rectangle(0, 0, _WIDTH, y + _MARGIN, _PAPER),
                Rectangle(0, 0, _WIDTH, _HEAD_HEIGHT, _HEAD),
                Rectangle(_MARGIN, _HEAD_HEIGHT + 8, _WIDTH - 2 * _MARGIN, y - _HEAD_HEIGHT, _WHITE, radius=10),
                *shapes,
            ),
        )
    )


def _listed(card: Card, words: _Words) -> str:
    if not card.phone_known:
        return words.unknown
    return words.between.join(card.places) or words.none


def _lines(shapes: list[Shape], text: str, top: float, size: float, *, bold: bool = False) -> float:
    """Put `text` below `top`, on as many lines as it takes; returns where it ends."""
    y = top
    for line in lines_within(text, _INNER, size, most=len(text)):
        y += size * 1.5
        shapes.append(Text(_MIDDLE, y, line, size, _INK if bold else _FAINT, "middle", bold=bold))
    return y
