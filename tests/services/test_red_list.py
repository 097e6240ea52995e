"""On the red list with a name behind it, off it by the same authority, and what a retry gets (M8)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from shared.aws import keys
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId
from shared.kernel.pii import DocumentNumber
from shared.kernel.roles import Actor, StaffRole
from shared.kernel.signals import RiskLifted, RiskRecorded
from shared.risk.model import Category, Colour, RiskRecord
from shared.risk.rules import MOST_ACTIVE
from shared.risk.store import RiskStore
from tests.acts import ACCOUNT, assign, in_days, officer, refused, register, scan
from tests.builders import resident_id
from tests.region import START, Region

COLLEAGUE = officer("officer-2")
STRANGER = officer("officer-3", "CDC-440305")
WITHOUT_AUTHORITY = officer("officer-4", None)


def colour(region: Region, serial: int = 1) -> Colour:
    return region.codes.view(region.family.acting(ACCOUNT, register(region, serial).person_id)).status.colour


def without_attempts(region: Region) -> list[Any]:
    return [item for item in region.items() if not item["sk"].startswith("ATTEMPTS")]


def stored(region: Region, record: RiskRecord) -> RiskRecord | None:
    return RiskStore(region.core).record(record.person_id, record.record_id)


def test_an_assignment_turns_the_code_red_at_the_next_scan_and_a_lift_green_again(region: Region) -> None:
    payload = register(region).code.payload
    decisions = [scan(region, payload, key="scan-0001").verdict.decision.value]

    record = assign(region)
    decisions.append(scan(region, payload, key="scan-0002").verdict.decision.value)
    region.risk.lift(officer(), record.record_id, "期满")
    decisions.append(scan(region, payload, key="scan-0003").verdict.decision.value)

    assert decisions == ["PASS", "STOP", "PASS"]
    assert [type(signal) for signal in region.signals if isinstance(signal, RiskRecorded | RiskLifted)] == [
        RiskRecorded,
        RiskLifted,
    ]


def test_an_end_date_takes_effect_at_midnight_in_the_region_with_nothing_run(region: Region) -> None:
    payload = register(region).code.payload
    assign(region, ends_on=date(2020, 4, 7))
    before = without_attempts(region)

    region.clock.now = START.replace(hour=15, minute=59, second=59)
    last = scan(region, payload, key="scan-0001")
    region.clock.move(timedelta(seconds=1))
    first = scan(region, payload, key="scan-0002")

    assert (last.verdict.colour, first.verdict.colour) == (Colour.RED, Colour.GREEN)
    assert [item for item in without_attempts(region) if item["sk"] != "SCAN"] == before


def test_a_record_states_who_did_it_for_whom_and_why(region: Region) -> None:
    record = assign(region, category=Category.SUSPECTED, ends_on=None, review_on=in_days(3))

    assert stored(region, record) == record
    assert record.recorded_at == record.assignment.starts_at == START
    assert (record.assignment.authority, record.assignment.officer) == ("CDC-440106", "officer-1")
    (item,) = [item for item in region.items() if item["sk"].startswith("RISK")]
    assert item == keys.risk_record(record.person_id, record.record_id) | {
        "record_id": record.record_id,
        "person_id": record.person_id,
        "category": "SUSPECTED",
        "authority": "CDC-440106",
        "officer": "officer-1",
        "case_reference": "粤疾控〔2020〕12号",
        "reason": "与确诊病例同乘一车",
        "starts_at": "2020-04-07T07:46:53Z",
        "review_on": "2020-04-10",
        "recorded_at": "2020-04-07T07:46:53Z",
    }


def test_a_retry_gets_the_record_of_its_first_try_and_changes_nothing(region: Region) -> None:
    first = assign(region)
    before = region.items()
    region.clock.move(timedelta(minutes=5))

    assert assign(region) == first
    assert region.items() == before
    assert region.signals == [RiskRecorded("CLOSE_CONTACT")]


def test_a_retry_may_name_the_start_that_the_first_try_was_given(region: Region) -> None:
    first = assign(region)
    region.clock.move(timedelta(minutes=5))

    assert assign(region, starts_at=START) == first


@pytest.mark.parametrize(
    "change",
    [
        {"category": Category.SUSPECTED},
        {"case_reference": "13"},
        {"reason": "其他"},
        {"ends_on": in_days(15)},
        {"ends_on": None, "review_on": in_days(14)},
        {"review_on": in_days(7)},
        {"starts_at": START + timedelta(hours=1)},
    ],
    ids="+".join,
)
def test_the_same_key_for_other_content_is_refused_and_changes_nothing(region: Region, change: dict[str, Any]) -> None:
    assign(region)
    before = region.items()

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        assign(region, **change)

    assert region.items() == before


def test_the_same_key_of_an_officer_who_moved_to_another_authority_is_refused(region: Region) -> None:
    assign(region)

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        assign(region, actor=officer("officer-1", "CDC-440305"))


def test_the_same_key_by_another_officer_or_about_another_person_is_another_record(region: Region) -> None:
    records = {assign(region).record_id, assign(region, actor=COLLEAGUE).record_id, assign(region, 2).record_id}

    assert len(records) == 3


def test_a_retry_after_the_lift_gets_the_lifted_record_and_stays_green(region: Region) -> None:
    first = assign(region)
    lifted = region.risk.lift(officer(), first.record_id, "期满")

    assert assign(region) == lifted
    assert colour(region) is Colour.GREEN


@pytest.mark.parametrize("dates", [{"ends_on": in_days(0)}, {"ends_on": None, "review_on": in_days(0)}])
def test_a_retry_after_midnight_still_gets_the_record_of_its_first_try(region: Region, dates: dict[str, Any]) -> None:
    first = assign(region, **dates)
    region.clock.move(timedelta(days=1))

    assert assign(region, **dates) == first
    with refused(ErrorCode.INVALID_RISK_PERIOD):
        assign(region, key="assign-0002", **dates)


def test_a_person_has_at_most_twenty_active_records(region: Region) -> None:
    for number in range(MOST_ACTIVE):
        assign(region, key=f"assign-{number:04d}", ends_on=in_days(number))
    before = region.items()

    with refused(ErrorCode.TOO_MANY_ACTIVE_RECORDS) as caught:
        assign(region, key="assign-9999")

    assert caught.value.facts == {"limit": MOST_ACTIVE}
    assert region.items() == before
    region.clock.move(timedelta(days=1))
    assert stored(region, assign(region, key="assign-9999"))


def test_a_retry_is_no_record_too_many(region: Region) -> None:
    first = assign(region, key="assign-ended", ends_on=in_days(0))
    region.clock.move(timedelta(days=1))
    for number in range(MOST_ACTIVE):
        assign(region, key=f"assign-{number:04d}")

    assert assign(region, key="assign-ended", ends_on=in_days(0)) == first
    assert assign(region, key="assign-0003").record_id.startswith(first.person_id)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ends_on": None, "review_on": None}, ErrorCode.INVALID_RISK_PERIOD),
        ({"ends_on": in_days(-1)}, ErrorCode.INVALID_RISK_PERIOD),
        ({"ends_on": in_days(400)}, ErrorCode.INVALID_RISK_PERIOD),
        ({"starts_at": START + timedelta(days=15)}, ErrorCode.INVALID_RISK_PERIOD),
        ({"document_type": "FOREIGN_PASSPORT"}, ErrorCode.UNSUPPORTED_DOCUMENT),
        ({"document_number": DocumentNumber("1")}, ErrorCode.INVALID_DOCUMENT_NUMBER),
        ({"actor": WITHOUT_AUTHORITY}, ErrorCode.AUTHORITY_MISSING),
    ],
    ids=["no end", "ended", "too long", "starts after its end", "foreign passport", "bad number", "no authority"],
)
def test_an_assignment_that_is_refused_writes_nothing(region: Region, change: dict[str, Any], code: ErrorCode) -> None:
    with refused(code):
        assign(region, **change)

    assert region.items() == []
    assert region.signals == []


def test_the_same_document_in_another_writing_is_the_same_person(region: Region) -> None:
    with_x = next(number for serial in range(1000) if (number := resident_id(serial)).endswith("X"))
    upper = assign(region, document_number=DocumentNumber(with_x))
    lower = assign(region, key="assign-0002", document_number=DocumentNumber(with_x.lower()))

    assert upper.person_id == lower.person_id


def test_lifting_one_of_two_records_stays_red_for_the_other(region: Region) -> None:
    first, second = assign(region), assign(region, actor=STRANGER)

    region.risk.lift(officer(), first.record_id, "期满")

    assert colour(region) is Colour.RED
    region.risk.lift(STRANGER, second.record_id, "期满")
    assert colour(region) is Colour.GREEN


def test_a_colleague_of_the_same_authority_may_lift(region: Region) -> None:
    record = assign(region)

    lifted = region.risk.lift(COLLEAGUE, record.record_id, "期满")

    assert lifted == replace(record, lifted_at=START, lifted_by=COLLEAGUE.account, lift_reason="期满")
    assert stored(region, record) == lifted


def test_lifting_again_gets_the_first_lift_for_the_same_officer_and_a_refusal_for_another(region: Region) -> None:
    record = assign(region)
    lifted = region.risk.lift(officer(), record.record_id, "期满")
    region.clock.move(timedelta(hours=1))
    before = region.items()

    assert region.risk.lift(officer(), record.record_id, "更正") == lifted
    with refused(ErrorCode.ALREADY_LIFTED):
        region.risk.lift(COLLEAGUE, record.record_id, "期满")
    assert region.items() == before
    assert region.signals.count(RiskLifted("CLOSE_CONTACT")) == 1


@pytest.mark.parametrize("lifted", [False, True])
def test_another_authority_may_not_lift_and_does_not_learn_whether_it_was_lifted(region: Region, lifted: bool) -> None:
    record = assign(region)
    if lifted:
        region.risk.lift(officer(), record.record_id, "期满")
    before = region.items()

    with refused(ErrorCode.OTHER_AUTHORITY):
        region.risk.lift(STRANGER, record.record_id, "期满")
    assert region.items() == before


def test_a_record_that_is_over_may_still_be_lifted(region: Region) -> None:
    record = assign(region, ends_on=in_days(0))
    region.clock.move(timedelta(days=2))

    assert region.risk.lift(officer(), record.record_id, "更正").lifted_at == START + timedelta(days=2)


@pytest.mark.parametrize("actor", [WITHOUT_AUTHORITY, Actor(AccountId("x"), frozenset({StaffRole.HEALTH_AUTHORITY}))])
def test_without_an_authority_nothing_is_lifted(region: Region, actor: Actor) -> None:
    record = assign(region)

    with refused(ErrorCode.AUTHORITY_MISSING):
        region.risk.lift(actor, record.record_id, "期满")


@pytest.mark.parametrize("change", ["", "x", "#", "-", "0" * 49, "9" * 5000, "upper", "more", "another"])
def test_a_record_that_does_not_exist_is_not_found(region: Region, change: str) -> None:
    record_id = assign(region).record_id
    wrong = {"upper": record_id.upper(), "more": record_id + "a", "another": record_id[:-8] + "aaaaaaaa"}

    with refused(ErrorCode.NOT_FOUND):
        region.risk.lift(officer(), wrong.get(change, change), "期满")


def test_holds_on_the_person_and_on_the_code_are_the_same_after_every_change(region: Region) -> None:
    register(region)
    records = [assign(region, key=f"assign-{number:04d}") for number in range(3)]
    region.risk.lift(officer(), records[1].record_id, "期满")

    person, code = (next(item for item in region.items() if item["sk"] == kind) for kind in ("PERSON", "CODE"))
    assert person["holds"] == code["holds"]
    assert [hold["record_id"] for hold in code["holds"]] == [records[0].record_id, records[2].record_id]
    assert person["version"] == 5
