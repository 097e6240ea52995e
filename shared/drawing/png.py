"""A drawing as PNG. The only module that knows Pillow.

A Lambda has no fonts of its own and Pillow brings a Latin one, so text that is not plain ASCII is refused here
instead of being drawn as empty boxes: whoever composes a drawing for this module leaves it out.
"""

import io
from functools import lru_cache
from typing import assert_never

from PIL import Image, ImageDraw, ImageFont

from shared.drawing.shapes import Drawing, Line, Modules, Polygon, Rectangle, Strokes, Text, dark_runs

_FINER = 4
"""Curves are drawn this much larger and scaled down, since Pillow draws hard edges."""

_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def drawable(text: str) -> bool:
    """Whether `png` can draw `text` as it is."""
    return text.isascii() and text.isprintable()


def png(drawing: Drawing, pixels: int) -> bytes:
    """`drawing` with `pixels` per unit; rectangles and modules have hard edges, everything round is smoothed.

    Raises ValueError for text that is not `drawable`.
    """
    image = Image.new("RGB", (round(drawing.width * pixels), round(drawing.height * pixels)), "#FFFFFF")
    draw = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        match shape:
            case Rectangle(radius=0):
                box = shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
                _fill(draw, box, pixels, shape.fill)
            case Rectangle():
                _rounded(image, shape, pixels)
            case Polygon():
                _polygon(image, shape, pixels)
            case Strokes():
                _strokes(image, shape, pixels)
            case Modules():
                side = shape.module
                for column, row, length in dark_runs(shape.matrix):
                    left, top = shape.x + column * side, shape.y + row * side
                    _fill(draw, (left, top, left + length * side, top + side), pixels, shape.fill)
            case Text():
                _text(draw, shape, pixels)
            case _:
                assert_never(shape)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _fill(draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], pixels: int, colour: str) -> None:
    left, top, right, bottom = (round(edge * pixels) for edge in box)
    # Pillow counts the last row and column as part of a rectangle.
    draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)


def _text(draw: ImageDraw.ImageDraw, text: Text, pixels: int) -> None:
    if not drawable(text.content):
        raise ValueError("a PNG has no font for text outside printable ASCII")
    size = text.size * pixels
    draw.text(
        (text.x * pixels, text.y * pixels),
        text.content,
        fill=text.fill,
        font=_font(size),
        anchor=_ANCHORS[text.anchor],
        stroke_width=size / 42 if text.bold else 0,
    )


@lru_cache(maxsize=16)
def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


class _Stencil:
    """A shape drawn larger than it will be, then scaled down and painted through."""

    def __init__(self, line: Line, margin: float, pixels: int) -> None:
        self._left = int((min(x for x, _ in line) - margin) * pixels)
        self._top = int((min(y for _, y in line) - margin) * pixels)
        width = int((max(x for x, _ in line) + margin) * pixels) + 1 - self._left
        height = int((max(y for _, y in line) + margin) * pixels) + 1 - self._top
        self.scale = pixels * _FINER
        self._mask = Image.new("L", (width * _FINER, height * _FINER))
        self.draw = ImageDraw.Draw(self._mask)

    def place(self, line: Line) -> list[tuple[float, float]]:
        return [(x * self.scale - self._left * _FINER, y * self.scale - self._top * _FINER) for x, y in line]

    def paint(self, image: Image.Image, colour: str) -> None:
        mask = self._mask.reduce(_FINER)
        image.paste(colour, (self._left, self._top, self._left + mask.width, self._top + mask.height), mask)


def _rounded(image: Image.Image, shape: Rectangle, pixels: int) -> None:
    corners = (shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height)
    stencil = _Stencil(corners, 0, pixels)
    (left, top), (right, bottom) = stencil.place(corners)
    stencil.draw.rounded_rectangle((left, top, right - 1, bottom - 1), shape.radius * stencil.scale, fill=255)
    stencil.paint(image, shape.fill)


def _polygon(image: Image.Image, shape: Polygon, pixels: int) -> None:
    stencil = _Stencil(shape.points, 0, pixels)
    stencil.draw.polygon(stencil.place(shape.points), fill=255)
    stencil.paint(image, shape.fill)


def _strokes(image: Image.Image, shape: Strokes, pixels: int) -> None:
    stencil = _Stencil(tuple(point for line in shape.lines for point in line), shape.width, pixels)
    width = shape.width * stencil.scale
    for line in shape.lines:
        points = stencil.place(line)
        stencil.draw.line(points, fill=255, width=round(width))
        # A dot on every point makes the ends and the corners round, as in the SVG.
        for point in points:
            stencil.draw.circle(point, width / 2, fill=255)
    stencil.paint(image, shape.colour)
