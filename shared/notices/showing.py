"""A release notice as a page to print or to show, in Chinese and English, with the QR under which it is verified."""

from collections.abc import Iterator

from shared.drawing.lettering import lines_within
from shared.drawing.qr import address_symbol
from shared.drawing.shapes import Drawing, Modules, Rectangle, Shape, Text, svg
from shared.kernel.clock import day_of
from shared.notices.model import ReleaseNotice
from shared.notices.rules import number_of

_BLACK, _GREY = "#000000", "#595959"
_WIDTH, _HEIGHT = 210, 297  # A4, ISO 216, in mm like every length below
_MARGIN = 20
_MIDDLE, _INNER = _WIDTH / 2, _WIDTH - 2 * _MARGIN

_ROWS_TOP, _LABEL_WIDTH, _SIZE, _LEADING, _ROW_GAP = 66, 44, 4.2, 5.2, 5.5
_MOST_LINES = 7
"""What 200 characters take, the most that a notice says in one place, when they are Chinese ones without a space."""
_MODULE, _CODE_TOP = 1.2, 210

TITLE = "解除医学观察电子告知书"
TITLE_ENGLISH = "Electronic notice of release from medical observation"
_STATEMENT = "此人医学观察期满，自签发之日起解除医学观察。"
_STATEMENT_ENGLISH = "The medical observation of this person is over. It ends on the day of issue."
_VERIFY = (
    ("扫码核验真伪", "Scan to verify"),
    ("内容以扫码后显示的为准。", "What counts is what the scan shows."),
)


def notice_number(notice: ReleaseNotice) -> str:
    """The notice's number as people read it out."""
    return number_of(notice.entry_id)


def period(notice: ReleaseNotice) -> str:
    """From the first day of the observation to the last: `2020-03-24 - 2020-04-07`."""
    return f"{notice.observation.observed_from.isoformat()} - {notice.observation.observed_to.isoformat()}"


def notice_svg(notice: ReleaseNotice) -> str:
    """`notice` as an SVG page of A4."""
    rows = _rows(notice)
    return svg(
        Drawing(
            width=_WIDTH,
            height=_HEIGHT,
            title=f"{TITLE} {TITLE_ENGLISH}",
            description=" · ".join((*(f"{label} {value}" for label, _, value in rows), _STATEMENT, _STATEMENT_ENGLISH)),
            language="zh-CN",
            shapes=(*_heading(), *_table(rows), *_code(notice.payload)),
            unit="mm",
        )
    )


def _rows(notice: ReleaseNotice) -> tuple[tuple[str, str, str], ...]:
    return (
        ("编号", "Number", notice_number(notice)),
        ("姓名", "Name", notice.masked_name),
        ("观察期", "Observed from, to", period(notice)),
        ("签发机构", "Institution", notice.observation.institution),
        ("观察地点", "Place", notice.observation.place),
        ("签发日期", "Issued on", day_of(notice.issued_at).isoformat()),
    )


def _heading() -> Iterator[Shape]:
    yield Text(_MIDDLE, 32, TITLE, 10, _BLACK, "middle", bold=True)
    yield Text(_MIDDLE, 41, TITLE_ENGLISH, 5, _BLACK, "middle")
    yield Rectangle(_MARGIN, 50, _INNER, 0.4, _BLACK)


def _table(rows: tuple[tuple[str, str, str], ...]) -> Iterator[Shape]:
    y: float = _ROWS_TOP
    for label, english, value in rows:
        yield Text(_MARGIN, y, label, _SIZE, _BLACK, bold=True)
        yield Text(_MARGIN, y + 4, english, 3, _GREY)
        lines = lines_within(value, _INNER - _LABEL_WIDTH, _SIZE, _MOST_LINES)
        for place, line in enumerate(lines):
            yield Text(_MARGIN + _LABEL_WIDTH, y + place * _LEADING, line, _SIZE, _BLACK)
        y += max(len(lines), 1) * _LEADING + _ROW_GAP
    yield Text(_MARGIN, y + 2, _STATEMENT, _SIZE, _BLACK)
    yield Text(_MARGIN, y + 7, _STATEMENT_ENGLISH, 3.4, _GREY)


def _code(payload: str) -> Iterator[Shape]:
    matrix = address_symbol(payload)
    side = len(matrix) * _MODULE
    left = _WIDTH - _MARGIN - side
    yield Modules(left, _CODE_TOP, _MODULE, matrix, _BLACK)
    for place, (chinese, english) in enumerate(_VERIFY):
        y = _CODE_TOP + 10 + place * 14
        yield Text(_MARGIN, y, chinese, _SIZE, _BLACK)
        yield Text(_MARGIN, y + 5, english, 3.4, _GREY)
