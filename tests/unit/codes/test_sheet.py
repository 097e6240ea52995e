"""The printable sheet (M3): read back from pixels, black on white, to the millimetre."""

from itertools import pairwise

import pytest

from shared.codes.sheet import Sheet, sheet_svg
from tests.unit.codes.camera import blurred, compressed, dimmed, noisy, stained, together, turned
from tests.unit.codes.pixels import (
    QUIET,
    SVG,
    around,
    boxes,
    overlapping,
    painted,
    parsed,
    payloads,
    read,
    symbols,
    texts,
)

PAYLOAD = payloads(1)[0]
SHEET = Sheet(PAYLOAD, "张*", "2020-04-07")
MARKED = Sheet(PAYLOAD, "张*", "2020-04-07", unconfirmed=True)


def test_a_sheet_is_a4_in_millimetres() -> None:
    root = parsed(sheet_svg(SHEET))
    assert (root.attrib["width"], root.attrib["height"], root.attrib["viewBox"]) == ("210mm", "297mm", "0 0 210 297")


def test_a_sheet_has_one_large_code_and_four_for_the_wallet() -> None:
    large, *copies = symbols(sheet_svg(SHEET))
    assert large.module * (41 + 2 * QUIET) >= 100
    assert len(copies) == 4
    assert {each.dark for each in copies} == {large.dark}
    for each in copies:
        assert each.module * (41 + 2 * QUIET) >= 30


@pytest.mark.parametrize("sheet", [SHEET, MARKED], ids=["confirmed", "unconfirmed"])
def test_every_code_on_a_page_of_150_dots_per_inch_is_read(sheet: Sheet) -> None:
    assert read(painted(sheet_svg(sheet), 150 / 25.4)) == [PAYLOAD] * 5


@pytest.mark.parametrize("index", [0, 4], ids=["large", "wallet"])
def test_a_printed_code_is_read_in_spite_of_wear(index: int) -> None:
    svg = sheet_svg(SHEET)
    worn = together(stained(0.05), turned(12), blurred(0.9), dimmed(0.5), noisy(8), compressed(50))
    assert read(worn(around(svg, symbols(svg)[index], 4, margin=QUIET))) == [PAYLOAD]


@pytest.mark.parametrize("sheet", [SHEET, MARKED], ids=["confirmed", "unconfirmed"])
def test_nothing_on_a_sheet_covers_anything_else_or_leaves_the_page(sheet: Sheet) -> None:
    found = boxes(sheet_svg(sheet))
    [cuts] = [box for box in found.values() if box[2] - box[0] > 179 and box[3] - box[1] > 60]
    inside = {name: box for name, box in found.items() if box is not cuts}
    assert len(inside) == len(found) - 1 > 15
    assert overlapping(inside) == []
    for left, top, right, bottom in found.values():
        # Most printers leave 5 mm of each edge white.
        assert 5 <= left < right <= 205
        assert 5 <= top < bottom <= 292


@pytest.mark.parametrize("sheet", [SHEET, MARKED], ids=["confirmed", "unconfirmed"])
def test_nothing_on_a_sheet_has_a_colour_or_speaks_of_one(sheet: Sheet) -> None:
    svg = sheet_svg(sheet)
    paints = {
        value
        for element in parsed(svg).iter()
        for name in ("fill", "stroke")
        if (value := element.get(name)) not in {None, "none"}
    }
    assert paints
    assert all(paint[1:3] == paint[3:5] == paint[5:7] for paint in paints if paint)
    for status in ("绿码", "红码", "GREEN", "RED", "Green", "Red"):
        assert status not in svg


def test_codes_are_black_on_a_white_page() -> None:
    svg = sheet_svg(SHEET)
    assert {each.colour for each in symbols(svg)} == {"#000000"}
    page = parsed(svg)[2].attrib
    assert (page["x"], page["y"], page["width"], page["height"], page["fill"]) == ("0", "0", "210", "297", "#FFFFFF")


def test_the_quiet_zone_of_every_code_is_white_up_to_its_cutting_line() -> None:
    svg = sheet_svg(SHEET)
    image = painted(svg, 20).convert("L")
    for each in symbols(svg):
        quiet, side = QUIET * each.module, 41 * each.module
        left, top, right, bottom = (round(edge * 20) for edge in (each.x, each.y, each.x + side, each.y + side))
        margin = round(quiet * 20)
        zone = image.copy()
        zone.paste(255, (left, top, right, bottom))
        assert zone.crop((left - margin, top - margin, right + margin, bottom + margin)).getextrema() == (255, 255)


def test_each_wallet_copy_has_dashed_cutting_lines_around_it() -> None:
    svg = sheet_svg(SHEET)
    cuts = next(each.attrib["d"] for each in parsed(svg).iter(f"{SVG}path") if float(each.get("stroke-width", 1)) < 0.3)
    dashes = [[point.split() for point in dash.split("L")] for dash in cuts.removeprefix("M").split("M")]
    across = {float(start[1]) for start, end in dashes if start[1] == end[1]}
    down = {float(start[0]) for start, end in dashes if start[0] == end[0]}
    assert len(dashes) > 100
    assert len(across) == 2
    assert len(down) == 5
    # A dashed line is neither whole nor does it end early.
    for line in across:
        ends = [(float(start[0]), float(end[0])) for start, end in dashes if float(start[1]) == float(end[1]) == line]
        assert max(end for _, end in ends) > max(down) - 2
        assert all(end + 1 < start for (_, end), (start, _) in pairwise(ends))
    _, *copies = symbols(svg)
    edges = sorted(down)
    for place, each in enumerate(copies):
        assert edges[place] < each.x - QUIET * each.module
        assert each.x + (41 + QUIET) * each.module < edges[place + 1]
        assert min(across) < each.y - QUIET * each.module
        assert each.y + (41 + QUIET) * each.module < max(across)


def test_a_sheet_says_whose_it_is_when_it_was_printed_and_how_it_is_used() -> None:
    shown = texts(sheet_svg(SHEET))
    assert shown.count("张*") == 5
    assert any("2020-04-07" in text for text in shown)
    assert any("请在检查点出示此码" in text for text in shown)
    assert any("Show this code at a checkpoint" in text for text in shown)


def test_the_page_and_each_copy_of_an_unconfirmed_person_say_so_and_no_other_sheet_does() -> None:
    marked, plain = (sheet_svg(sheet) for sheet in (MARKED, SHEET))
    assert sum("线下登记" in text for text in texts(marked)) == 5
    assert sum("Registered offline" in text for text in texts(marked)) == 5
    for word in ("线下登记", "offline"):
        assert word not in plain


def test_markup_in_a_name_stays_text() -> None:
    svg = sheet_svg(Sheet(PAYLOAD, "<script>1</script>", "2020-04-07"))
    assert "<script" not in svg
    assert "<script>1</script>" in texts(svg)


def test_an_overlong_name_is_cut_to_its_copy() -> None:
    shown = [text for text in texts(sheet_svg(Sheet(PAYLOAD, "李" + "*" * 100, "2020-04-07"))) if text.startswith("李")]
    assert len(shown) == 5
    assert all(text.endswith("...") and len(text) <= 45 for text in shown)


def test_what_is_no_payload_is_refused() -> None:
    with pytest.raises(ValueError, match="a payload is"):
        sheet_svg(Sheet("HTTPS://CODE.EXAMPLE/C/1", "张*", "2020-04-07"))
