"""Health checks are written once, with their temperature or not at all, and listed newest first (M15)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.declarations.model import Symptom
from shared.health_checks.model import Findings, HealthCheck
from shared.health_checks.store import HealthCheckStore, Retention
from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, ScanId
from shared.kernel.roles import StaffRole
from shared.temperatures.model import Temperature
from tests.region import START, Region

KEPT = Retention(health_checks=timedelta(days=45), temperatures=timedelta(days=30))
FIRST = HealthCheck(
    entry_id=EntryId("a" * 16),
    person_id=PersonId("p" * 32),
    findings=Findings((Symptom.FEVER, Symptom.OTHER), 373, "刚到"),
    temperature_id=EntryId("t" * 16),
    checked_at=START,
    officer=AccountId("staff-1"),
    checkpoint_id=CheckpointId("440106-S-AAAAAAAA-0"),
    scan_id=ScanId("s" * 16),
)
TEMPERATURE = Temperature(
    entry_id=EntryId("t" * 16),
    person_id=FIRST.person_id,
    tenths=373,
    measured_at=START,
    officer=FIRST.officer,
    role=StaffRole.GRID_WORKER,
    checkpoint_id=FIRST.checkpoint_id,
    scan_id=FIRST.scan_id,
)
BARE = replace(FIRST, findings=Findings((), None, None), temperature_id=None)


def later(number: int) -> HealthCheck:
    return replace(BARE, entry_id=EntryId(f"{number:016}"), checked_at=START + timedelta(minutes=number))


@pytest.mark.parametrize(("made", "temperature"), [(FIRST, TEMPERATURE), (BARE, None)], ids=["with", "without"])
def test_a_check_comes_back_as_it_was_stored(
    region: Region, made: HealthCheck, temperature: Temperature | None
) -> None:
    store = HealthCheckStore(region.core)

    assert store.add(made, temperature, KEPT) is made
    assert store.health_check(made.person_id, made.entry_id) == made
    assert len(region.items()) == (2 if temperature else 1)


def test_a_stored_check_is_never_changed_and_adds_no_second_temperature(region: Region) -> None:
    store = HealthCheckStore(region.core)
    store.add(FIRST, TEMPERATURE, KEPT)
    before = region.items()
    other = replace(FIRST, findings=Findings((), 365, None), temperature_id=EntryId("u" * 16))

    assert store.add(other, replace(TEMPERATURE, entry_id=EntryId("u" * 16), tenths=365), KEPT) == FIRST
    assert region.items() == before


def test_a_check_is_found_for_its_own_person_only(region: Region) -> None:
    store = HealthCheckStore(region.core)
    store.add(BARE, None, KEPT)

    assert store.health_check(PersonId("q" * 32), BARE.entry_id) is None
    assert store.health_check(BARE.person_id, EntryId("b" * 16)) is None


def test_pages_go_from_the_newest_to_the_oldest_and_hold_one_person(region: Region) -> None:
    store = HealthCheckStore(region.core)
    for number in (3, 1, 5, 2, 4):
        store.add(later(number), None, KEPT)
    store.add(replace(later(9), person_id=PersonId("q" * 32)), None, KEPT)

    first, after = store.page(FIRST.person_id, 3)
    second, end = store.page(FIRST.person_id, 3, after)

    assert [first, second] == [(later(5), later(4), later(3)), (later(2), later(1))]
    assert end is None
