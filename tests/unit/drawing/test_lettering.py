"""Characters drawn with a pen: legible strokes inside their square."""

import pytest

from shared.drawing.lettering import written, written_width

CHARACTERS = "健康码绿红扫入口"


@pytest.mark.parametrize("character", CHARACTERS)
def test_every_stroke_stays_in_the_square_of_its_character(character: str) -> None:
    strokes = written(character, 0, 0, 100, 0.08, "#000000")

    points = [point for line in strokes.lines for point in line]
    assert all(len(line) >= 2 for line in strokes.lines)
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in points)
    for axis in (0, 1):
        spread = {point[axis] for point in points}
        assert max(spread) - min(spread) > 60


def test_no_two_characters_are_the_same() -> None:
    assert len({written(each, 0, 0, 100, 0.08, "#000000").lines for each in CHARACTERS}) == len(CHARACTERS)


def test_a_word_is_its_characters_one_after_the_other() -> None:
    word, first, second = (written(each, 10, 20, 50, 0.1, "#000000").lines for each in ("扫码", "扫", "码"))

    moved = tuple(tuple((x + 54, y) for x, y in line) for line in second)
    assert word == first + moved
    assert written_width("扫码", 50) == 54 + 50


def test_a_character_that_nobody_has_drawn_is_refused() -> None:
    with pytest.raises(KeyError):
        written("龘", 0, 0, 100, 0.08, "#000000")
