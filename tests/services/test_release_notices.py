"""Release notices: issued through a scan, ending what they name in the same write, verified by anyone (M15, M17)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.aws.transactions import wire_item
from shared.codes.model import IssuerKey
from shared.codes.store import CodeStore
from shared.kernel.encounter import TIME_TO_REGISTER
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.ids import AccountId, EntryId
from shared.kernel.paging import PageRequest
from shared.kernel.roles import StaffRole
from shared.kernel.signals import ReleaseNoticeIssued, RiskLifted
from shared.notices import token
from shared.notices.model import NoticeClaims, ReleaseNotice
from shared.notices.rules import number_of
from shared.notices.service import Finding, NoticeSigner
from shared.risk.model import Category
from shared.risk.store import RiskStore
from tests.acts import ACCOUNT, STATION, assign, in_days, officer, refused, register, scan, staff
from tests.aws_calls import failing, listed, overtaken, server_fault
from tests.region import NOTICE_RETENTION, PREFIX, START, Region
from tests.scan_acts import TODAY, observation, release
from tests.unit.notices.test_notice_token import STRANGERS, signed_by

SECOND = timedelta(seconds=1)


def scanned(region: Region, serial: int = 1, key: str = "scan-0001", account: str = "staff-1") -> str:
    """The scan of a resident's code, who registers for it if need be."""
    payload = register(region, serial, AccountId(f"account-{serial}")).code.payload
    return scan(region, payload, actor=staff(account=account), key=key).scan_id


def colour(region: Region, key: str) -> str | None:
    """What a gate sees."""
    return scan(region, register(region).code.payload, actor=staff(StaffRole.SCANNER), key=key).verdict.colour


def mine(region: Region) -> tuple[ReleaseNotice, ...]:
    acting = region.family.acting(ACCOUNT, register(region).person_id)
    return region.notices.page(acting, PageRequest()).items


def digits_of(notice: ReleaseNotice) -> str:
    return notice.payload.rpartition("/")[2]


def test_red_turns_green_within_one_scan(region: Region) -> None:
    scan_id = scanned(region)
    record = assign(region).record_id
    assert colour(region, "gate-0001") == "RED"

    issued = release(region, scan_id, record)

    assert colour(region, "gate-0002") == "GREEN"
    assert issued.new
    assert mine(region) == (issued.notice,)


def test_a_notice_keeps_what_was_stated_and_by_whom(region: Region) -> None:
    scan_id = scanned(region)
    record = assign(region, category=Category.CENTRAL_QUARANTINE).record_id

    notice = release(region, scan_id, record).notice

    registered = register(region)
    assert (notice.person_id, notice.masked_name) == (registered.person_id, registered.masked_name)
    assert (notice.observation, notice.lifted) == (observation(), (record,))
    assert (notice.issued_at, notice.kept_until) == (START, START + NOTICE_RETENTION)
    assert (notice.officer, notice.role) == ("staff-1", StaffRole.MEDIC)
    assert (notice.checkpoint_id, notice.scan_id) == (STATION, scan_id)
    assert region.signals[-2:] == [ReleaseNoticeIssued(), RiskLifted("CENTRAL_QUARANTINE")]


def test_a_lifted_record_names_the_medic_and_the_notice(region: Region) -> None:
    scan_id = scanned(region)
    record = assign(region).record_id
    notice = release(region, scan_id, record).notice

    stored = RiskStore(region.core).record(notice.person_id, record)

    assert stored is not None
    assert (stored.lifted_at, stored.lifted_by) == (START, "staff-1")
    assert number_of(notice.entry_id) in (stored.lift_reason or "")


def test_only_the_named_records_end(region: Region) -> None:
    scan_id = scanned(region)
    records = [assign(region, key=f"assign-{number:04}").record_id for number in range(3)]

    release(region, scan_id, records[0], records[2])

    person = RiskStore(region.core).person(register(region).person_id)
    assert [hold.record_id for hold in person.holds] == [records[1]]
    assert colour(region, "gate-0001") == "RED"


