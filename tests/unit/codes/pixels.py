"""From the text of an SVG to pixels, and from pixels to what a reader reads.

Paints just the kinds of elements that our drawings consist of and fails on any other, so that what is decoded is what
the SVG says. Text is not painted: no machine agrees with another on fonts.
"""

import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree as ET

import zxingcpp
from PIL import Image, ImageColor, ImageDraw

SVG = "{http://www.w3.org/2000/svg}"
_PATH = re.compile(r"([MLhvz])((?:[ ]?-?[0-9.]+)*)")
_PLACE = re.compile(r"translate\(([0-9.]+) ([0-9.]+)\) scale\(([0-9.]+)\)")

# Noise may look like another kind of code, of a few digits; a reader of health codes looks for none.
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_PREFIX = "HTTPS://CODE.EXAMPLE/C/"

QUIET = 4
"""Modules of white that a reader needs around a symbol (ISO/IEC 18004, 6.3)."""

Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Symbol:
    """A QR symbol as an SVG places it: top left corner and module in the SVG's unit, without quiet zone."""

    x: float
    y: float
    module: float
    colour: str
    dark: frozenset[tuple[int, int]]

    @property
    def side(self) -> int:
        """Modules along one side: the last row of every symbol is that of a corner pattern, hence dark at its start."""
        return max(row for row, _ in self.dark) + 1


def payloads(count: int) -> list[str]:
    """Payloads with random digits, the same ones at every call."""
    source = random.Random(count)
    return [_PREFIX + "".join(source.choices("0123456789", k=200)) for _ in range(count)]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def texts(svg: str) -> list[str]:
    """What the visible text elements say."""
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


def symbols(svg: str) -> list[Symbol]:
    """The QR symbols of an SVG, in the order in which they are painted."""
    return [_symbol(element) for element in parsed(svg).iter(f"{SVG}path") if "transform" in element.attrib]


def painted(svg: str, pixels: float) -> Image.Image:
    """The SVG with `pixels` per unit, without its text."""
    root = parsed(svg)
    left, top, width, height = (float(number) for number in root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    image = Image.new("RGB", (round(width * pixels), round(height * pixels)), "#808080")
    draw = ImageDraw.Draw(image)
    for element in root:
        _paint(draw, element, pixels)
    return image


def around(svg: str, symbol: Symbol, per_module: float, margin: float = 6) -> Image.Image:
    """One symbol with `margin` modules of what surrounds it, at `per_module` pixels; smoothed as a camera does."""
    exact = 8
    image = painted(svg, exact / symbol.module)
    side = symbol.side + 2 * margin
    left, top = ((start / symbol.module - margin) * exact for start in (symbol.x, symbol.y))
    box = (round(left), round(top), round(left + side * exact), round(top + side * exact))
    size = round(side * per_module)
    return image.crop(box).resize((size, size), Image.Resampling.BOX)


Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def boxes(svg: str) -> dict[str, Box]:
    """What must stay readable and the room that it takes: texts, pen strokes, and symbols with their quiet zone.

    Room for text is an estimate: fonts differ.
    """
    found: dict[str, Box] = {}
    for place, element in enumerate(parsed(svg)):
        kind, of = element.tag.removeprefix(SVG), element.attrib
        if kind == "text":
            found[f"{place}: {element.text}"] = _text_box(element)
        elif "stroke" in of:
            points = [point for line in _lines(of["d"]) for point in line]
            found[f"{place}: strokes"] = _box(points, float(of["stroke-width"]) / 2)
        elif "transform" in of:
            shown = _symbol(element)
            corners = [(shown.x, shown.y), (shown.x + shown.side * shown.module, shown.y + shown.side * shown.module)]
            found[f"{place}: symbol"] = _box(corners, QUIET * shown.module)
    return found


def overlapping(boxes: dict[str, Box]) -> list[tuple[str, str]]:
    """The pairs that have room in common."""
    return [(one, other) for (one, a), (other, b) in combinations(boxes.items(), 2) if _overlap(a, b)]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _box(points: Points, margin: float) -> Box:
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across) - margin, min(down) - margin, max(across) + margin, max(down) + margin


def _text_box(element: ET.Element) -> Box:
    x, y, size = (float(element.attrib[name]) for name in ("x", "y", "font-size"))
    width = size * sum(0.55 if letter.isascii() else 1 for letter in element.text or "")
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor", "start")]
    return left, y - 0.75 * size, left + width, y + 0.2 * size


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return image.convert("RGB")


def read(image: Image.Image) -> list[str]:
    """The text of every QR symbol that zxing-cpp finds."""
    return [barcode.text for barcode in zxingcpp.read_barcodes(image, _QR)]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (level / 255 for level in ImageColor.getrgb(colour)[:3])
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _symbol(element: ET.Element) -> Symbol:
    x, y, module = _placed(element)
    dark: set[tuple[int, int]] = set()
    for line in _lines(element.attrib["d"]):
        (column, row), (end, _), (_, bottom), (_, _) = line
        assert bottom == row + 1
        dark.update((int(row), each) for each in range(int(column), int(end)))
    return Symbol(x, y, module, element.attrib["fill"], frozenset(dark))


def _placed(element: ET.Element) -> tuple[float, float, float]:
    if "transform" not in element.attrib:
        return 0, 0, 1
    place = _PLACE.fullmatch(element.attrib["transform"])
    assert place is not None, element.attrib["transform"]
    x, y, scale = (float(number) for number in place.groups())
    return x, y, scale


def _paint(draw: ImageDraw.ImageDraw, element: ET.Element, pixels: float) -> None:
    kind, of = element.tag.removeprefix(SVG), element.attrib
    if kind == "rect":
        left, top, width, height = (float(of[name]) * pixels for name in ("x", "y", "width", "height"))
        # Pillow counts the last row and column as part of a rectangle.
        box = round(left), round(top), round(left + width) - 1, round(top + height) - 1
        draw.rounded_rectangle(box, float(of.get("rx", 0)) * pixels, of["fill"])
        return
    if kind in {"title", "desc", "text"}:
        return
    assert kind == "path", kind
    x, y, scale = _placed(element)
    for line in _lines(of["d"]):
        points = [((x + across * scale) * pixels, (y + down * scale) * pixels) for across, down in line]
        if of["fill"] == "none":
            _stroke(draw, points, float(of["stroke-width"]) * pixels, of["stroke"])
        else:
            _fill(draw, points, of["fill"])


def _fill(draw: ImageDraw.ImageDraw, points: Points, colour: str) -> None:
    across, down = {round(x) for x, _ in points}, {round(y) for _, y in points}
    if len(points) == 4 and len(across) == 2 and len(down) == 2:
        draw.rectangle((min(across), min(down), max(across) - 1, max(down) - 1), colour)
    else:
        draw.polygon(points, colour)


def _stroke(draw: ImageDraw.ImageDraw, points: Points, width: float, colour: str) -> None:
    draw.line(points, colour, round(width))
    for point in points:
        draw.circle(point, width / 2, colour)


def _lines(path: str) -> Iterator[Points]:
    assert _PATH.sub("", path) == "", "a path command that this painter does not know"
    points: Points = []
    for command, written in _PATH.findall(path):
        numbers = [float(number) for number in written.split()]
        if command == "M" and points:
            yield points
        if command == "M":
            points = [(numbers[0], numbers[1])]
        elif command == "L":
            points.append((numbers[0], numbers[1]))
        elif command in "hv":
            x, y = points[-1]
            points.append((x + numbers[0], y) if command == "h" else (x, y + numbers[0]))
    yield points
