"""The setting that names the entry points of other provinces (M21)."""

import pytest

from shared.overview.model import Province
from shared.overview.rules import provinces


def test_the_setting_names_each_province_with_its_address() -> None:
    assert provinces("41=https://henan.example/health 42=https://hubei.example/?a=b") == (
        Province(41, "https://henan.example/health"),
        Province(42, "https://hubei.example/?a=b"),
    )


def test_a_region_may_name_no_other_province() -> None:
    assert provinces("none") == ()


@pytest.mark.parametrize(
    "setting",
    ["41", "41=", "=https://a.example", "x=https://a.example", "41=http://a.example", "41=https://a.example none"],
)
def test_what_is_no_province_with_its_address_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="a province is its number"):
        provinces(setting)


@pytest.mark.parametrize("number", ["0", "10", "99", "440"])
def test_a_number_that_no_province_has_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match=f"there is no province {number}"):
        provinces(f"{number}=https://a.example")