def test_as_many_records_as_a_person_may_have_end_at_once(region: Region) -> None:
    scan_id = scanned(region)
    records = [assign(region, key=f"assign-{number:04}").record_id for number in range(20)]

    assert release(region, scan_id, *records).notice.lifted == tuple(records)
    assert colour(region, "gate-0001") == "GREEN"


def test_a_notice_may_end_nothing(region: Region) -> None:
    scan_id = scanned(region)
    assign(region)
    before = len(region.items())

    assert release(region, scan_id).notice.lifted == ()

    assert len(region.items()) == before + 1
    assert colour(region, "gate-0001") == "RED"


def somebody_elses(region: Region) -> str:
    return assign(region, 2).record_id


def lifted_before(region: Region) -> str:
    return region.risk.lift(officer(), assign(region).record_id, "核酸阴性").record_id


def not_begun(region: Region) -> str:
    return assign(region, starts_at=START + timedelta(days=1)).record_id


def over(region: Region) -> str:
    record = assign(region, ends_on=in_days(0)).record_id
    region.clock.move(timedelta(days=1))
    return record


def never_made(region: Region) -> str:
    return f"{register(region).person_id}-{'a' * 16}"


@pytest.mark.parametrize("prepare", [somebody_elses, lifted_before, not_begun, over, never_made])
def test_what_is_no_active_record_of_the_person_is_named_and_nothing_is_written(
    region: Region, prepare: Callable[[Region], str]
) -> None:
    register(region, 2, AccountId("account-2"))
    other = prepare(region)
    scan_id = scanned(region, key="scan-0002")
    record = assign(region, key="assign-0002").record_id
    before = region.items()

    with pytest.raises(FieldsRefused) as caught:
        release(region, scan_id, record, other)

    assert set(caught.value.problems) == {"lifts.1"}
    assert region.items() == before


def test_an_observation_that_has_not_ended_is_refused(region: Region) -> None:
    scan_id = scanned(region)

    with pytest.raises(FieldsRefused) as caught:
        release(region, scan_id, observed_to=TODAY + timedelta(days=1))
    assert set(caught.value.problems) == {"observed_to"}
    assert mine(region) == ()


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.MEDIC}))
def test_nobody_but_a_medic_issues_one(region: Region, role: StaffRole) -> None:
    scan_id = scanned(region)

    with refused(ErrorCode.FORBIDDEN):
        release(region, scan_id, actor=staff(role))


def test_a_notice_is_issued_up_to_15_minutes_after_the_scan(region: Region) -> None:
    scan_id = scanned(region)

    region.clock.move(TIME_TO_REGISTER)
    assert release(region, scan_id).new
    region.clock.move(SECOND)
    with refused(ErrorCode.SCAN_REQUIRED):
        release(region, scan_id, key="release-0002")


@pytest.mark.parametrize("later", [timedelta(minutes=1), timedelta(minutes=16), timedelta(days=1)])
def test_a_retry_gets_the_notice_of_its_first_try(region: Region, later: timedelta) -> None:
    scan_id = scanned(region)
    record = assign(region).record_id
    first = release(region, scan_id, record)
    region.clock.move(later)
    before, signals = region.items(), list(region.signals)

    assert release(region, scan_id, record) == replace(first, new=False)
    assert (region.items(), region.signals) == (before, signals)


def test_a_retry_of_a_notice_that_ended_nothing_gets_it_too(region: Region) -> None:
    scan_id = scanned(region)
    first = release(region, scan_id)

    assert release(region, scan_id) == replace(first, new=False)
    assert len(mine(region)) == 1


@pytest.mark.parametrize(
    "changes", [{"institution": "另一医院"}, {"place": "4号楼"}, {"observed_to": TODAY - timedelta(days=1)}]
)
def test_a_key_that_was_used_for_another_notice_is_refused(region: Region, changes: dict[str, Any]) -> None:
    scan_id = scanned(region)
    record = assign(region).record_id
    release(region, scan_id, record)

    for lifts in ((), (record,)):
        with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
            release(region, scan_id, *lifts, **changes)
    assert len(mine(region)) == 1


