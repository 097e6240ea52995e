"""Test results through a scan, and the holds that two negative ones end (M9, M15)."""

from datetime import timedelta
from typing import Any

import pytest

from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId
from shared.kernel.paging import PageRequest
from shared.kernel.roles import StaffRole
from shared.kernel.signals import LabResultRecorded, RiskLifted
from shared.laboratory.model import LabResult, Result
from shared.laboratory.store import LabResultStore
from shared.risk.evidence import Evidence, is_released_by
from shared.risk.model import Category, RiskRecord
from shared.risk.store import RiskStore
from tests.acts import ACCOUNT, STATION, assign, in_days, officer, refused, register, scan, staff
from tests.aws_calls import overtaken
from tests.declaration_acts import acting
from tests.region import TEST_RESULT_RETENTION, Region
from tests.scan_acts import record_result

DAY = timedelta(days=1)


def suspected(region: Region, serial: int = 1, key: str = "assign-0001", **changes: Any) -> RiskRecord:
    content: dict[str, Any] = {"category": Category.SUSPECTED, "ends_on": None, "review_on": in_days(20)} | changes
    return assign(region, serial, key=key, **content)


def scanned(region: Region, key: str = "scan-0001", serial: int = 1, account: str = "staff-1") -> str:
    payload = register(region, serial, AccountId(f"account-{serial}")).code.payload
    return scan(region, payload, actor=staff(account=account), key=key).scan_id


def colour(region: Region, key: str) -> str | None:
    return scan(region, register(region).code.payload, key=key).verdict.colour


def recorded(region: Region, number: int, result: Result = Result.NEGATIVE, **changes: Any) -> LabResult:
    """What is recorded through a scan of its own."""
    return record_result(region, scanned(region, f"scan-of-{number:04d}"), result, **changes).result


def stored(region: Region) -> list[LabResult]:
    return sorted(
        LabResultStore(region.core).all_of(register(region).person_id), key=lambda each: each.sample.sampled_at
    )


def record_of(region: Region, record: RiskRecord) -> RiskRecord:
    found = RiskStore(region.core).record(record.person_id, record.record_id)
    assert found
    return found


def test_the_second_negative_test_a_day_after_the_first_turns_red_to_green_within_one_scan(region: Region) -> None:
    record = suspected(region)
    region.clock.move(2 * timedelta(hours=1))
    first = recorded(region, 1)
    assert (first.lifted, colour(region, "gate-0001")) == ((), "RED")
    region.clock.move(DAY)

    second = recorded(region, 2)

    assert second.lifted == (record.record_id,)
    assert colour(region, "gate-0002") == "GREEN"
    assert region.signals.count(RiskLifted("SUSPECTED")) == 1
    assert region.signals.count(LabResultRecorded("NEGATIVE")) == 2
    lifted = record_of(region, record)
    assert (lifted.lifted_by, lifted.lifted_at) == ("staff-1", second.recorded_at)
    assert lifted.lift_reason
    assert lifted.lift_reason.endswith(f"{first.entry_id} {second.entry_id}")


@pytest.mark.parametrize("category", Category)
def test_two_negative_tests_end_what_the_table_says(region: Region, category: Category) -> None:
    suspected(region, category=category)
    region.clock.move(timedelta(hours=2))
    recorded(region, 1)
    region.clock.move(DAY)
    recorded(region, 2)

    green = is_released_by(category, Evidence.NEGATIVE_TESTS)
    assert colour(region, "gate-0001") == ("GREEN" if green else "RED")


def test_a_second_test_a_second_too_early_ends_nothing(region: Region) -> None:
    suspected(region)
    region.clock.move(timedelta(hours=2))
    recorded(region, 1)
    region.clock.move(DAY - timedelta(seconds=1))

    assert recorded(region, 2).lifted == ()
    assert colour(region, "gate-0001") == "RED"


