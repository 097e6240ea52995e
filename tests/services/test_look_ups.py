"""Look-ups (M11): by the one who scanned, in time, by role and purpose, and in the access log before the answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from shared.access.model import Access, LookedUp, Purpose
from shared.aws.transactions import Refused, wire_item
from shared.declarations.model import Contact, ContactKind, Stay
from shared.kernel.encounter import TIME_TO_REGISTER
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.paging import PageRequest
from shared.kernel.roles import Actor, StaffRole
from shared.kernel.signals import LookUpRefused, PersonLookedUp, RequestFailed
from shared.lookups.service import Limits, LookUpService
from tests.acts import ACCOUNT, NAME, add_member, in_days, refused, register, scan, staff
from tests.aws_calls import failing, listed, overtaken, server_fault, throttled, unanswered, unreachable
from tests.builders import resident_id
from tests.declaration_acts import declare
from tests.look_up_acts import Met, met
from tests.region import START, Region, staff_claims
from tests.services.test_faults import assert_refused_plainly

WHAT = ("identity", "travel", "contacts", "declarations")
CARE = Purpose.MEDICAL_CARE.value


def look(region: Region, what: str, actor: Actor, scan_id: str, purpose: str | None = CARE) -> object:
    looking: Callable[[Actor, str, str | None], object] = getattr(region.look_ups, what)
    return looking(actor, scan_id, purpose)


def log(region: Region, who: Met) -> list[Access]:
    """The look-ups that the person sees."""
    page = region.accesses.page(who.acting, PageRequest())
    return [each for each in page.items if each.looked_up]


def assert_nothing_disclosed(
    region: Region, code: ErrorCode, what: str, actor: Actor, scan_id: str, purpose: str = CARE
) -> None:
    """The look-up is refused, writes and reads nothing of the person, and leaves a signal of the refusal."""
    before, signals = region.items(), len(region.signals)
    with listed(region) as calls, refused(code):
        look(region, what, actor, scan_id, purpose)
    assert [call.operation for call in calls] in ([], ["GetItem"])
    assert not [call for call in calls if call.parameters["TableName"] == region.vault.name]
    assert region.items() == before
    assert region.signals[signals:] == [LookUpRefused(what.upper(), code.value)]


def test_an_identity_has_name_document_and_a_masked_phone(region: Region) -> None:
    who = met(region)

    seen = region.look_ups.identity(who.officer, who.scan_id, CARE)

    assert (seen.name.reveal(), seen.document.number.reveal()) == (NAME, resident_id(1))
    assert seen.masked_phone == "138****0000"
    assert region.signals[-1] == PersonLookedUp("IDENTITY", "MEDICAL_CARE")


def test_an_inspector_sees_the_ends_of_the_number_and_the_log_says_so(region: Region) -> None:
    who = met(region, officer=staff(StaffRole.INSPECTOR))

    seen = region.look_ups.identity(who.officer, who.scan_id, "IDENTITY_CHECK")

    number = resident_id(1)
    assert seen.document.number.reveal() == f"{number[0]}{'*' * 13}{number[-4:]}"
    assert [each.looked_up for each in log(region, who)] == [LookedUp.MASKED_IDENTITY]
    assert region.signals[-1] == PersonLookedUp("MASKED_IDENTITY", "IDENTITY_CHECK")


def test_a_family_member_without_a_phone_has_none(region: Region) -> None:
    register(region)
    member = add_member(region).link.member
    view = region.codes.view(region.family.acting(ACCOUNT, member))
    scanned = scan(region, view.code.payload)

    assert region.look_ups.identity(staff(), scanned.scan_id, CARE).masked_phone is None


def test_travel_and_contacts_are_what_was_declared_of_the_last_14_days(region: Region) -> None:
    who = met(region)
    stay, contact = Stay("420100", in_days(-3), in_days(-1)), Contact(ContactKind.CLUSTER, in_days(-2))
    declare(region, who.acting, stays=(stay,), contacts=(contact,))

    travel = region.look_ups.travel(who.officer, who.scan_id, CARE)
    contacts = region.look_ups.contacts(who.officer, who.scan_id, CARE)

    assert [(each.what, each.declared_at) for each in travel.told] == [(stay, START)]
    assert [(each.what, each.declared_at) for each in contacts.told] == [(contact, START)]
    assert travel.complete
    assert contacts.complete


def test_more_declarations_than_are_read_are_not_called_complete(region: Region) -> None:
    who = met(region)
    for number in range(51):
        declare(region, who.acting, key=f"declare-{number:04}")

    assert not region.look_ups.travel(who.officer, who.scan_id, CARE).complete


def test_the_ten_newest_declarations_are_shown_newest_first(region: Region) -> None:
    officer = staff()
    person = met(region).acting
    for number in range(12):
        declare(region, person, key=f"declare-{number:04}", remarks=f"第{number}天")
        region.clock.move(timedelta(days=1))
    who = met(region, officer=officer, key="scan-0002")

    found = region.look_ups.declarations(officer, who.scan_id, CARE)

    assert [each.content.remarks for each in found] == [f"第{number}天" for number in range(11, 1, -1)]


def test_only_the_person_of_the_scan_is_looked_up(region: Region) -> None:
    mine, theirs = met(region), met(region, 2, key="scan-0002")
    declare(region, theirs.acting, stays=(Stay("420100", in_days(-3), in_days(-1)),))

    assert region.look_ups.travel(mine.officer, mine.scan_id, CARE).told == ()
    assert region.look_ups.declarations(mine.officer, mine.scan_id, CARE) == ()
    assert region.look_ups.identity(mine.officer, mine.scan_id, CARE).document.number.reveal() == resident_id(1)
    assert log(region, theirs) == []


@pytest.mark.parametrize("what", WHAT)
def test_the_person_sees_each_look_up_with_purpose_role_and_place(region: Region, what: str) -> None:
    who = met(region, officer=staff(account="officer-in-person"))
    region.clock.move(timedelta(minutes=3))

    look(region, what, who.officer, who.scan_id)

    [seen] = log(region, who)
    assert (seen.at, seen.purpose, seen.looked_up) == (START + timedelta(minutes=3), CARE, what.upper())
    assert seen.roles == (StaffRole.MEDIC,)
    assert seen.place is not None
    assert (seen.place.division, seen.outcome, seen.colour) == ("440106", None, None)
    assert "officer-in-person" not in repr(seen)


@pytest.mark.parametrize("what", WHAT)
def test_a_repeated_look_up_is_another_entry(region: Region, what: str) -> None:
    who = met(region)
    first = look(region, what, who.officer, who.scan_id)

    assert look(region, what, who.officer, who.scan_id) == first
    assert len(log(region, who)) == 2


@pytest.mark.parametrize("what", WHAT)
def test_a_colleague_looks_nothing_up_through_the_scan_of_another(region: Region, what: str) -> None:
    who = met(region)

    assert_nothing_disclosed(region, ErrorCode.SCAN_REQUIRED, what, staff(account="staff-2"), who.scan_id)


@pytest.mark.parametrize("what", WHAT)
def test_without_a_scan_that_found_somebody_nothing_is_looked_up(region: Region, what: str) -> None:
    who = met(region)
    nobody = scan(region, "WIFI:T:WPA;;", key="scan-0002").scan_id
    region.codes.replace(who.acting, "replace-0001")
    replaced = scan(region, who.person.code.payload, key="scan-0003").scan_id

    for scan_id in ("a" * 16, "x", nobody, replaced):
        assert_nothing_disclosed(region, ErrorCode.SCAN_REQUIRED, what, who.officer, scan_id)


@pytest.mark.parametrize("what", WHAT)
def test_a_scan_opens_look_ups_for_15_minutes_and_not_for_a_second_more(region: Region, what: str) -> None:
    who = met(region)
    region.clock.move(TIME_TO_REGISTER)
    look(region, what, who.officer, who.scan_id)
    region.clock.move(timedelta(seconds=1))

    assert_nothing_disclosed(region, ErrorCode.SCAN_REQUIRED, what, who.officer, who.scan_id)
    assert len(log(region, who)) == 1


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("what", WHAT)
def test_who_may_not_for_this_purpose_is_refused_before_anything_is_read(
    region: Region, what: str, role: StaffRole
) -> None:
    who = met(region, officer=staff(role))
    if role is StaffRole.MEDIC:
        look(region, what, who.officer, who.scan_id)
    else:
        assert_nothing_disclosed(region, ErrorCode.FORBIDDEN, what, who.officer, who.scan_id)


def test_the_roles_of_the_request_count_and_not_those_of_the_scan(region: Region) -> None:
    who = met(region)
    now = replace(who.officer, roles=frozenset({StaffRole.INSPECTOR}))

    assert_nothing_disclosed(region, ErrorCode.FORBIDDEN, "contacts", now, who.scan_id)


@pytest.mark.parametrize("purpose", [None, "", "CODE_CHECK", "CURIOSITY"])
@pytest.mark.parametrize("what", WHAT)
def test_a_purpose_that_is_none_is_refused(region: Region, what: str, purpose: str | None) -> None:
    who = met(region)
    before = region.items()

    with pytest.raises(FieldsRefused):
        look(region, what, who.officer, who.scan_id, purpose)
    assert region.items() == before


@pytest.mark.parametrize("what", WHAT)
def test_the_entry_is_written_before_anything_of_the_person_is_read(region: Region, what: str) -> None:
    who = met(region)

    with listed(region) as calls:
        look(region, what, who.officer, who.scan_id)

    read = "GetItem" if what == "identity" else "Query"
    assert [call.operation for call in calls] == ["GetItem", "TransactWriteItems", read]


@pytest.mark.parametrize("fault", [server_fault, throttled, unreachable, unanswered])
@pytest.mark.parametrize("what", WHAT)
def test_when_the_entry_cannot_be_written_there_is_no_answer(
    region: Region, what: str, fault: Callable[[str], Exception]
) -> None:
    who = met(region)
    declare(region, who.acting, remarks="没有任何症状")

    for number in range(3):
        region.signals.clear()
        with failing(region, number, fault), listed(region) as calls:
            answer = region.call(
                f"GET /v1/scans/{{scan}}/{what}",
                claims=staff_claims("medic", account=who.officer.account),
                path={"scan": who.scan_id},
                query={"purpose": CARE},
            )
        assert_refused_plainly(answer)
        assert not [text for text in (NAME, resident_id(1), "没有任何症状") if text in str(answer.body)]
        assert isinstance(region.signals[-1], RequestFailed)
        # What fails before the entry or at it leaves none; what fails after it leaves one without an answer.
        assert len(calls) == number + 1
        assert len(log(region, who)) == (1 if number == 2 else 0)


def test_an_entry_whose_id_is_taken_gives_no_answer(region: Region) -> None:
    who = met(region)
    service = LookUpService(
        core=region.core,
        vault=region.vault,
        limits=Limits(10, timedelta(days=1)),
        random_bytes=bytes,
        clock=region.clock,
        signals=region.signals.append,
    )
    service.identity(who.officer, who.scan_id, CARE)

    with pytest.raises(Refused, match=r"^look-up$"):
        service.identity(who.officer, who.scan_id, CARE)
    assert len(log(region, who)) == 1


def test_too_many_look_ups_of_one_officer_wait_for_the_next_hour(region: Region) -> None:
    first, second = met(region), met(region, 2, key="scan-0002")
    service = LookUpService(
        core=region.core,
        vault=region.vault,
        limits=Limits(2, timedelta(days=1)),
        random_bytes=Random(2).randbytes,
        clock=region.clock,
        signals=region.signals.append,
    )
    service.identity(first.officer, first.scan_id, CARE)
    service.travel(second.officer, second.scan_id, CARE)

    with refused(ErrorCode.TOO_MANY_ATTEMPTS) as caught:
        service.contacts(first.officer, first.scan_id, CARE)
    assert caught.value.retry_after == 788
    assert region.signals[-1] == LookUpRefused("CONTACTS", "TOO_MANY_ATTEMPTS")
    assert len(log(region, first)) == 1
    region.clock.move(timedelta(seconds=788))
    service.contacts(first.officer, first.scan_id, CARE)


def test_two_look_ups_of_one_officer_at_the_same_instant_are_both_kept(region: Region) -> None:
    who = met(region)

    with overtaken(region, "TransactWriteItems", lambda: look(region, "travel", who.officer, who.scan_id)):
        look(region, "contacts", who.officer, who.scan_id)

    assert {each.looked_up for each in log(region, who)} == {LookedUp.TRAVEL, LookedUp.CONTACTS}


def test_who_is_not_in_the_vault_is_not_found(region: Region) -> None:
    who = met(region)
    [item] = region.items(region.vault)
    place = wire_item({"pk": item["pk"], "sk": item["sk"]})
    region.vault.client.delete_item(TableName=region.vault.name, Key=place)

    with refused(ErrorCode.NOT_FOUND):
        look(region, "identity", who.officer, who.scan_id)


def test_neither_signals_nor_the_core_table_get_personal_data(region: Region) -> None:
    who = met(region)
    for what in WHAT:
        look(region, what, who.officer, who.scan_id)

    told = repr((region.signals, region.items()))
    assert not [text for text in (NAME, resident_id(1), "13800000000") if text in told]
    assert who.person.person_id not in repr(region.signals)
