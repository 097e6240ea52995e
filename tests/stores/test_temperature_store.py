"""Temperatures are written once, listed newest first, and kept as long as the region says (M16)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, ScanId
from shared.kernel.roles import StaffRole
from shared.temperatures.model import Temperature
from shared.temperatures.store import TemperatureStore
from tests.region import START, Region

KEPT = timedelta(days=30)
FIRST = Temperature(
    entry_id=EntryId("a" * 16),
    person_id=PersonId("p" * 32),
    tenths=373,
    measured_at=START,
    officer=AccountId("staff-1"),
    role=StaffRole.INSPECTOR,
    checkpoint_id=CheckpointId("440106-S-AAAAAAAA-0"),
    scan_id=ScanId("s" * 16),
)


def later(number: int) -> Temperature:
    return replace(FIRST, entry_id=EntryId(f"{number:016}"), measured_at=START + timedelta(minutes=number))


def test_a_new_temperature_is_stored_and_a_stored_one_comes_back_unchanged(region: Region) -> None:
    store = TemperatureStore(region.core)
    assert store.add(FIRST, KEPT) is FIRST
    before = region.items()

    assert store.add(replace(FIRST, tenths=365, measured_at=START + timedelta(hours=1)), KEPT) == FIRST
    assert region.items() == before
    assert before[0]["tenths"] == 373


def test_a_temperature_is_found_for_its_own_person_only(region: Region) -> None:
    store = TemperatureStore(region.core)
    store.add(FIRST, KEPT)

    assert store.temperature(FIRST.person_id, FIRST.entry_id) == FIRST
    assert store.temperature(PersonId("q" * 32), FIRST.entry_id) is None
    assert store.temperature(FIRST.person_id, EntryId("b" * 16)) is None


@pytest.mark.parametrize("days", [1, 30, 365])
def test_a_temperature_is_kept_as_long_as_the_region_says(region: Region, days: int) -> None:
    TemperatureStore(region.core).add(FIRST, timedelta(days=days))

    assert region.items()[0]["expires_at"] == (START + timedelta(days=days)).timestamp()


def test_pages_go_from_the_newest_to_the_oldest_and_hold_one_person(region: Region) -> None:
    store = TemperatureStore(region.core)
    for number in (3, 1, 5, 2, 4):
        store.add(later(number), KEPT)
    store.add(replace(later(9), person_id=PersonId("q" * 32)), KEPT)

    first, after = store.page(FIRST.person_id, 2)
    second, rest = store.page(FIRST.person_id, 2, after)
    third, end = store.page(FIRST.person_id, 2, rest)

    assert [first, second, third] == [(later(5), later(4)), (later(3), later(2)), (later(1),)]
    assert end is None
