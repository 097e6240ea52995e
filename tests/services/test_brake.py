"""Two persons and a brake: what one officer assigns beyond the region's number an hour waits for a colleague."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.aws import keys
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId, Authority
from shared.kernel.paging import PageRequest
from shared.kernel.roles import Actor
from shared.kernel.signals import RiskApproved, RiskRecorded, RiskRefused, RiskWaiting, RiskWithdrawn, Signal
from shared.risk.model import Approval, RecordState, RiskRecord
from shared.risk.rules import MOST_ACTIVE
from shared.risk.service import Decision
from tests.acts import assign, assign_beyond_brake, in_days, officer, reach_brake, refused, register, scan
from tests.region import ASSIGNMENTS_AN_HOUR, START, Region

COLLEAGUE = officer("officer-2")
STRANGER = officer("officer-3", "CDC-440305")
WITHOUT_AUTHORITY = officer("officer-4", None)


def approve(region: Region, record: RiskRecord, actor: Actor = COLLEAGUE) -> RiskRecord:
    return region.approvals.decide(actor, record.record_id, Decision.APPROVE, "已核实")


def refuse(region: Region, record: RiskRecord, actor: Actor = COLLEAGUE) -> RiskRecord:
    return region.approvals.decide(actor, record.record_id, Decision.REFUSE, "无依据")


def decision(region: Region, payload: str) -> str:
    return scan(region, payload, key=f"scan-{len(region.items()):04d}").verdict.decision.value


def waiting(region: Region, actor: Actor = COLLEAGUE) -> list[str]:
    return [each.record_id for each in region.approvals.waiting(actor, PageRequest()).items]


def risk_signals(region: Region) -> list[Signal]:
    return [each for each in region.signals if type(each).__name__.startswith("Risk")]


def counted(region: Region, window: str = "2020-04-07T07:00:00Z") -> int:
    key = keys.assignments(AccountId("officer-1"), window)
    return sum(item["assignments"] for item in region.items() if (item["pk"], item["sk"]) == (key["pk"], key["sk"]))


def test_the_first_beyond_the_number_waits_and_colours_nobody(region: Region) -> None:
    payload = register(region, 9).code.payload
    alone = [assign(region, 1 + number % 3, key=f"assign-{number:04d}") for number in range(ASSIGNMENTS_AN_HOUR)]

    beyond = assign(region, 9, key="assign-beyond")

    assert {each.state for each in alone} == {RecordState.ASSIGNED}
    assert beyond.state is RecordState.WAITING
    assert decision(region, payload) == "PASS"
    assert not any("holds" in item for item in region.items() if item["pk"] == f"PERSON#{beyond.person_id}")
    assert risk_signals(region)[-2:] == [RiskRecorded("CLOSE_CONTACT"), RiskWaiting("CLOSE_CONTACT")]


def test_a_retry_is_not_counted_again(region: Region) -> None:
    first = assign(region)

    assert [assign(region) for _ in range(3)] == [first] * 3
    assert counted(region) == 1


def test_what_waits_is_not_counted_and_its_retry_waits_on(region: Region) -> None:
    record = assign_beyond_brake(region)

    region.clock.move(timedelta(hours=1))

    assert assign(region, key="waiting-0001") == record
    assert counted(region) == ASSIGNMENTS_AN_HOUR
    assert counted(region, "2020-04-07T08:00:00Z") == 0
    assert waiting(region) == [record.record_id]


def test_the_next_clock_hour_counts_from_the_beginning(region: Region) -> None:
    reach_brake(region)
    region.clock.now = START.replace(minute=59, second=59)
    before = assign(region, key="assign-before")
    region.clock.move(timedelta(seconds=1))

    after = assign(region, key="assign-after")

    assert (before.state, after.state) == (RecordState.WAITING, RecordState.ASSIGNED)


def test_each_officer_has_a_count_of_their_own_and_a_lift_gives_nothing_back(region: Region) -> None:
    reach_brake(region)

    assert assign(region, actor=COLLEAGUE).state is RecordState.ASSIGNED
    region.risk.lift(COLLEAGUE, assign(region, actor=COLLEAGUE).record_id, "误录")
    assert assign(region, key="assign-0002").state is RecordState.WAITING


def test_a_colleague_gives_it_effect_and_both_are_on_the_record(region: Region) -> None:
    payload = register(region).code.payload
    record = assign_beyond_brake(region)
    region.clock.move(timedelta(hours=2))

    approved = approve(region, record)

    assert decision(region, payload) == "STOP"
    assert (approved.assignment.officer, approved.decided_by) == ("officer-1", "officer-2")
    assert (approved.state, approved.decided_at) == (RecordState.ASSIGNED, START + timedelta(hours=2))
    assert approved.decision_reason == "已核实"
    assert waiting(region) == []
    assert risk_signals(region)[-1] == RiskApproved("CLOSE_CONTACT")
    region.risk.lift(officer(), record.record_id, "期满")
    assert decision(region, payload) == "PASS"


def test_it_colours_somebody_who_registers_after_the_approval(region: Region) -> None:
    approve(region, assign_beyond_brake(region))

    assert decision(region, register(region).code.payload) == "STOP"


def test_a_refused_record_colours_nobody_and_stays_on_file(region: Region) -> None:
    payload = register(region).code.payload
    record = assign_beyond_brake(region)

    assert refuse(region, record).state is RecordState.REFUSED

    assert decision(region, payload) == "PASS"
    assert waiting(region) == []
    assert assign(region, key="waiting-0001").decision_reason == "无依据"
    assert risk_signals(region)[-1] == RiskRefused("CLOSE_CONTACT")
    with refused(ErrorCode.ALREADY_DECIDED):
        region.risk.lift(officer(), record.record_id, "误录")


def test_what_waits_may_be_withdrawn_by_its_authority(region: Region) -> None:
    payload = register(region).code.payload
    record = assign_beyond_brake(region)
    version = [item["version"] for item in region.items() if item["sk"] == "PERSON"]

    withdrawn = region.risk.lift(officer(), record.record_id, "误录")

    assert (withdrawn.state, withdrawn.approval) == (RecordState.LIFTED, Approval.WITHDRAWN)
    assert region.risk.lift(officer(), record.record_id, "误录") == withdrawn
    assert [item["version"] for item in region.items() if item["sk"] == "PERSON"] == version
    assert (waiting(region), decision(region, payload)) == ([], "PASS")
    assert risk_signals(region)[-1] == RiskWithdrawn("CLOSE_CONTACT")
    with refused(ErrorCode.ALREADY_LIFTED):
        approve(region, record)


@pytest.mark.parametrize("decide", [approve, refuse])
@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (officer(), ErrorCode.OWN_RECORD),
        (STRANGER, ErrorCode.OTHER_AUTHORITY),
        (WITHOUT_AUTHORITY, ErrorCode.AUTHORITY_MISSING),
    ],
)
def test_nobody_else_decides_and_nothing_changes(
    region: Region, decide: Callable[[Region, RiskRecord, Actor], RiskRecord], actor: Actor, code: ErrorCode
) -> None:
    record = assign_beyond_brake(region)
    before = region.items()

    with refused(code):
        decide(region, record, actor)

    assert region.items() == before


@pytest.mark.parametrize("record_id", ["x", f"{'a' * 32}-{'b' * 16}"])
def test_a_record_that_does_not_exist_is_not_found(region: Region, record_id: str) -> None:
    with refused(ErrorCode.NOT_FOUND):
        region.approvals.decide(COLLEAGUE, record_id, Decision.APPROVE, "已核实")


def test_a_record_that_never_had_to_wait_is_nothing_to_decide_on(region: Region) -> None:
    record = assign(region)

    for decide in (approve, refuse):
        with refused(ErrorCode.ALREADY_DECIDED):
            decide(region, record)


@pytest.mark.parametrize(("first", "other"), [(approve, refuse), (refuse, approve)])
def test_the_same_decision_again_is_the_first_and_another_one_comes_too_late(
    region: Region,
    first: Callable[[Region, RiskRecord], RiskRecord],
    other: Callable[[Region, RiskRecord], RiskRecord],
) -> None:
    record = assign_beyond_brake(region)
    decided = first(region, record)
    before = region.items()

    assert first(region, record) == decided
    with refused(ErrorCode.ALREADY_DECIDED):
        other(region, record)
    with refused(ErrorCode.ALREADY_DECIDED):
        region.approvals.decide(officer("officer-5"), record.record_id, Decision.APPROVE, "已核实")
    assert region.items() == before


@pytest.mark.parametrize("period", [{"ends_on": in_days(0)}, {"ends_on": None, "review_on": in_days(0)}])
def test_a_day_that_has_passed_meanwhile_leaves_nothing_to_approve(region: Region, period: dict[str, Any]) -> None:
    record = assign_beyond_brake(region, **period)
    region.clock.now = START.replace(hour=15, minute=59, second=59)
    in_time = assign_beyond_brake(region, 2, key="waiting-0002", **period)
    assert approve(region, in_time).state is RecordState.ASSIGNED
    region.clock.move(timedelta(seconds=1))
    before = region.items()

    with refused(ErrorCode.RISK_PERIOD_OVER):
        approve(region, record)

    assert region.items() == before
    assert refuse(region, record).state is RecordState.REFUSED


def test_an_approval_that_makes_it_too_many_is_refused_and_the_record_waits_on(region: Region) -> None:
    record = assign_beyond_brake(region)
    for number in range(MOST_ACTIVE):
        assign(region, actor=COLLEAGUE, key=f"assign-{number:04d}")

    with refused(ErrorCode.TOO_MANY_ACTIVE_RECORDS):
        approve(region, record)

    assert waiting(region) == [record.record_id]


def test_an_authority_sees_its_own_waiting_records_the_oldest_first_and_page_by_page(region: Region) -> None:
    made = []
    for number in range(5):
        made.append(assign_beyond_brake(region, number + 1, key=f"waiting-{number:04d}").record_id)
        region.clock.move(timedelta(minutes=1))
    other = assign_beyond_brake(region, actor=STRANGER).record_id

    found: list[str] = []
    cursor: str | None = None
    while not found or cursor:
        page = region.approvals.waiting(COLLEAGUE, PageRequest(2, cursor))
        found += [each.record_id for each in page.items]
        cursor = page.cursor

    assert found == made
    assert waiting(region, STRANGER) == [other]
    with refused(ErrorCode.AUTHORITY_MISSING):
        waiting(region, WITHOUT_AUTHORITY)


def test_a_cursor_of_one_authority_opens_no_list_of_another(region: Region) -> None:
    for number in range(2):
        assign_beyond_brake(region, number + 1, key=f"waiting-{number:04d}")
    cursor = region.approvals.waiting(COLLEAGUE, PageRequest(1)).cursor

    with refused(ErrorCode.INVALID_CURSOR):
        region.approvals.waiting(STRANGER, PageRequest(1, cursor))


def test_an_item_that_waits_is_in_the_list_of_its_authority_and_one_that_does_not_is_in_none(region: Region) -> None:
    first, second = (assign_beyond_brake(region, number, key=f"waiting-{number:04d}") for number in (1, 2))
    approve(region, second)

    lists = {item["record_id"]: item.get("in_list") for item in region.items() if item["sk"].startswith("RISK#")}
    assert lists == {
        first.record_id: keys.waiting_records(Authority("CDC-440106")),
        second.record_id: None,
    }
