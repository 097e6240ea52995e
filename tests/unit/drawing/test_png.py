"""The PNG of a drawing: hard edges where a reader needs them, and no text that it could not draw."""

import pytest

from shared.drawing.png import drawable, png
from shared.drawing.shapes import Drawing, Rectangle, Text
from tests.unit.codes.pixels import opened


def test_text_that_no_font_here_can_draw_is_refused() -> None:
    drawing = Drawing(10, 10, "", "", "en", (Text(0, 5, "码", 5, "#000000"),))
    with pytest.raises(ValueError, match="no font for text outside printable ASCII"):
        png(drawing, 1)


@pytest.mark.parametrize(("text", "can"), [("Z*** X*", True), ("", True), ("é", False), ("码", False), ("a\nb", False)])
def test_only_printable_ascii_is_drawable(text: str, can: bool) -> None:
    assert drawable(text) is can


def test_a_rectangle_has_hard_edges_and_the_page_is_white() -> None:
    image = opened(png(Drawing(4, 4, "", "", "en", (Rectangle(1, 1, 2, 2, "#123456"),)), 3))

    assert image.size == (12, 12)
    assert {image.getpixel((x, y)) for x in range(3, 9) for y in range(3, 9)} == {(0x12, 0x34, 0x56)}
    assert {image.getpixel(place) for place in ((0, 0), (2, 5), (9, 5), (5, 2), (5, 9), (11, 11))} == {(255, 255, 255)}
