"""Temperatures through a scan: by whoever scanned, in time, never changed, and the newest one counts (M15, M16)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.kernel.encounter import TIME_TO_REGISTER
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.paging import PageRequest
from shared.kernel.roles import StaffRole
from shared.kernel.signals import TemperatureRegistered
from shared.temperatures.service import Reading
from tests.acts import ACCOUNT, STATION, refused, register, scan, staff
from tests.region import START, TEMPERATURE_RETENTION, Region
from tests.scan_acts import measure

INSPECTOR = staff(StaffRole.INSPECTOR)
SECOND = timedelta(seconds=1)


def scanned(region: Region, serial: int = 1, key: str = "scan-0001", account: str = "staff-1") -> str:
    """The scan of a resident's code, who registers for it if need be."""
    payload = register(region, serial, AccountId(f"account-{serial}")).code.payload
    return scan(region, payload, actor=staff(account=account), key=key).scan_id


def shown(region: Region, serial: int = 1, **page: object) -> list[Reading]:
    account = AccountId(f"account-{serial}")
    person = register(region, serial, account).person_id
    acting = region.family.acting(account, person)
    return list(region.temperatures.page(acting, PageRequest(**page)).items)  # type: ignore[arg-type]  # a test's row


@pytest.mark.parametrize("role", [StaffRole.INSPECTOR, StaffRole.GRID_WORKER, StaffRole.MEDIC])
def test_whoever_measures_registers_the_temperature_of_the_person_they_scanned(region: Region, role: StaffRole) -> None:
    scan_id = scanned(region)

    registered = measure(region, scan_id, tenths=368, actor=staff(role))

    temperature = registered.temperature
    assert (registered.new, registered.fever) == (True, False)
    assert temperature.person_id == register(region).person_id
    assert (temperature.tenths, temperature.measured_at) == (368, START)
    assert (temperature.officer, temperature.role) == ("staff-1", role)
    assert (temperature.checkpoint_id, temperature.scan_id) == (STATION, scan_id)
    assert region.signals[-1] == TemperatureRegistered()


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.INSPECTOR, StaffRole.GRID_WORKER, StaffRole.MEDIC}))
def test_nobody_else_registers_one(region: Region, role: StaffRole) -> None:
    scan_id = scanned(region)

    with refused(ErrorCode.FORBIDDEN):
        measure(region, scan_id, actor=staff(role))


@pytest.mark.parametrize(("tenths", "fever"), [(372, False), (373, True)])
def test_a_fever_is_marked_from_37_3_on(region: Region, tenths: int, fever: bool) -> None:
    assert measure(region, scanned(region), tenths=tenths).fever is fever
    assert [each.fever for each in shown(region)] == [fever]


@pytest.mark.parametrize("tenths", [299, 451])
def test_what_is_no_persons_temperature_is_not_kept(region: Region, tenths: int) -> None:
    scan_id = scanned(region)
    before = region.items()

    with pytest.raises(FieldsRefused):
        measure(region, scan_id, tenths=tenths)
    assert region.items() == before


def test_the_newest_one_counts_and_the_wrong_one_stays(region: Region) -> None:
    wrong = measure(region, scanned(region), tenths=389).temperature
    region.clock.move(timedelta(minutes=2))
    right = measure(region, scanned(region, key="scan-0002"), tenths=365).temperature

    assert [(each.temperature, each.current) for each in shown(region)] == [(right, True), (wrong, False)]


def test_two_temperatures_may_be_registered_through_one_scan(region: Region) -> None:
    scan_id = scanned(region)
    measure(region, scan_id, tenths=389)
    region.clock.move(SECOND)
    measure(region, scan_id, tenths=365, key="measure-0002")

    assert [each.temperature.tenths for each in shown(region)] == [365, 389]


def test_only_the_first_of_the_first_page_is_current(region: Region) -> None:
    scan_id = scanned(region)
    for number in range(5):
        measure(region, scan_id, tenths=360 + number, key=f"measure-000{number}")
        region.clock.move(SECOND)
    acting = region.family.acting(ACCOUNT, register(region).person_id)

    found, cursor = [], None
    for _ in range(3):
        page = region.temperatures.page(acting, PageRequest(2, cursor))
        found += [(each.temperature.tenths, each.current) for each in page.items]
        cursor = page.cursor

    assert found == [(364, True), (363, False), (362, False), (361, False), (360, False)]
    assert cursor is None


