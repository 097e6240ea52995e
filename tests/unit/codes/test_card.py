"""What stands on a card, read from its SVG: colours (M7), reasons (M9), words and shapes, and no foreign markup."""

import re
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.codes.card import GREEN, RED, Card, Palette, card_svg
from shared.codes.qr import symbol
from shared.drawing.lettering import lines_within
from tests.unit.codes.pixels import QUIET, SVG, boxes, contrast, overlapping, parsed, payloads, symbols, texts

PAYLOAD = payloads(1)[0]


def green(*, name: str = "张*", language: str = "zh-CN") -> Card:
    return Card(PAYLOAD, red=False, name=name, tags=(), as_of="2020-04-07 14:30", language=language)


def red(*tags: str, name: str = "张*", language: str = "zh-CN") -> Card:
    return Card(PAYLOAD, red=True, name=name, tags=tags or ("密切接触者",), as_of="2020-04-07 14:30", language=language)


BOTH = pytest.mark.parametrize(("card", "palette"), [(green(), GREEN), (red(), RED)], ids=["green", "red"])


def whole_page(svg: str) -> str:
    """The colour of the last rectangle that covers all of the page."""
    root = parsed(svg)
    _, _, width, height = root.attrib["viewBox"].split()
    covering = {"x": "0", "y": "0", "width": width, "height": height}
    return [each.attrib["fill"] for each in root.iter(f"{SVG}rect") if covering.items() <= each.attrib.items()][-1]


def pen_strokes(root: Element, colour: str) -> list[str]:
    return [each.attrib["d"] for each in root.iter(f"{SVG}path") if each.get("stroke") == colour]


def test_green_is_a_green_qr_on_a_blue_page() -> None:
    svg = card_svg(green())
    assert (whole_page(svg), [each.colour for each in symbols(svg)]) == ("#0A3A8C", ["#006B3C"])


def test_red_is_a_red_qr_on_a_red_page() -> None:
    svg = card_svg(red())
    assert (whole_page(svg), [each.colour for each in symbols(svg)]) == ("#DC2F2F", ["#7A0012"])


@BOTH
def test_the_modules_of_the_svg_are_those_of_the_symbol(card: Card, palette: Palette) -> None:
    [shown] = symbols(card_svg(card))
    dark = {(row, column) for row, modules in enumerate(symbol(PAYLOAD)) for column, bit in enumerate(modules) if bit}
    assert shown.dark == dark
    assert shown.module >= 4


@BOTH
def test_the_qr_stands_on_white_with_its_quiet_zone(card: Card, palette: Palette) -> None:
    svg = card_svg(card)
    [shown] = symbols(svg)
    elements = list(parsed(svg))
    place = next(index for index, element in enumerate(elements) if "transform" in element.attrib)
    panel = elements[place - 1].attrib
    assert panel["fill"] == "#FFFFFF"
    left, top, width, height = (float(panel[name]) for name in ("x", "y", "width", "height"))
    quiet, side = QUIET * shown.module, 41 * shown.module
    assert shown.x - left >= quiet
    assert shown.y - top >= quiet
    assert left + width - (shown.x + side) >= quiet
    assert top + height - (shown.y + side) >= quiet
    # A rounded corner takes away what lies outside its circle; the quiet zone's own corner must lie inside.
    radius = float(panel["rx"])
    inwards = max(0, radius - (shown.x - quiet - left))
    assert inwards * 2**0.5 <= radius


@BOTH
def test_colours_differ_enough_for_a_reader_and_for_the_eye(card: Card, palette: Palette) -> None:
    assert contrast(palette.modules, "#FFFFFF") >= 6.5
    assert contrast(palette.background, "#FFFFFF") >= 4.5


def test_a_grey_copy_still_tells_the_two_pages_apart() -> None:
    assert contrast(GREEN.background, RED.background) >= 2


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_word_for_the_colour_is_spoken_in_both_languages(language: str) -> None:
    for card, words in ((green(language=language), ("绿码", "GREEN")), (red(language=language), ("红码", "RED"))):
        root = parsed(card_svg(card))
        assert root.attrib["role"] == "img"
        assert root.attrib["lang"] == language
        assert root[0].tag == f"{SVG}title"
        assert all(word in (root[0].text or "") for word in words)
        assert words[1] in texts(card_svg(card))


def test_any_language_but_english_is_chinese() -> None:
    assert parsed(card_svg(green(language="fr"))).attrib["lang"] == "zh-CN"


def test_a_green_card_has_a_tick_in_a_disc() -> None:
    root = parsed(card_svg(green()))
    discs = [
        each
        for each in root.iter(f"{SVG}rect")
        if each.attrib["width"] == each.attrib["height"] and float(each.get("rx", 0)) * 2 == float(each.attrib["width"])
    ]
    [tick] = pen_strokes(root, "#0A3A8C")
    assert len(discs) == 1
    assert (tick.count("M"), tick.count("L")) == (1, 2)
    assert not [each for each in root.iter(f"{SVG}path") if each.attrib["d"].count("L") == 7]


