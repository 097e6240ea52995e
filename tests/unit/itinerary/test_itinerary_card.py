"""The card of an itinerary, and the names on it (M19)."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest

from shared.itinerary.model import Itinerary, Period, Place, Stay
from shared.itinerary.showing import card_svg, places

DAYS = Period(date(2020, 3, 25), date(2020, 4, 7))
AS_OF = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def itinerary(*divisions: str, known: bool = True) -> Itinerary:
    stays = tuple(Stay(division, DAYS) for division in divisions)
    return Itinerary("138****0000", DAYS, AS_OF, stays if known else None)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def spoken(svg: str) -> str:
    root = ET.fromstring(svg)
    return f"{root.findtext(f'{SVG}title')} {root.findtext(f'{SVG}desc')}"


def test_a_card_has_the_masked_phone_the_regions_time_the_days_and_the_places() -> None:
    svg = card_svg(itinerary("440100", "420100"), "zh-CN")

    assert texts(svg) == [
        "行程卡",
        "138****0000 的行程",
        "更新于 2020-04-07 15:46:53",
        "2020-03-25 至 2020-04-07 到达或途经：",
        "广东省广州市、湖北省武汉市",
        "地点由运营商按手机所在位置提供，不表示健康状况",
    ]
    assert ET.fromstring(svg).get("lang") == "zh-CN"


def test_a_card_in_english_says_the_same() -> None:
    svg = card_svg(itinerary("440100", "110000"), "en")

    assert texts(svg)[:3] == ["Itinerary card", "Itinerary of 138****0000", "As of 2020-04-07 15:46:53"]
    assert "Guangdong 广州市, Beijing" in texts(svg)


def test_whoever_hears_the_card_hears_all_of_it() -> None:
    heard = spoken(card_svg(itinerary("440100", "371200"), "zh-CN"))

    for part in ("行程卡", "138****0000", "2020-04-07 15:46:53", "广东省广州市、山东省莱芜市"):
        assert part in heard


def test_a_place_is_named_once_however_many_of_its_counties_were_visited() -> None:
    svg = card_svg(itinerary("440103", "440106", "440100", "110101", "110105"), "zh-CN")

    assert "广东省广州市、北京市" in texts(svg)


def test_the_card_has_none_of_the_colours_of_a_health_code() -> None:
    from shared.codes.card import GREEN, RED

    svg = card_svg(itinerary("440100"), "zh-CN")

    assert not [colour for palette in (GREEN, RED) for colour in (palette.background, palette.modules) if colour in svg]
    assert not [word for word in ("绿", "红", "GREEN", "RED") if word in svg]


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "没有记录"), ("en", "Nothing on record")])
def test_no_place_is_said_to_be_none(language: str, words: str) -> None:
    assert words in texts(card_svg(itinerary(), language))


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-CN", "运营商没有这个号码的记录"), ("en", "The carriers hold nothing on this number")],
)
def test_a_phone_that_the_carriers_do_not_know_is_not_said_to_have_been_nowhere(language: str, words: str) -> None:
    shown = texts(card_svg(itinerary(known=False), language))

    assert words in " ".join(shown)
    assert "没有记录" not in shown
    assert "Nothing on record" not in shown


def test_many_places_all_stand_on_the_card_below_each_other_and_inside_it() -> None:
    divisions = [f"{code}00" for code in (*range(4401, 4410), *range(4201, 4204), *range(5103, 5112))]

    svg = card_svg(itinerary(*divisions), "zh-CN")

    root = ET.fromstring(svg)
    lines = [float(element.get("y", "")) for element in root.iter(f"{SVG}text")]
    height = float(root.get("viewBox", "").split()[3])
    assert lines == sorted(set(lines))
    assert max(lines) < height - 20
    assert all(place.city and place.city in "".join(texts(svg)) for place in places(itinerary(*divisions), "zh-CN"))


def test_a_retired_code_keeps_its_name() -> None:
    assert places(itinerary("371202"), "zh-CN") == (Place("371202", "山东省", "莱芜市", DAYS),)


def test_a_city_that_is_newer_than_the_table_goes_by_its_province() -> None:
    assert places(itinerary("449900"), "zh-CN") == (Place("449900", "广东省", None, DAYS),)
    assert "Guangdong" in texts(card_svg(itinerary("449900"), "en"))
