"""The table of divisions agrees with itself (GB/T 2260)."""

from collections.abc import Mapping

import pytest

from shared.divisions.table import CITIES, COUNTY_LEVEL, PROVINCES, RETIRED_CITIES, RETIRED_COUNTY_LEVEL
from shared.identity.rules import PROVINCES as OF_DOCUMENTS

TABLES = {
    "cities": (CITIES, 2, 333),
    "county level": (COUNTY_LEVEL, 4, 32),
    "retired cities": (RETIRED_CITIES, 2, 92),
    "retired county level": (RETIRED_COUNTY_LEVEL, 4, 32),
}


def codes(table: Mapping[int, str]) -> list[str]:
    return [f"{province}{digits}" for province, row in table.items() for digits in row.split()[::2]]


def test_there_are_34_provinces_each_with_names_of_its_own() -> None:
    assert len(PROVINCES) == 34
    assert len({chinese for chinese, _ in PROVINCES.values()}) == 34
    assert len({english for _, english in PROVINCES.values()}) == 34
    assert all(not chinese.isascii() and english.isascii() for chinese, english in PROVINCES.values())


def test_the_provinces_are_those_that_documents_may_name() -> None:
    assert PROVINCES.keys() == OF_DOCUMENTS


def test_municipalities_special_regions_and_taiwan_have_no_cities_and_all_others_have() -> None:
    assert PROVINCES.keys() - CITIES.keys() == {11, 12, 31, 50, 71, 81, 82}


def test_guangdong_has_its_21_cities() -> None:
    """M24."""
    assert len(CITIES[44].split()) == 2 * 21


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_digits_and_names_and_none_stands_twice(name: str) -> None:
    table, width, count = TABLES[name]
    names = [word for row in table.values() for word in row.split()[1::2]]
    found = codes(table)

    assert all(len(row.split()) % 2 == 0 for row in table.values())
    assert all(len(code) == 2 + width and code.isdecimal() for code in found)
    assert not any(word.isascii() for word in names)
    assert len(found) == len(set(found)) == count
    assert {int(code[:2]) for code in found} <= PROVINCES.keys()


@pytest.mark.parametrize("name", TABLES)
def test_codes_stand_in_their_order(name: str) -> None:
    table, _, _ = TABLES[name]
    assert codes(table) == sorted(codes(table))


def test_no_code_is_retired_and_in_use() -> None:
    assert not set(codes(CITIES)) & set(codes(RETIRED_CITIES))
    assert not set(codes(COUNTY_LEVEL)) & set(codes(RETIRED_COUNTY_LEVEL))


def test_no_two_divisions_in_use_have_the_same_name() -> None:
    names = [word for table in (CITIES, COUNTY_LEVEL) for row in table.values() for word in row.split()[1::2]]
    assert len(names) == len(set(names))
