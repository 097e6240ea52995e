"""What a drawing consists of, and how it is written as SVG.

A drawing is a list of plain shapes, painted in order. `svg` here and `png` in `shared/drawing/png.py` read the same
list, so that the two pictures of one card can't differ in what they show.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from shared.drawing.qr import Matrix

Point = tuple[float, float]
Line = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A filled rectangle; `radius` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon."""

    points: Line
    fill: str


@dataclass(frozen=True, slots=True)
class Strokes:
    """Lines drawn with one round pen."""

    lines: tuple[Line, ...]
    width: float
    colour: str


@dataclass(frozen=True, slots=True)
class Modules:
    """The dark modules of a QR symbol; x and y are its top left corner, without quiet zone."""

    x: float
    y: float
    module: float
    matrix: Matrix
    fill: str


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; y is its baseline."""

    x: float
    y: float
    content: str
    size: float
    fill: str
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False


Shape = Rectangle | Polygon | Strokes | Modules | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a white page.

    Lengths are in `unit` (CSS name) at natural size. `title` and `description` are what a screen reader says.
    """

    width: float
    height: float
    title: str
    description: str
    language: str
    shapes: tuple[Shape, ...]
    unit: Literal["px", "mm"] = "px"


def dark_runs(matrix: Matrix) -> Iterator[tuple[int, int, int]]:
    """Column, row and length of every horizontal run of dark modules."""
    for row, modules in enumerate(matrix):
        for run in re.finditer(rb"\x01+", modules):
            yield run.start(), row, run.end() - run.start()


_FONTS = "system-ui, -apple-system, 'PingFang SC', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
# Outside XML 1.0's Char production, and the control characters inside it that nobody's name holds.
_NOT_FOR_XML = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(drawing: Drawing) -> str:
    """`drawing` as one SVG document that refers to nothing outside itself; text is escaped."""
    width, height, unit = _number(drawing.width), _number(drawing.height), drawing.unit
    page = Rectangle(0, 0, drawing.width, drawing.height, "#FFFFFF")
    shapes = "\n".join(_element(shape) for shape in (page, *drawing.shapes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}{unit}" height="{height}{unit}" '
        f'viewBox="0 0 {width} {height}" role="img" lang="{_escaped(drawing.language)}" font-family="{_FONTS}">\n'
        f"<title>{_escaped(drawing.title)}</title>\n"
        f"<desc>{_escaped(drawing.description)}</desc>\n"
        f"{shapes}\n"
        "</svg>\n"
    )


def _element(shape: Shape) -> str:
    match shape:
        case Rectangle():
            corner = f' rx="{_number(shape.radius)}"' if shape.radius else ""
            return (
                f'<rect x="{_number(shape.x)}" y="{_number(shape.y)}" width="{_number(shape.width)}" '
                f'height="{_number(shape.height)}"{corner} fill="{shape.fill}"/>'
            )
        case Polygon():
            return f'<path fill="{shape.fill}" d="{_path(shape.points)}z"/>'
        case Strokes():
            return (
                f'<path fill="none" stroke="{shape.colour}" stroke-width="{_number(shape.width)}" '
                f'stroke-linecap="round" stroke-linejoin="round" d="{"".join(map(_path, shape.lines))}"/>'
            )
        case Modules():
            # Without crispEdges a renderer blends neighbouring rows and leaves a pale seam between them.
            runs = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in dark_runs(shape.matrix))
            place = f"translate({_number(shape.x)} {_number(shape.y)}) scale({_number(shape.module)})"
            return f'<path fill="{shape.fill}" shape-rendering="crispEdges" transform="{place}" d="{runs}"/>'
        case Text():
            weight = ' font-weight="700"' if shape.bold else ""
            anchor = f' text-anchor="{shape.anchor}"' if shape.anchor != "start" else ""
            place = f'x="{_number(shape.x)}" y="{_number(shape.y)}" font-size="{_number(shape.size)}"'
            return f'<text {place}{weight}{anchor} fill="{shape.fill}">{_escaped(shape.content)}</text>'


def _path(line: Line) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in line)


def _number(value: float) -> str:
    return f"{round(value, 2):g}"


def _escaped(text: str) -> str:
    return _NOT_FOR_XML.sub("\ufffd", text).translate(_ESCAPED)