def test_of_two_medics_who_end_the_same_record_at_once_one_does(region: Region) -> None:
    one, other = scanned(region), scanned(region, key="scan-0002", account="staff-2")
    record = assign(region).record_id

    with (
        overtaken(region, "TransactWriteItems", lambda: release(region, other, record, actor=staff(account="staff-2"))),
        pytest.raises(FieldsRefused) as caught,
    ):
        release(region, one, record)

    assert set(caught.value.problems) == {"lifts.0"}
    assert [notice.officer for notice in mine(region)] == ["staff-2"]


def test_two_medics_who_end_different_records_at_once_both_do(region: Region) -> None:
    one, other = scanned(region), scanned(region, key="scan-0002", account="staff-2")
    records = [assign(region, key=f"assign-{number:04}").record_id for number in range(2)]

    with overtaken(
        region, "TransactWriteItems", lambda: release(region, other, records[1], actor=staff(account="staff-2"))
    ):
        release(region, one, records[0])

    assert {notice.officer for notice in mine(region)} == {"staff-1", "staff-2"}
    assert colour(region, "gate-0001") == "GREEN"


def test_an_assignment_in_between_is_not_lost(region: Region) -> None:
    scan_id = scanned(region)
    record = assign(region).record_id

    with overtaken(region, "TransactWriteItems", lambda: assign(region, key="assign-0002")):
        release(region, scan_id, record)

    assert len(RiskStore(region.core).person(register(region).person_id).holds) == 1
    assert colour(region, "gate-0001") == "RED"


def test_the_same_request_twice_at_once_issues_one_notice(region: Region) -> None:
    scan_id = scanned(region)
    record = assign(region).record_id

    with overtaken(region, "TransactWriteItems", lambda: release(region, scan_id, record)):
        late = release(region, scan_id, record)

    assert not late.new
    assert mine(region) == (late.notice,)
    assert [signal for signal in region.signals if isinstance(signal, ReleaseNoticeIssued)] == [ReleaseNoticeIssued()]


def test_when_an_answer_is_lost_the_retry_finds_what_was_done(region: Region) -> None:
    scan_id = scanned(region)
    record = assign(region).record_id
    number = _place_of("TransactWriteItems", region, scan_id)

    with failing(region, number, server_fault, applied=True), pytest.raises(Exception, match="InternalServerError"):
        release(region, scan_id, record, key="release-0003")

    again = release(region, scan_id, record, key="release-0003")
    assert not again.new
    assert colour(region, "gate-0009") == "GREEN"


def _place_of(operation: str, region: Region, scan_id: str) -> int:
    """Which call of an issuing `operation` is; found out with a record of its own, after the first has published."""
    release(region, scan_id, key="release-0008")
    other = assign(region, key="assign-0009").record_id
    with listed(region) as calls:
        release(region, scan_id, other, key="release-0009")
    return [call.operation for call in calls].index(operation)


def test_a_notice_of_one_person_is_never_shown_for_another(region: Region) -> None:
    theirs = release(region, scanned(region, 2)).notice
    acting = region.family.acting(ACCOUNT, register(region).person_id)

    for name in (theirs.entry_id, "a" * 16, "", "a" * 400, theirs.entry_id.upper()):
        with refused(ErrorCode.NOT_FOUND):
            region.notices.one(acting, name)
    assert mine(region) == ()
    assert region.notices.one(region.family.acting(AccountId("account-2"), theirs.person_id), theirs.entry_id) == theirs


def test_notices_are_listed_newest_first_on_pages(region: Region) -> None:
    scan_id = scanned(region)
    for number in range(3):
        release(region, scan_id, key=f"release-000{number}", place=f"{number}号楼")
        region.clock.move(SECOND)
    acting = region.family.acting(ACCOUNT, register(region).person_id)

    first = region.notices.page(acting, PageRequest(2))
    second = region.notices.page(acting, PageRequest(2, first.cursor))

    assert [each.observation.place for each in (*first.items, *second.items)] == ["2号楼", "1号楼", "0号楼"]
    assert second.cursor is None