def test_a_red_card_has_a_cross_in_an_octagon() -> None:
    root = parsed(card_svg(red()))
    white = [each.attrib["d"] for each in root.iter(f"{SVG}path") if each.get("fill") == "#FFFFFF"]
    octagons = [path for path in white if path.count("L") == 7]
    [cross] = pen_strokes(root, "#DC2F2F")
    assert len(octagons) == 1
    assert (cross.count("M"), cross.count("L")) == (2, 2)


def test_the_word_is_drawn_with_the_strokes_of_its_characters() -> None:
    # As a dictionary counts them, but for the box in 码, whose last two strokes are drawn in one go.
    health, green_and_red, code = 10 + 11, (11, 6), 8 - 1
    for card, colour in zip((green(), red()), green_and_red, strict=True):
        heading, word = pen_strokes(parsed(card_svg(card)), "#FFFFFF")
        assert (heading.count("M"), word.count("M")) == (health + code, colour + code)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_on_a_card_covers_anything_else_or_leaves_the_card(language: str) -> None:
    tags = ("Confirmed case or positive nucleic acid test", "密切接触者", "Home quarantine")
    for card in (green(language=language), red(*tags, language=language)):
        svg = card_svg(card)
        _, _, width, height = (float(number) for number in parsed(svg).attrib["viewBox"].split())
        found = boxes(svg)
        assert len(found) >= 8
        assert overlapping(found) == []
        for left, top, right, bottom in found.values():
            assert 16 <= left < right <= width - 16
            assert 16 <= top < bottom <= height - 16


def test_every_reason_stands_under_a_red_qr_in_its_order() -> None:
    tags = ("密切接触者", "居家隔离人员")
    svg = card_svg(red(*tags))
    [shown] = symbols(svg)
    below = [
        each.text for each in parsed(svg).iter(f"{SVG}text") if float(each.attrib["y"]) > shown.y + 41 * shown.module
    ]
    assert below[:2] == list(tags)
    assert all(tag in (parsed(svg)[1].text or "") for tag in tags)


def test_a_long_reason_is_broken_into_lines_that_fit() -> None:
    long = "Confirmed case or positive nucleic acid test"
    shown = texts(card_svg(red(long, language="en")))
    lines = [text for text in shown if text and text in long]
    assert len(lines) == 2
    assert " ".join(lines) == long


@pytest.mark.parametrize(("red_one", "tags"), [(True, ()), (False, ("密切接触者",))])
def test_red_without_a_reason_and_green_with_one_are_refused(red_one: bool, tags: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="a red card has at least one reason, a green card has none"):
        Card(PAYLOAD, red_one, "张*", tags, "2020-04-07 14:30", "zh-CN")


def test_the_masked_name_and_the_time_of_the_status_are_shown() -> None:
    assert {"张*", "截至 2020-04-07 14:30"} <= set(texts(card_svg(green())))
    assert {"张*", "As of 2020-04-07 14:30"} <= set(texts(card_svg(green(language="en"))))


def test_markup_in_a_name_or_a_reason_stays_text() -> None:
    hostile = "<script>alert('1')</script>&amp;\"]]>"
    svg = card_svg(red(hostile, name=hostile))
    assert "<script" not in svg
    assert {element.tag.removeprefix(SVG) for element in parsed(svg).iter()} == {
        "svg", "title", "desc", "rect", "path", "text",
    }  # fmt: skip
    assert "".join(texts(svg)).count(hostile) == 2
    assert hostile in (parsed(svg)[1].text or "")


@settings(max_examples=40)
@given(name=st.text(max_size=40), tag=st.text(max_size=80))
def test_any_name_and_any_reason_give_a_well_formed_svg(name: str, tag: str) -> None:
    svg = card_svg(red(tag, name=name))
    svg.encode()
    assert svg.count("transform=") == len(symbols(svg)) == 1
    assert svg.count("<text ") == len(texts(svg)) >= 4


def test_a_card_refers_to_nothing_outside_itself() -> None:
    for card in (green(), red()):
        svg = card_svg(card).replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"href|url\(|src=|@import|://|<style|<script|\son\w+=", svg)


def test_a_card_does_not_show_its_payload_as_text() -> None:
    assert PAYLOAD[-20:] not in card_svg(green())


def test_an_overlong_name_is_cut_and_never_leaves_the_card() -> None:
    shown = [text for text in texts(card_svg(green(name="李" + "*" * 300))) if text.startswith(("李", "*"))]
    assert len(shown) == 2
    assert shown[1].endswith("...")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ()),
        ("   ", ()),
        ("密切接触者", ("密切接触者",)),
        ("一二三四五六七八九十", ("一二三四五六七八九十",)),
        ("一二三四五六七八九十甲", ("一二三四五六七八九十", "甲")),
        ("one two three four five", ("one two three", "four five")),
        ("incomprehensibilities", ("incomprehensibili", "ties")),
        ("一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子", ("一二三四五六七八九十", "甲乙丙丁戊己庚辛...")),
    ],
)
def test_text_is_cut_into_lines_of_ten_wide_characters(text: str, lines: tuple[str, ...]) -> None:
    assert lines_within(text, 100, 10, most=2) == lines
