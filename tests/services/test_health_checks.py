"""Health checks through a scan: by the grid worker who scanned, in time, never changed (M15, M17)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.declarations.model import Symptom
from shared.health_checks.model import Findings, HealthCheck
from shared.kernel.encounter import TIME_TO_REGISTER
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.ids import AccountId
from shared.kernel.paging import PageRequest
from shared.kernel.roles import Actor, StaffRole
from shared.kernel.signals import HealthCheckRegistered, TemperatureRegistered
from shared.temperatures.model import Temperature
from tests.acts import ACCOUNT, STATION, refused, register, scan, staff
from tests.region import HEALTH_CHECK_RETENTION, START, TEMPERATURE_RETENTION, Region
from tests.scan_acts import check, measure

WORKER = staff(StaffRole.GRID_WORKER)
SECOND = timedelta(seconds=1)


def scanned(region: Region, serial: int = 1, key: str = "scan-0001", actor: Actor = WORKER) -> str:
    """The scan of a resident's code, who registers for it if need be."""
    payload = register(region, serial, AccountId(f"account-{serial}")).code.payload
    return scan(region, payload, actor=actor, key=key).scan_id


def shown(region: Region, serial: int = 1, **page: Any) -> list[HealthCheck]:
    account = AccountId(f"account-{serial}")
    acting = region.family.acting(account, register(region, serial, account).person_id)
    return list(region.health_checks.page(acting, PageRequest(**page)).items)


def temperatures(region: Region) -> list[Temperature]:
    acting = region.family.acting(ACCOUNT, register(region).person_id)
    return [each.temperature for each in region.temperatures.page(acting, PageRequest()).items]


def test_a_check_is_kept_with_all_that_was_found_where_the_code_was_scanned(region: Region) -> None:
    scan_id = scanned(region)
    symptoms = (Symptom.COUGH, Symptom.FATIGUE)

    checked = check(region, scan_id, symptoms=symptoms, tenths=373, remarks="刚从外地回来")

    made = checked.health_check
    assert checked.new
    assert made.person_id == register(region).person_id
    assert made.findings == Findings(symptoms, 373, "刚从外地回来")
    assert (made.officer, made.checkpoint_id, made.scan_id, made.checked_at) == ("staff-1", STATION, scan_id, START)
    assert shown(region) == [made]


def test_its_temperature_is_one_of_the_person_and_counts(region: Region) -> None:
    scan_id = scanned(region)
    measure(region, scan_id, tenths=389, actor=WORKER)
    region.clock.move(SECOND)

    made = check(region, scan_id, tenths=366).health_check

    newest, older = temperatures(region)
    assert (newest.entry_id, newest.tenths, newest.measured_at) == (made.temperature_id, 366, made.checked_at)
    assert (newest.role, newest.officer, newest.scan_id) == (StaffRole.GRID_WORKER, "staff-1", scan_id)
    assert newest.checkpoint_id == STATION
    assert older.tenths == 389
    assert region.signals[-2:] == [HealthCheckRegistered(), TemperatureRegistered()]


def test_a_check_without_a_temperature_records_none(region: Region) -> None:
    made = check(region, scanned(region), symptoms=(), tenths=None).health_check

    assert (made.temperature_id, made.findings) == (None, Findings((), None, None))
    assert temperatures(region) == []
    assert region.signals[-1] == HealthCheckRegistered()
    assert TemperatureRegistered() not in region.signals


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.GRID_WORKER}))
def test_nobody_but_a_grid_worker_checks(region: Region, role: StaffRole) -> None:
    scan_id = scanned(region)
    before = region.items()

    with refused(ErrorCode.FORBIDDEN):
        check(region, scan_id, actor=staff(role))
    assert region.items() == before


def test_an_inspector_who_is_a_grid_worker_too_takes_the_temperature_as_one(region: Region) -> None:
    both = Actor(AccountId("staff-1"), frozenset({StaffRole.INSPECTOR, StaffRole.GRID_WORKER}))

    check(region, scanned(region), actor=both)

    assert [each.role for each in temperatures(region)] == [StaffRole.GRID_WORKER]


def test_a_colleagues_scan_lets_nobody_check(region: Region) -> None:
    theirs = scanned(region, actor=staff(StaffRole.GRID_WORKER, account="staff-2"))

    with refused(ErrorCode.SCAN_REQUIRED):
        check(region, theirs)