def test_a_sample_from_before_the_record_does_not_count(region: Region) -> None:
    recorded(region, 1)
    suspected(region)
    region.clock.move(DAY)

    assert recorded(region, 2).lifted == ()
    assert colour(region, "gate-0001") == "RED"


def test_a_positive_test_in_between_starts_the_count_anew(region: Region) -> None:
    suspected(region)
    ended = []
    for number, result in enumerate((Result.NEGATIVE, Result.POSITIVE, Result.NEGATIVE, Result.NEGATIVE)):
        region.clock.move(DAY)
        ended.append(bool(recorded(region, number, result).lifted))

    assert ended == [False, False, False, True]


def test_a_positive_sample_that_is_recorded_late_counts_by_the_time_it_was_taken(region: Region) -> None:
    suspected(region)
    region.clock.move(timedelta(hours=1))
    recorded(region, 1, hours_ago=0)
    region.clock.move(DAY)
    recorded(region, 2, Result.POSITIVE, hours_ago=1)

    assert recorded(region, 3, hours_ago=0).lifted == ()


def test_a_positive_test_colours_nobody(region: Region) -> None:
    recorded(region, 1, Result.POSITIVE)

    assert colour(region, "gate-0001") == "GREEN"
    assert RiskStore(region.core).person(register(region).person_id).holds == ()
    assert region.signals[-2] == LabResultRecorded("POSITIVE")


def test_of_several_records_those_end_that_the_table_and_the_days_let_end(region: Region) -> None:
    early = suspected(region, key="assign-0001")
    contact = suspected(region, key="assign-0002", category=Category.CLOSE_CONTACT)
    region.clock.move(timedelta(hours=2))
    recorded(region, 1)
    late = suspected(region, key="assign-0003")
    region.clock.move(DAY)

    assert recorded(region, 2).lifted == (early.record_id,)
    region.clock.move(DAY)
    assert recorded(region, 3).lifted == (late.record_id,)
    holds = RiskStore(region.core).person(early.person_id).holds
    assert [hold.record_id for hold in holds] == [contact.record_id]


def test_a_record_that_comes_back_needs_two_tests_of_its_own(region: Region) -> None:
    suspected(region)
    region.clock.move(timedelta(hours=2))
    recorded(region, 1)
    region.clock.move(DAY)
    recorded(region, 2)
    suspected(region, key="assign-0002")
    region.clock.move(timedelta(hours=2))

    assert recorded(region, 3).lifted == ()
    assert colour(region, "gate-0001") == "RED"


def test_a_result_keeps_what_was_stated_and_by_whom(region: Region) -> None:
    before = region.clock.now
    scan_id = scanned(region)
    result = record_result(region, scan_id).result

    assert stored(region) == [result]
    assert (result.sample.sampled_at, result.recorded_at) == (before - timedelta(hours=1), before)
    assert (result.officer, result.checkpoint_id, result.scan_id) == ("staff-1", STATION, scan_id)
    (item,) = (each for each in region.items() if each["sk"].startswith("TEST_RESULT#"))
    assert item["expires_at"] == int((before + TEST_RESULT_RETENTION).timestamp())


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.MEDIC])
def test_nobody_but_a_medic_records_one(region: Region, role: StaffRole) -> None:
    scan_id = scanned(region)

    with refused(ErrorCode.FORBIDDEN):
        record_result(region, scan_id, actor=staff(role))
    assert stored(region) == []


@pytest.mark.parametrize("hours_ago", [-1, 14 * 24 + 1])
def test_a_sample_of_another_time_is_refused(region: Region, hours_ago: int) -> None:
    with refused(ErrorCode.INVALID_REQUEST):
        recorded(region, 1, hours_ago=hours_ago)
    assert stored(region) == []