def test_one_temperature_says_whether_it_is_the_current_one(region: Region) -> None:
    first = measure(region, scanned(region)).temperature.entry_id
    region.clock.move(SECOND)
    second = measure(region, scanned(region), key="measure-0002").temperature.entry_id
    acting = region.family.acting(ACCOUNT, register(region).person_id)

    assert not region.temperatures.one(acting, first).current
    assert region.temperatures.one(acting, second).current


def test_a_temperature_of_somebody_else_does_not_exist(region: Region) -> None:
    theirs = measure(region, scanned(region, 2)).temperature.entry_id
    acting = region.family.acting(ACCOUNT, register(region).person_id)

    for name in (theirs, "a" * 16, "", "A" * 16, "a" * 500):
        with refused(ErrorCode.NOT_FOUND):
            region.temperatures.one(acting, name)
    assert shown(region) == []


def test_a_cursor_of_one_person_opens_no_other_persons_list(region: Region) -> None:
    for serial in (1, 2):
        for number in range(2):
            scan_id = scanned(region, serial, key=f"scan-{serial}")
            measure(region, scan_id, key=f"measure-000{number}")
            region.clock.move(SECOND)
    mine = region.family.acting(ACCOUNT, register(region).person_id)
    cursor = region.temperatures.page(mine, PageRequest(1)).cursor

    with refused(ErrorCode.INVALID_CURSOR):
        shown(region, 2, cursor=cursor)


def test_a_retry_gets_the_temperature_of_its_first_try(region: Region) -> None:
    scan_id = scanned(region)
    first = measure(region, scan_id, actor=INSPECTOR)
    region.clock.move(timedelta(minutes=1))
    before, signals = region.items(), list(region.signals)

    # The officer may act in another role by now.
    again = measure(region, scan_id, actor=staff(StaffRole.MEDIC))

    assert again == replace(first, new=False)
    assert (region.items(), region.signals) == (before, signals)


def test_a_key_that_was_used_for_another_temperature_is_refused(region: Region) -> None:
    scan_id = scanned(region)
    measure(region, scan_id, tenths=365)

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        measure(region, scan_id, tenths=366)
    assert [each.temperature.tenths for each in shown(region)] == [365]


def test_one_key_serves_for_each_scan(region: Region) -> None:
    for serial in (1, 2):
        assert measure(region, scanned(region, serial, key=f"scan-000{serial}")).new

    assert [len(shown(region, serial)) for serial in (1, 2)] == [1, 1]


def test_a_temperature_is_registered_up_to_15_minutes_after_the_scan(region: Region) -> None:
    scan_id = scanned(region)
    assert timedelta(minutes=15) == TIME_TO_REGISTER

    region.clock.move(TIME_TO_REGISTER)
    assert measure(region, scan_id).new
    region.clock.move(SECOND)
    with refused(ErrorCode.SCAN_REQUIRED):
        measure(region, scan_id, key="measure-0002")


def test_a_retry_after_the_15_minutes_still_gets_its_first_try(region: Region) -> None:
    scan_id = scanned(region)
    first = measure(region, scan_id)
    region.clock.move(timedelta(minutes=16))

    assert measure(region, scan_id) == replace(first, new=False)
    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        measure(region, scan_id, tenths=401)


def test_a_colleagues_scan_and_one_that_does_not_exist_open_nothing(region: Region) -> None:
    scan_id = scanned(region)

    for actor, name in ((staff(account="staff-2"), scan_id), (staff(), "a" * 16), (staff(), "x" * 300), (staff(), "")):
        with refused(ErrorCode.SCAN_REQUIRED):
            region.encounters.encounter(actor, name)


def test_a_scan_that_found_nobody_opens_nothing(region: Region) -> None:
    old = register(region).code.payload
    region.codes.replace(region.family.acting(ACCOUNT, register(region).person_id), "replace-0001")
    scans = [scan(region, payload, key=f"scan-{number:04}") for number, payload in enumerate(("nonsense", old))]
    assert [each.verdict.outcome for each in scans] == ["MALFORMED", "REPLACED"]

    for each in scans:
        with refused(ErrorCode.SCAN_REQUIRED):
            region.encounters.encounter(staff(), each.scan_id)


def test_a_temperature_is_written_beside_its_person_with_its_end(region: Region) -> None:
    before = region.items()
    person_id = register(region).person_id
    scan_id = scanned(region)
    measure(region, scan_id)

    (item,) = [item for item in region.items() if item["sk"].startswith("TEMPERATURE#") and item not in before]
    assert item["pk"] == f"PERSON#{PersonId(person_id)}"
    assert item["expires_at"] == (START + TEMPERATURE_RETENTION).timestamp()
