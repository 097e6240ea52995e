"""The notice as a page: its QR read back from pixels, everything that it must say, and nothing that it must not."""

from dataclasses import replace
from itertools import combinations

import pytest

from shared.notices.showing import notice_svg
from tests.unit.codes.camera import blurred, compressed, dimmed, noisy, together, turned
from tests.unit.codes.pixels import SVG, boxes, painted, parsed, read, symbols, texts
from tests.unit.notices.sample_notice import NOTICE

DOTS = 150 / 25.4
"""Pixels a millimetre at 150 dots per inch."""
LONG = replace(NOTICE.observation, institution="医" * 200, place="Q" * 200)


def test_a_notice_is_a4_in_millimetres() -> None:
    root = parsed(notice_svg(NOTICE))

    assert (root.attrib["width"], root.attrib["height"], root.attrib["viewBox"]) == ("210mm", "297mm", "0 0 210 297")


def test_the_qr_of_a_printed_notice_is_read() -> None:
    assert read(painted(notice_svg(NOTICE), DOTS)) == [NOTICE.payload]


def test_the_qr_is_read_with_the_longest_address_that_a_region_may_have() -> None:
    longest = replace(NOTICE, payload=f"HTTPS://{'A' * 19}/N/{'9' * 196}")

    assert read(painted(notice_svg(longest), DOTS)) == [longest.payload]


def test_the_qr_is_read_in_spite_of_wear() -> None:
    worn = together(turned(7), blurred(0.9), dimmed(0.5), noisy(8), compressed(50))

    assert read(worn(painted(notice_svg(NOTICE), DOTS))) == [NOTICE.payload]


def test_a_notice_says_all_that_it_states_in_chinese_and_english() -> None:
    said = " ".join(texts(notice_svg(NOTICE)))

    for text in (
        *("解除医学观察电子告知书", "Electronic notice of release from medical observation"),
        *("ABCD-2345-EFGH-67IJ", "张*明", "区人民医院", "集中医学观察点3号楼", "2020-03-24 - 2020-04-07", "2020-04-07"),
        *("编号", "Number", "姓名", "Name", "签发机构", "Institution", "观察地点", "Place", "签发日期", "Issued on"),
        *("扫码核验真伪", "Scan to verify"),
    ):
        assert text in said


def test_a_screen_reader_is_told_what_the_page_shows() -> None:
    root = parsed(notice_svg(NOTICE))
    description = root.findtext(f"{SVG}desc") or ""

    assert "解除医学观察电子告知书" in (root.findtext(f"{SVG}title") or "")
    assert all(text in description for text in ("张*明", "区人民医院", "2020-03-24 - 2020-04-07"))


def test_a_notice_names_no_officer_and_no_person_id() -> None:
    svg = notice_svg(NOTICE)

    assert NOTICE.officer not in svg
    assert NOTICE.person_id not in svg


@pytest.mark.parametrize("observation", [NOTICE.observation, LONG], ids=["ordinary", "long"])
def test_nothing_on_the_page_overlaps_and_all_of_it_is_on_the_page(observation: object) -> None:
    svg = notice_svg(replace(NOTICE, observation=observation))  # type: ignore[arg-type]
    (symbol,) = symbols(svg)
    side = (max(row for row, _ in symbol.dark) + 1) * symbol.module
    quiet = 4 * symbol.module
    found = {name: box for name, box in boxes(svg).items() if not name.endswith("symbol")}
    found["code"] = (symbol.x - quiet, symbol.y - quiet, symbol.x + side + quiet, symbol.y + side + quiet)

    for (one, a), (other, b) in combinations(found.items(), 2):
        assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]), (one, other)
    left, top, right, bottom = zip(*found.values(), strict=True)
    assert min(left + top) >= 0
    assert (max(right) <= 210, max(bottom) <= 297) == (True, True)


def test_the_longest_of_names_is_shown_to_its_end() -> None:
    said = "".join(texts(notice_svg(replace(NOTICE, observation=LONG))))

    assert said.count("医") - said.count("医学") == 200
    assert said.count("Q") == 200


def test_a_name_cannot_break_out_of_the_page() -> None:
    evil = replace(NOTICE, masked_name="<script>&\"'", observation=replace(NOTICE.observation, place="</text><a>"))

    assert "<script>&\"'" in texts(notice_svg(evil))
    assert "</text><a>" in texts(notice_svg(evil))