@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=16), timedelta(days=20)])
def test_a_retry_gets_the_result_of_its_first_try_and_what_it_ended(region: Region, later: timedelta) -> None:
    record = suspected(region)
    region.clock.move(timedelta(hours=2))
    recorded(region, 1)
    region.clock.move(DAY)
    scan_id = scanned(region)
    first = record_result(region, scan_id, hours_ago=1)
    region.clock.move(later)
    before = region.items()

    again = record_result(region, scan_id, hours_ago=1 + later / timedelta(hours=1))

    assert (first.new, first.result.lifted) == (True, (record.record_id,))
    assert (again.new, again.result) == (False, first.result)
    assert region.items() == before
    assert region.signals.count(RiskLifted("SUSPECTED")) == 1


@pytest.mark.parametrize("changes", [{"hours_ago": 2}, {"laboratory": "另一家"}, {"result": Result.POSITIVE}])
def test_a_key_that_was_used_for_another_result_is_refused(region: Region, changes: dict[str, Any]) -> None:
    scan_id = scanned(region)
    record_result(region, scan_id)
    before = region.items()

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        record_result(region, scan_id, **changes)
    assert region.items() == before


def test_of_two_results_at_the_same_instant_the_second_counts_the_first(region: Region) -> None:
    record = suspected(region)
    region.clock.move(timedelta(hours=30))
    one, other = scanned(region), scanned(region, "scan-0002", account="staff-2")

    def earlier() -> None:
        record_result(region, other, hours_ago=26, actor=staff(account="staff-2"))

    with overtaken(region, "TransactWriteItems", earlier):
        late = record_result(region, one, hours_ago=1).result

    assert late.lifted == (record.record_id,)
    assert colour(region, "gate-0001") == "GREEN"


def test_a_positive_result_that_overtakes_the_second_negative_one_keeps_red(region: Region) -> None:
    suspected(region)
    region.clock.move(timedelta(hours=30))
    recorded(region, 1, hours_ago=26)
    one, other = scanned(region), scanned(region, "scan-0002", account="staff-2")

    def positive() -> None:
        record_result(region, other, Result.POSITIVE, hours_ago=1, actor=staff(account="staff-2"))

    with overtaken(region, "TransactWriteItems", positive):
        late = record_result(region, one, hours_ago=2).result

    assert (late.lifted, colour(region, "gate-0001")) == ((), "RED")


@pytest.mark.parametrize("act", ["assign", "lift"])
def test_an_assignment_or_a_lift_in_between_is_not_lost(region: Region, act: str) -> None:
    record = suspected(region)
    region.clock.move(timedelta(hours=2))
    recorded(region, 1)
    region.clock.move(DAY)
    scan_id = scanned(region)

    def meanwhile() -> None:
        if act == "assign":
            suspected(region, key="assign-0002", category=Category.CLOSE_CONTACT)
        else:
            region.risk.lift(officer(), record.record_id, "误录")

    with overtaken(region, "TransactWriteItems", meanwhile):
        late = record_result(region, scan_id).result

    assert late.lifted == ((record.record_id,) if act == "assign" else ())
    assert colour(region, "gate-0001") == ("RED" if act == "assign" else "GREEN")
    assert record_of(region, record).lifted_by == ("staff-1" if act == "assign" else "officer-1")


def test_the_same_request_twice_at_once_records_one_result(region: Region) -> None:
    scan_id = scanned(region)

    with overtaken(region, "TransactWriteItems", lambda: record_result(region, scan_id)):
        late = record_result(region, scan_id)

    assert not late.new
    assert stored(region) == [late.result]


def test_results_are_listed_newest_first_on_pages_and_those_of_nobody_else(region: Region) -> None:
    record_result(region, scanned(region, "scan-of-another", 2))
    mine = []
    for number in range(3):
        region.clock.move(timedelta(minutes=1))
        mine.append(recorded(region, number, key=f"result-{number:04d}"))
    me = acting(region, register(region).person_id, ACCOUNT)

    first = region.lab_results.page(me, PageRequest(limit=2))
    second = region.lab_results.page(me, PageRequest(limit=2, cursor=first.cursor))

    assert first.items + second.items == tuple(reversed(mine))
    assert second.cursor is None
