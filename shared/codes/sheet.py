"""The sheet to be printed for those who carry no phone (M3): one large code, and copies to cut out.

Black on white and without a status: paper can't follow a colour, so it is looked up at every scan (M13).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from shared.codes.qr import SIDE, symbol
from shared.drawing.lettering import lines_within, written, written_width
from shared.drawing.qr import Matrix
from shared.drawing.shapes import Drawing, Line, Modules, Rectangle, Shape, Strokes, Text, svg

_BLACK, _GREY = "#000000", "#595959"
_WIDTH, _HEIGHT = 210, 297  # A4, ISO 216, in mm like every length below
_MARGIN = 15
_MIDDLE = _WIDTH / 2

_LARGE_MODULE, _LARGE_TOP = 2.25, 53

_COPIES = 4
_COPY_MODULE = 0.8
_COPY_TOP, _COPY_WIDTH, _COPY_HEIGHT = 210, 45, 64
_DASH, _GAP = 2.0, 1.6

_CHINESE = (
    "请在检查点出示此码，由工作人员或闸机扫描。纸上不显示颜色，颜色在扫码时查询。",
    "此码长期有效，可剪下随身携带。如遗失或被他人使用，请更换新码，旧码随即失效。",
)
_ENGLISH = (
    "Show this code at a checkpoint, where staff or a gate scan it. Paper has no colour: each scan looks it up.",
    "It stays valid: cut out a copy to carry. If it is lost or misused, replace it, and the old one stops working.",
)
# True of the paper for as long as it is carried: what the register has said since is found by the scan.
_OFFLINE = (
    "此码为线下登记，打印时身份尚未核验，以扫码时的查询结果为准。核验前不能换码，如遗失请网格员补打。",
    "Registered offline; the identity was not confirmed when this was printed. Each scan tells whether it is now.",
    "Until it is, this code cannot be replaced: if the sheet is lost, a grid worker prints it again.",
)
_OFFLINE_COPY = "线下登记 Registered offline"
_CUT = "沿虚线剪下 · Cut along the dashed lines"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says; `name` is masked by the caller, `printed_on` is the day as its reader is shown it."""

    payload: str
    name: str
    printed_on: str
    unconfirmed: bool = False
    """Whether its person was registered offline, and not confirmed until that day (M4)."""


def sheet_svg(sheet: Sheet) -> str:
    """`sheet` as an SVG page of A4, in Chinese and English. Raises ValueError for a payload that is none."""
    matrix = symbol(sheet.payload)
    printed = f"打印日期 Printed on {sheet.printed_on}"
    mark = _OFFLINE if sheet.unconfirmed else ()
    return svg(
        Drawing(
            width=_WIDTH,
            height=_HEIGHT,
            title="健康码 Health code",
            description=" · ".join((sheet.name, printed, *_CHINESE, *_ENGLISH, *mark)),
            language="zh-CN",
            shapes=(
                *_heading(sheet.name, printed),
                _centred(matrix, _MIDDLE, _LARGE_TOP, _LARGE_MODULE),
                *_explanation(),
                *(_mark() if sheet.unconfirmed else ()),
                *_copies(matrix, sheet),
            ),
            unit="mm",
        )
    )


def _heading(name: str, printed: str) -> Iterator[Shape]:
    size = 9.0
    yield written("健康码", _MARGIN, 15, size, 0.09, _BLACK)
    yield Text(_MARGIN + written_width("健康码", size) + 4, 22.6, "Health code", 8, _BLACK)
    yield Text(_WIDTH - _MARGIN, 22.6, printed, 3.6, _GREY, "end")
    yield Rectangle(_MARGIN, 28, _WIDTH - 2 * _MARGIN, 0.4, _BLACK)
    for line in lines_within(name, _WIDTH - 2 * _MARGIN, 8, most=1):
        yield Text(_MIDDLE, 41, line, 8, _BLACK, "middle", bold=True)


def _centred(matrix: Matrix, middle: float, top: float, module: float) -> Modules:
    return Modules(middle - SIDE * module / 2, top, module, matrix, _BLACK)


def _explanation() -> Iterator[Text]:
    top = _LARGE_TOP + SIDE * _LARGE_MODULE + 18
    for place, line in enumerate(_CHINESE):
        yield Text(_MIDDLE, top + place * 7.5, line, 4.4, _BLACK, "middle")
    for place, line in enumerate(_ENGLISH):
        yield Text(_MIDDLE, top + 16.5 + place * 5.5, line, 3.2, _GREY, "middle")


def _mark() -> Iterator[Text]:
    chinese, *english = _OFFLINE
    top = _LARGE_TOP + SIDE * _LARGE_MODULE + 46
    yield Text(_MIDDLE, top, chinese, 3.6, _BLACK, "middle", bold=True)
    for place, line in enumerate(english):
        yield Text(_MIDDLE, top + 5 + place * 4.5, line, 3.2, _GREY, "middle")


def _copies(matrix: Matrix, sheet: Sheet) -> Iterator[Shape]:
    left, bottom = (_WIDTH - _COPIES * _COPY_WIDTH) / 2, _COPY_TOP + _COPY_HEIGHT
    right = left + _COPIES * _COPY_WIDTH
    cuts = [
        *(_dashed((left, y), (right, y)) for y in (_COPY_TOP, bottom)),
        *(_dashed((x, _COPY_TOP), (x, bottom)) for x in (left + place * _COPY_WIDTH for place in range(_COPIES + 1))),
    ]
    yield Text(left, _COPY_TOP - 2.5, _CUT, 3, _GREY)
    yield Strokes(tuple(dash for cut in cuts for dash in cut), 0.25, _GREY)
    for place in range(_COPIES):
        middle = left + (place + 0.5) * _COPY_WIDTH
        yield _centred(matrix, middle, _COPY_TOP + 6, _COPY_MODULE)
        word_width = written_width("健康码", 5)
        yield written("健康码", middle - word_width / 2, _COPY_TOP + 44, 5, 0.09, _BLACK)
        for line in lines_within(sheet.name, _COPY_WIDTH - 6, 4.2, most=1):
            yield Text(middle, _COPY_TOP + 56, line, 4.2, _BLACK, "middle", bold=True)
        if sheet.unconfirmed:
            yield Text(middle, _COPY_TOP + 61, _OFFLINE_COPY, 2.6, _BLACK, "middle")


def _dashed(start: tuple[float, float], end: tuple[float, float]) -> Iterator[Line]:
    (x, y), length = start, end[0] - start[0] + end[1] - start[1]
    across, down = (end[0] - x) / length, (end[1] - y) / length
    for dash in range(ceil(length / (_DASH + _GAP))):
        done = dash * (_DASH + _GAP)
        until = min(done + _DASH, length)
        yield (x + done * across, y + done * down), (x + until * across, y + until * down)
