"""What a code of GB/T 2260 stands for (M19)."""

import pytest

from shared.divisions.names import Division, UnknownDivision, division, issuer_name, province_name


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [
        (44, "广东省", "Guangdong"),
        (15, "内蒙古自治区", "Inner Mongolia"),
        (61, "陕西省", "Shaanxi"),
        (82, "澳门特别行政区", "Macao"),
    ],
)
def test_a_province_has_a_name_in_either_language(number: int, chinese: str, english: str) -> None:
    assert (province_name(number, "zh-CN"), province_name(number, "en")) == (chinese, english)


def test_an_issuer_is_a_province_or_the_national_platform() -> None:
    assert [issuer_name(number, "en") for number in (42, 10)] == ["Hubei", "National platform"]
    assert [issuer_name(number, "zh-CN") for number in (42, 10)] == ["湖北省", "国家平台"]
    with pytest.raises(UnknownDivision):
        issuer_name(9, "en")


@pytest.mark.parametrize("number", [0, 10, 16, 83, 99, 440000, -44])
def test_a_number_of_no_province_is_refused(number: int) -> None:
    with pytest.raises(UnknownDivision):
        province_name(number, "en")


@pytest.mark.parametrize(
    ("code", "province", "city"),
    [
        ("440100", "广东省", "广州市"),
        ("440106", "广东省", "广州市"),
        ("440000", "广东省", None),
        ("441900", "广东省", "东莞市"),
        ("442000", "广东省", "中山市"),
        ("110000", "北京市", None),
        ("110100", "北京市", None),
        ("110105", "北京市", None),
        ("500235", "重庆市", None),
        ("810000", "香港特别行政区", None),
        ("820001", "澳门特别行政区", None),
        ("710100", "台湾省", None),
        ("429004", "湖北省", "仙桃市"),
        ("659012", "新疆维吾尔自治区", "白杨市"),
        ("654223", "新疆维吾尔自治区", "塔城地区"),
        ("460302", "海南省", "三沙市"),
    ],
)
def test_a_code_of_a_province_a_city_or_a_county_goes_by_its_city(code: str, province: str, city: str | None) -> None:
    assert division(code) == Division(code, province, city)


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("371200", "莱芜市"),
        ("371202", "莱芜市"),
        ("341400", "巢湖市"),
        ("341402", "巢湖市"),
        ("632100", "海东地区"),
        ("542400", "那曲地区"),
        ("469003", "儋州市"),
        ("460003", "儋州市"),
        ("139001", "定州市"),
    ],
)
def test_a_retired_code_still_resolves(code: str, city: str) -> None:
    assert division(code).city == city


def test_in_english_the_province_is_and_the_city_keeps_its_name() -> None:
    assert division("440106", "en") == Division("440106", "Guangdong", "广州市")


@pytest.mark.parametrize(
    "code",
    [
        *("", "44", "4401", "44010", "4401000", "44O100", "４４０１００", "440 00", "-40100", "44010²"),
        *("990100", "000000", "449900", "439001", "429000", "429003", "460700"),
    ],
)
def test_a_code_that_never_was_is_refused_and_not_repeated(code: str) -> None:
    with pytest.raises(UnknownDivision) as refused:
        division(code)
    assert not code or code not in str(refused.value)
