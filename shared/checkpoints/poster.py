"""Posters to be printed: the way into the service, for a whole region or at one checkpoint (M23, M24).

Each is a page of A4 with one symbol, as large as leaves room for what is said around it. Who cannot scan it reads the
address; staff read the checkpoint's id and type it into a scanner.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shared.checkpoints.entry import checkpoint_address, entry_address
from shared.checkpoints.model import Checkpoint
from shared.checkpoints.words import place_words
from shared.drawing.lettering import lines_within, written, written_width
from shared.drawing.qr import address_symbol
from shared.drawing.shapes import Drawing, Modules, Rectangle, Shape, Text, svg

PNG_PIXELS = 8
"""Pixels per millimetre of a PNG poster: 203 dots per inch."""

_BLACK, _GREY, _BLUE = "#000000", "#595959", "#0A3A8C"
_WIDTH, _HEIGHT = 210, 297  # A4, ISO 216, in mm like every length below
_MIDDLE, _INNER = _WIDTH / 2, 180
_SYMBOL_TOP, _SYMBOL_WIDTH = 70, 132
_DOT = 1 / PNG_PIXELS

_HOW = "用手机相机扫码，打开健康码服务"
_HOW_ENGLISH = "Scan with your phone's camera to open the health code service"
_SHOW = "请出示健康码，由工作人员或闸机扫描"
_SHOW_ENGLISH = "Show your health code here: staff or a gate scan it"


@dataclass(frozen=True, slots=True)
class _Poster:
    address: str
    lines: tuple[tuple[str, str], ...]
    """What to do, in Chinese and in English."""
    name: str = ""
    place: tuple[str, ...] = ()
    """The same in one language or in more."""
    checkpoint_id: str = ""


def entry_poster_svg(code_prefix: str) -> str:
    """The poster that opens the service, in Chinese and English."""
    return svg(_drawing(_entry(code_prefix)))


def entry_poster_png(code_prefix: str) -> bytes:
    """The same as PNG, with the heading in both languages and the rest in English."""
    return _png(_entry(code_prefix))


def checkpoint_poster_svg(code_prefix: str, checkpoint: Checkpoint) -> str:
    """The poster of one checkpoint, in Chinese and English: it opens the service, and tells staff the id."""
    return svg(_drawing(_at(code_prefix, checkpoint)))


def checkpoint_poster_png(code_prefix: str, checkpoint: Checkpoint) -> bytes:
    """The same as PNG, with the heading in both languages and the rest in English.

    A name that is not ASCII is left out; kind, division and id tell which checkpoint it is.
    """
    return _png(_at(code_prefix, checkpoint))


def _entry(code_prefix: str) -> _Poster:
    return _Poster(entry_address(code_prefix), ((_HOW, _HOW_ENGLISH),))


def _at(code_prefix: str, checkpoint: Checkpoint) -> _Poster:
    return _Poster(
        checkpoint_address(code_prefix, checkpoint.checkpoint_id),
        ((_SHOW, _SHOW_ENGLISH), (_HOW, _HOW_ENGLISH)),
        checkpoint.name,
        tuple(place_words(checkpoint.place, language) for language in ("zh-CN", "en")),
        checkpoint.checkpoint_id,
    )


def _png(poster: _Poster) -> bytes:
    # Imported here, because Pillow takes longer to start than everything else that a poster needs.
    from shared.drawing.png import drawable, png

    in_ascii = replace(
        poster,
        lines=tuple(("", english) for _, english in poster.lines),
        name=poster.name if drawable(poster.name) else "",
        place=tuple(text for text in poster.place if drawable(text)),
    )
    return png(_drawing(in_ascii), PNG_PIXELS)


def _drawing(poster: _Poster) -> Drawing:
    spoken = (poster.name, *poster.place, poster.checkpoint_id, *(text for pair in poster.lines for text in pair))
    return Drawing(
        width=_WIDTH,
        height=_HEIGHT,
        title="健康码扫码入口 Health code: scan to open",
        description=" · ".join(text for text in (*spoken, poster.address) if text),
        language="zh-CN",
        shapes=(*_heading(), _symbol(poster.address), *_instructions(poster), *_checkpoint(poster), _foot(poster)),
        unit="mm",
    )


def _heading() -> Iterator[Shape]:
    size, gap = 20.0, 8.0
    code, entry = "健康码", "扫码入口"
    left = _MIDDLE - (written_width(code, size) + gap + written_width(entry, size)) / 2
    yield written(code, left, 13, size, 0.09, _BLUE)
    yield written(entry, left + written_width(code, size) + gap, 13, size, 0.09, _BLUE)
    yield Text(_MIDDLE, 45, "Health code - scan to open", 8.5, _BLUE, "middle", bold=True)


def _symbol(address: str) -> Modules:
    matrix = address_symbol(address)
    # Whole dots, so that a module is exactly as wide as its neighbour in the PNG.
    module = _SYMBOL_WIDTH / len(matrix) // _DOT * _DOT
    side = module * len(matrix)
    left = (_MIDDLE - side / 2) // _DOT * _DOT
    return Modules(left, _SYMBOL_TOP, module, matrix, _BLACK)


def _instructions(poster: _Poster) -> Iterator[Shape]:
    # The fewer lines there are, the larger they are: both posters fill the same room.
    size = 8.0 if len(poster.lines) == 1 else 6.0
    y: float = _SYMBOL_TOP + _SYMBOL_WIDTH + 22
    for chinese, english in poster.lines:
        if chinese:
            y += size
            yield Text(_MIDDLE, y, chinese, size, _BLACK, "middle", bold=True)
        y += size * 0.9
        yield Text(_MIDDLE, y, english, size * 0.68, _GREY, "middle")
        y += size * 0.3


def _checkpoint(poster: _Poster) -> Iterator[Shape]:
    if not poster.checkpoint_id:
        return
    yield Rectangle(_MIDDLE - _INNER / 2, 251, _INNER, 0.4, _BLACK)
    y = 254.0
    for line in lines_within(poster.name, _INNER, 8, most=1):
        y += 7
        yield Text(_MIDDLE, y, line, 8, _BLACK, "middle", bold=True)
    for line in poster.place:
        y += 6
        yield Text(_MIDDLE, y, line, 4.5, _GREY, "middle")
    yield Text(_MIDDLE, 281.5, poster.checkpoint_id, 7.5, _BLACK, "middle", bold=True)


def _foot(poster: _Poster) -> Text:
    return Text(_MIDDLE, 288, poster.address, 4.5, _GREY, "middle")