def test_a_genuine_notice_verifies_with_what_it_says(region: Region) -> None:
    notice = release(region, scanned(region)).notice

    found = region.notices.verify(digits_of(notice))

    assert notice.payload.startswith("HTTPS://CODE.EXAMPLE/N/")
    assert (found.finding, found.notice, found.issued_on) == (Finding.GENUINE, notice, TODAY)


def test_no_tampered_digit_verifies(region: Region) -> None:
    digits = digits_of(release(region, scanned(region)).notice)

    for place in range(0, len(digits), 7):
        tampered = digits[:place] + str((int(digits[place]) + 1) % 10) + digits[place + 1 :]
        found = region.notices.verify(tampered)
        assert (found.finding, found.notice) == (Finding.NOT_GENUINE, None), place


def test_a_code_does_not_verify_as_a_notice(region: Region) -> None:
    digits = register(region).code.payload.removeprefix(PREFIX)

    for each in (digits, digits[4:], digits[:196]):
        assert region.notices.verify(each).finding is Finding.NOT_GENUINE


def signer(region: Region) -> NoticeSigner:
    return NoticeSigner(region.core, region.issuer.key, region.issuer.issuer, region.issuer.key_id, PREFIX)


def test_what_was_signed_and_never_stored_is_unknown(region: Region) -> None:
    payload = signer(region).payload(EntryId("a" * 16), START)

    found = region.notices.verify(payload.rpartition("/")[2])

    assert (found.finding, found.notice) == (Finding.UNKNOWN, None)


def test_another_signature_over_a_stored_notice_is_not_its_own(region: Region) -> None:
    notice = release(region, scanned(region)).notice
    forged = signer(region).payload(notice.entry_id, START - timedelta(days=30))

    assert region.notices.verify(forged.rpartition("/")[2]).finding is Finding.NOT_GENUINE


def test_a_peers_key_vouches_for_none_of_our_notices(region: Region) -> None:
    notice = release(region, scanned(region)).notice
    der = STRANGERS.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    CodeStore(region.core).publish(IssuerKey(43, 1, der), START)
    claims = NoticeClaims(43, 1, int(START.timestamp()), notice.entry_id)
    forged = token.issue(claims, "", signed_by(STRANGERS))

    assert region.notices.verify(forged).finding is Finding.NOT_GENUINE


def test_a_notice_whose_time_is_over_is_told_from_a_false_one(region: Region) -> None:
    notice = release(region, scanned(region)).notice
    region.clock.move(NOTICE_RETENTION - SECOND)
    assert region.notices.verify(digits_of(notice)).finding is Finding.GENUINE

    region.clock.move(SECOND)
    kept_by_the_table = region.notices.verify(digits_of(notice))
    region.core.client.delete_item(
        TableName=region.core.name,
        Key=wire_item({"pk": f"RELEASE_NOTICE#{notice.entry_id}", "sk": "RELEASE_NOTICE"}),
    )

    assert kept_by_the_table == region.notices.verify(digits_of(notice))
    assert (kept_by_the_table.finding, kept_by_the_table.notice) == (Finding.NO_LONGER_KEPT, None)
    assert kept_by_the_table.issued_on == TODAY


def test_a_notice_verifies_also_where_no_code_was_issued_under_its_key(region: Region) -> None:
    notice = release(region, scanned(region)).notice
    for item in region.items():
        if item["pk"] == "ISSUERS":
            place = wire_item({"pk": item["pk"], "sk": item["sk"]})
            region.core.client.delete_item(TableName=region.core.name, Key=place)
    region.clock.move(timedelta(minutes=1))
    assert region.notices.verify(digits_of(notice)).finding is Finding.NOT_GENUINE

    signer(region).payload(EntryId("b" * 16), START)
    region.clock.move(timedelta(minutes=1))

    assert region.notices.verify(digits_of(notice)).finding is Finding.GENUINE


def test_what_is_no_notice_is_not_looked_for(region: Region) -> None:
    with listed(region) as calls:
        for text in ("", "1", "9" * 196, "a" * 196, "1" * 250):
            assert region.notices.verify(text).finding is Finding.NOT_GENUINE

    assert calls == []