def test_a_check_is_registered_up_to_15_minutes_after_the_scan(region: Region) -> None:
    scan_id = scanned(region)
    region.clock.move(TIME_TO_REGISTER)
    check(region, scan_id)
    region.clock.move(SECOND)
    before = region.items()

    with refused(ErrorCode.SCAN_REQUIRED):
        check(region, scan_id, key="check-0002")
    assert region.items() == before


def test_everything_wrong_is_named_at_once_and_nothing_is_kept(region: Region) -> None:
    scan_id = scanned(region)
    before = region.items()

    with pytest.raises(FieldsRefused) as caught:
        check(region, scan_id, symptoms=(Symptom.COUGH, Symptom.COUGH), tenths=451)
    assert set(caught.value.problems) == {"symptoms", "celsius"}
    assert region.items() == before


@pytest.mark.parametrize("tenths", [None, 368])
@pytest.mark.parametrize("later", [SECOND, TIME_TO_REGISTER + SECOND])
def test_a_retry_gets_the_check_of_its_first_try(region: Region, tenths: int | None, later: timedelta) -> None:
    scan_id = scanned(region)
    first = check(region, scan_id, tenths=tenths)
    before, signals = region.items(), list(region.signals)
    region.clock.move(later)

    again = check(region, scan_id, tenths=tenths)

    assert again == replace(first, new=False)
    assert (region.items(), region.signals) == (before, signals)


@pytest.mark.parametrize(
    "other", [{"symptoms": ()}, {"tenths": 369}, {"tenths": None}, {"remarks": "无"}], ids=lambda each: next(iter(each))
)
@pytest.mark.parametrize("later", [SECOND, TIME_TO_REGISTER + SECOND])
def test_a_key_that_was_used_for_other_findings_is_refused(
    region: Region, other: dict[str, Any], later: timedelta
) -> None:
    scan_id = scanned(region)
    check(region, scan_id)
    before = region.items()
    region.clock.move(later)

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        check(region, scan_id, **other)
    assert region.items() == before


def test_one_key_serves_for_a_temperature_and_for_a_check(region: Region) -> None:
    scan_id = scanned(region)
    measure(region, scan_id, tenths=389, actor=WORKER, key="the-same-key")

    assert check(region, scan_id, tenths=366, key="the-same-key").new
    assert sorted(each.tenths for each in temperatures(region)) == [366, 389]


def test_checks_of_somebody_else_are_not_shown(region: Region) -> None:
    check(region, scanned(region, 2, key="scan-0002"))

    assert shown(region) == []
    assert len(shown(region, 2)) == 1


def test_checks_are_listed_newest_first_page_by_page(region: Region) -> None:
    scan_id = scanned(region)
    for number in range(5):
        check(region, scan_id, tenths=360 + number, key=f"check-000{number}")
        region.clock.move(SECOND)
    acting = region.family.acting(ACCOUNT, register(region).person_id)

    found, cursor = [], None
    for _ in range(3):
        page = region.health_checks.page(acting, PageRequest(2, cursor))
        found.append([each.findings.tenths for each in page.items])
        cursor = page.cursor

    assert (found, cursor) == ([[364, 363], [362, 361], [360]], None)


def test_a_cursor_of_another_list_is_refused(region: Region) -> None:
    scan_id = scanned(region)
    for number in range(2):
        check(region, scan_id, key=f"check-000{number}")
    acting = region.family.acting(ACCOUNT, register(region).person_id)
    cursor = region.temperatures.page(acting, PageRequest(1)).cursor

    with refused(ErrorCode.INVALID_CURSOR):
        region.health_checks.page(acting, PageRequest(1, cursor))


def test_a_check_and_its_temperature_are_kept_as_long_as_the_region_says_for_each(region: Region) -> None:
    made = check(region, scanned(region)).health_check

    ends = {item["entry_id"]: item["expires_at"] for item in region.items() if "entry_id" in item}
    assert ends == {
        made.entry_id: (START + HEALTH_CHECK_RETENTION).timestamp(),
        made.temperature_id: (START + TEMPERATURE_RETENTION).timestamp(),
    }


def test_what_was_found_is_in_no_representation(region: Region) -> None:
    made = check(region, scanned(region), symptoms=(Symptom.DIARRHOEA,), tenths=397, remarks="夜里咳嗽")

    for hidden in ("DIARRHOEA", "397", "夜里咳嗽"):
        assert hidden not in repr(made)
