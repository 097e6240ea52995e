"""What a division code of GB/T 2260 stands for: the province, and the city where there is one.

A retired code keeps the name that it stood for: whoever used it meant that place.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.divisions.table import CITIES, COUNTY_LEVEL, PROVINCES, RETIRED_CITIES, RETIRED_COUNTY_LEVEL

ENGLISH = "en"
NATIONAL = 10
"""The issuer number of the national platform (M22), which is no province: 100000 stands for the whole country."""
_NATIONAL_NAMES = ("国家平台", "National platform")


class UnknownDivision(ValueError):
    """No division has or had this code; never names the code, which may be anything."""


@dataclass(frozen=True, slots=True)
class Division:
    """A code with its names. `city` is None for a province as a whole and where the province itself is the city."""

    code: str
    province: str
    city: str | None


def province_name(number: int, language: str) -> str:
    """The name of province `number`, the first two digits of its codes; in English for "en", else in Chinese.

    Raises UnknownDivision.
    """
    try:
        chinese, english = PROVINCES[number]
    except KeyError:
        raise UnknownDivision("there is no province of this number") from None
    return english if language == ENGLISH else chinese


def issuer_name(number: int, language: str) -> str:
    """The name of whoever issues codes under `number`: a province, or the national platform.

    Raises UnknownDivision.
    """
    if number == NATIONAL:
        chinese, english = _NATIONAL_NAMES
        return english if language == ENGLISH else chinese
    return province_name(number, language)


def division(code: str, language: str = "zh-CN") -> Division:
    """The division of a six-digit code, of a province, a city or a county; a county goes by the name of its city.

    Cities have Chinese names in every language. A county's own two digits are taken as they are: counties come and go
    every month, and no more is said of one than its city.
    Raises UnknownDivision for anything but six digits, and for a province or a city that never was.
    """
    if not (len(code) == 6 and code.isascii() and code.isdecimal()):
        raise UnknownDivision("a division code has six digits")
    number = int(code[:2])
    province = province_name(number, language)
    if number in _ITS_OWN_CITY or code[2:] == "0000":
        return Division(code, province, None)
    city = _COUNTY_LEVEL.get(code) or _CITIES.get(code[:4])
    if city is None:
        raise UnknownDivision("no city has this code")
    return Division(code, province, city)


def _by_code(*tables: Mapping[int, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for province, row in ((province, row.split()) for table in tables for province, row in table.items()):
        found |= {f"{province}{digits}": name for digits, name in zip(row[::2], row[1::2], strict=True)}
    return found


_CITIES = _by_code(RETIRED_CITIES, CITIES)
_COUNTY_LEVEL = _by_code(RETIRED_COUNTY_LEVEL, COUNTY_LEVEL)
# Municipalities and special regions have districts and no cities; of Taiwan the sources list no divisions.
_ITS_OWN_CITY = PROVINCES.keys() - CITIES.keys()
