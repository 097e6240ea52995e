"""Posters (M23, M24): A4 to the millimetre, saying what to do and which checkpoint it is, with nothing in the way."""

import subprocess
import sys
from dataclasses import replace

import pytest

from shared.checkpoints import poster
from shared.checkpoints.model import Checkpoint, Kind, Place
from shared.checkpoints.rules import checkpoint_id
from shared.kernel.ids import AccountId
from tests.region import PREFIX, START
from tests.unit.codes.pixels import QUIET, boxes, overlapping, parsed, symbols, texts

STATION = Place("440106", Kind.STATION)
CHECKPOINT = Checkpoint(checkpoint_id(STATION, "abcdefgh"), STATION, "东站北进站口", AccountId("operator-1"), START)
SVGS = {
    "entry": poster.entry_poster_svg(PREFIX),
    "checkpoint": poster.checkpoint_poster_svg(PREFIX, CHECKPOINT),
    "overlong name": poster.checkpoint_poster_svg(PREFIX, replace(CHECKPOINT, name="长" * 200)),
    "longest prefix": poster.checkpoint_poster_svg("HTTPS://A-VERY-LONG.EXAMPLE/C/", CHECKPOINT),
}
EACH = pytest.mark.parametrize("svg", SVGS.values(), ids=SVGS)


@EACH
def test_a_poster_is_a4_in_millimetres(svg: str) -> None:
    root = parsed(svg)
    assert (root.attrib["width"], root.attrib["height"], root.attrib["viewBox"]) == ("210mm", "297mm", "0 0 210 297")


@EACH
def test_the_symbol_is_black_and_most_of_the_page_is_wide(svg: str) -> None:
    [shown] = symbols(svg)
    assert shown.colour == "#000000"
    assert shown.side * shown.module > 125


@EACH
def test_every_module_is_a_whole_number_of_dots(svg: str) -> None:
    [shown] = symbols(svg)
    assert (shown.module * poster.PNG_PIXELS).is_integer()
    # An SVG has two decimals.
    for place in (shown.x, shown.y):
        assert place * poster.PNG_PIXELS == pytest.approx(round(place * poster.PNG_PIXELS), abs=0.05)


@EACH
def test_nothing_on_a_poster_covers_anything_else_or_leaves_the_page(svg: str) -> None:
    found = boxes(svg)
    assert overlapping(found) == []
    for left, top, right, bottom in found.values():
        # Most printers leave 5 mm of each edge white.
        assert 5 <= left < right <= 205
        assert 5 <= top < bottom <= 292


@EACH
def test_the_symbol_has_its_quiet_zone(svg: str) -> None:
    [shown] = symbols(svg)
    quiet = QUIET * shown.module
    left, top = shown.x - quiet, shown.y - quiet
    side = shown.side * shown.module + 2 * quiet
    others = {name: box for name, box in boxes(svg).items() if not name.endswith("symbol")}
    zone = {"zone": (left, top, left + side, top + side)}
    assert overlapping(others | zone) == []
    assert left >= 0
    assert left + side <= 210


def test_an_entry_poster_says_what_to_do_in_both_languages_and_where_it_leads() -> None:
    shown = texts(SVGS["entry"])
    assert {"用手机相机扫码，打开健康码服务", "HTTPS://CODE.EXAMPLE/E"} <= set(shown)
    assert "Scan with your phone's camera to open the health code service" in shown
    assert CHECKPOINT.checkpoint_id not in SVGS["entry"]


def test_a_checkpoints_poster_says_its_name_its_kind_and_its_id() -> None:
    shown = texts(SVGS["checkpoint"])
    assert {"东站北进站口", "广东省广州市 车站 440106", "Station, Guangdong 440106"} <= set(shown)
    assert {CHECKPOINT.checkpoint_id, f"HTTPS://CODE.EXAMPLE/E/{CHECKPOINT.checkpoint_id}"} <= set(shown)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_name_in_both_languages(kind: Kind) -> None:
    svg = poster.checkpoint_poster_svg(PREFIX, replace(CHECKPOINT, place=Place("440106", kind)))
    chinese, english = (text.removesuffix(" 440106") for text in texts(svg) if text.endswith(" 440106"))
    assert not chinese.removeprefix("广东省广州市 ").isascii()
    assert english.removesuffix(", Guangdong").isascii()
    assert overlapping(boxes(svg)) == []


def test_a_division_that_is_in_no_table_is_shown_by_its_code() -> None:
    svg = poster.checkpoint_poster_svg(PREFIX, replace(CHECKPOINT, place=Place("999999", Kind.PORT)))
    assert {"港口 999999", "Port 999999"} <= set(texts(svg))


@pytest.mark.parametrize("division", ["110105", "810000", "650105", "152202"])
def test_the_place_line_of_any_division_fits(division: str) -> None:
    svg = poster.checkpoint_poster_svg(PREFIX, replace(CHECKPOINT, place=Place(division, Kind.HOUSING_ESTATE)))
    assert all(left >= 5 and right <= 205 for left, _, right, _ in boxes(svg).values())


def test_an_overlong_name_is_cut() -> None:
    [name] = [text for text in texts(SVGS["overlong name"]) if text.startswith("长")]
    assert name.endswith("...")


def test_markup_in_a_name_stays_text() -> None:
    svg = poster.checkpoint_poster_svg(PREFIX, replace(CHECKPOINT, name="<script>1</script>"))
    assert "<script" not in svg
    assert "<script>1</script>" in texts(svg)


def test_a_poster_refers_to_nothing_outside_itself() -> None:
    for svg in SVGS.values():
        text = svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not [word for word in ("href", "url(", "src=", "@import", "<style", "http://") if word in text]


@pytest.mark.parametrize("prefix", ["HTTPS://CODE.EXAMPLE/", "", "HTTPS://CODE.EXAMPLE/C", "HTTPS://CODE.EXAMPLE/c/"])
def test_what_is_no_prefix_of_codes_gives_no_poster(prefix: str) -> None:
    with pytest.raises(ValueError, match="the prefix of a code ends in /C/"):
        poster.entry_poster_svg(prefix)


def test_drawing_an_svg_poster_does_not_load_pillow() -> None:
    program = (
        "import sys; from shared.checkpoints.poster import entry_poster_svg;"
        f"loaded = sorted({{'PIL', 'segno'}} & sys.modules.keys()); entry_poster_svg({PREFIX!r});"
        "print(loaded, 'PIL' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] False"
