"""Registration from papers: a code at once, marked until the identity register confirms its person (M3, M4)."""

from datetime import timedelta
from typing import Any

import pytest

from shared.access.model import Access, Purpose
from shared.aws import keys
from shared.checkpoints.model import Kind, Place
from shared.codes.model import Outcome
from shared.family.model import Acting
from shared.identity import rules
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.paging import PageRequest
from shared.kernel.roles import Actor, StaffRole
from shared.kernel.signals import FamilyLinkMade, PersonConfirmed, PersonRegistered, PersonRegisteredOffline
from shared.offline_registrations.model import Evidence
from shared.risk.model import Colour
from shared.scans.model import Decision, Verdict
from tests.acts import (
    ACCOUNT,
    ESTATE,
    NAME,
    PHONE,
    STATION,
    add_member,
    applicant,
    assign,
    papers,
    refused,
    register,
    register_offline,
    scan,
    staff,
)
from tests.builders import resident_id
from tests.region import OFFLINE_REGISTRATIONS_AN_HOUR, START, Region

GRID_WORKER = staff(StaffRole.GRID_WORKER)
COLLEAGUE = staff(StaffRole.GRID_WORKER, "staff-2")
OTHER = AccountId("account-2")


def person_id(region: Region, serial: int = 1) -> PersonId:
    return region.person_ids.of(rules.document("RESIDENT_ID", resident_id(serial), START.date()))


def verdict(region: Region, payload: str, key: str = "scan-0001") -> Verdict:
    return scan(region, payload, key=key).verdict


def marked(region: Region) -> list[str]:
    """What carries the mark, in the core table and in the vault, but for scans, which keep what was answered."""
    items = [*region.items(), *region.items(region.vault)]
    return sorted(item["sk"] for item in items if "unconfirmed" in item and item["sk"] != "SCAN")


def records(region: Region) -> list[dict[str, object]]:
    return [item for item in region.items() if item["sk"].startswith("OFFLINE_REGISTRATION#")]


def test_a_registration_from_papers_gives_a_code_that_passes_and_says_that_nobody_has_confirmed_it(
    region: Region,
) -> None:
    registered = register_offline(region)

    found = scan(region, registered.code.payload)
    assert registered.new
    assert (found.verdict.outcome, found.verdict.decision) == (Outcome.VALID, Decision.PASS)
    assert found.verdict.unconfirmed
    assert found.masked_name == registered.code.masked_name == "张*明"
    assert region.signals[0] == PersonRegisteredOffline("RESIDENCE_BOOKLET")


def test_the_identity_register_is_not_asked(region: Region) -> None:
    region.register.refusal = ErrorCode.IDENTITY_REGISTER_UNAVAILABLE

    register_offline(region)

    assert region.register.asked == []


def test_it_stores_exactly_these_items_with_the_mark_on_all_that_say_who_somebody_is(region: Region) -> None:
    registered = register_offline(region)

    assert sorted(item["sk"].partition("#")[0] for item in region.items()) == [
        *("ATTEMPTS", "CODE", "ISSUER", "OFFLINE_REGISTRATION", "PERSON", "STATUS_INDEX"),
    ]
    assert marked(region) == ["CODE", "IDENTITY", "PERSON"]
    assert region.items(region.vault) == [
        keys.vault_identity(registered.code.person_id)
        | {
            "document_type": "RESIDENT_ID",
            "document_number": resident_id(),
            "name": NAME,
            "registered_at": "2020-04-07T07:46:53Z",
            "unconfirmed": True,
        }
    ]


def test_the_phone_is_kept_where_one_was_told(region: Region) -> None:
    register_offline(region, phone=PHONE)

    (identity,) = region.items(region.vault)
    assert identity["phone"] == f"+86{PHONE}"


def test_nobody_has_an_account_by_it_and_no_account_reaches_the_person(region: Region) -> None:
    register_offline(region)
    register(region, serial=2, account=OTHER)

    assert not any("account_id" in item for item in region.items() if item["pk"] == f"PERSON#{person_id(region)}")
    with refused(ErrorCode.NOT_FOUND):
        region.family.acting(OTHER, person_id(region))


def test_the_core_table_holds_nothing_personal_of_them(region: Region) -> None:
    register_offline(
        region, document_type="PASSPORT", document_number="ez9999999", name="欧阳修竹", phone="+85298765432"
    )

    core = repr(region.items())
    for personal in ("EZ9999999", "ez9999999", "欧阳修竹", "阳修", "98765432"):
        assert personal not in core


def test_it_is_recorded_who_saw_which_paper_where_and_when(region: Region) -> None:
    registered = register_offline(region, evidence=Evidence.BIRTH_CERTIFICATE)

    (record,) = records(region)
    assert record == {
        **keys.offline_registration(registered.code.person_id, registered.registration.entry_id),
        "in_list": f"ACCESSES#{registered.code.person_id}",
        "listed_as": f"2020-04-07T07:46:53Z#{registered.registration.entry_id}",
        "purpose": "OFFLINE_REGISTRATION",
        "entry_id": registered.registration.entry_id,
        "person_id": registered.code.person_id,
        "evidence": "BIRTH_CERTIFICATE",
        "officer": "staff-1",
        "roles": ["grid_worker"],
        "checkpoint_id": ESTATE,
        "registered_at": "2020-04-07T07:46:53Z",
    }


def test_whoever_is_confirmed_later_sees_in_their_access_log_who_saw_their_papers(region: Region) -> None:
    register_offline(region)
    acting = region.family.acting(ACCOUNT, register(region).person_id)

    assert region.accesses.page(acting, PageRequest()).items == (
        Access(
            START,
            Purpose.OFFLINE_REGISTRATION,
            (StaffRole.GRID_WORKER,),
            ESTATE,
            Place("440106", Kind.HOUSING_ESTATE),
            None,
            None,
        ),
    )


def test_wrong_fields_are_named_together_and_leave_nothing_at_all(region: Region) -> None:
    with pytest.raises(FieldsRefused) as caught:
        register_offline(region, document_number="123", name="x", phone="1")

    assert set(caught.value.problems) == {"document.number", "name", "phone"}
    assert region.items() == []


def test_a_document_that_does_not_qualify_and_a_checkpoint_that_is_none_are_refused_by_name(region: Region) -> None:
    with refused(ErrorCode.UNSUPPORTED_DOCUMENT):
        register_offline(region, document_type="FOREIGN_PASSPORT")
    with refused(ErrorCode.INVALID_CHECKPOINT):
        register_offline(region, checkpoint_id="440106-E-ABCDEFGH-0")

    assert region.items() == []


def test_who_is_on_the_red_list_already_is_red_from_the_first_second(region: Region) -> None:
    record = assign(region)

    registered = register_offline(region)

    found = verdict(region, registered.code.payload)
    assert [hold.record_id for hold in registered.code.holds] == [record.record_id]
    assert (found.colour, found.decision, found.unconfirmed) == (Colour.RED, Decision.STOP, True)


def test_who_is_put_on_the_red_list_afterwards_is_red_and_keeps_the_mark(region: Region) -> None:
    registered = register_offline(region)

    assign(region)

    found = verdict(region, registered.code.payload)
    assert (found.colour, found.unconfirmed) == (Colour.RED, True)


def test_a_retry_gets_the_same_answer_and_adds_nothing(region: Region) -> None:
    first = register_offline(region)
    region.clock.move(timedelta(minutes=3))

    again = register_offline(region)

    assert not again.new
    # Who the officer is stays; what roles they had is told by the record.
    assert again.registration.officer.account == first.registration.officer.account
    assert again.registration.registered_at == START
    assert again.code == first.code
    assert len(records(region)) == 1
    assert region.signals.count(PersonRegisteredOffline("RESIDENCE_BOOKLET")) == 1


@pytest.mark.parametrize("change", [{"evidence": Evidence.POLICE_CERTIFICATE}, {"checkpoint_id": STATION}])
def test_a_key_is_good_for_one_registration(region: Region, change: dict[str, Any]) -> None:
    register_offline(region)

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        register_offline(region, **change)


def test_a_lost_sheet_is_had_again_for_the_same_papers_and_each_look_at_them_is_recorded(region: Region) -> None:
    first = register_offline(region)
    region.clock.move(timedelta(days=2))

    again = register_offline(region, actor=COLLEAGUE, evidence=Evidence.DOCUMENT)

    assert (again.new, again.code) == (False, first.code)
    assert again.registration.registered_at == START + timedelta(days=2)
    assert {(each["officer"], each["evidence"]) for each in records(region)} == {
        ("staff-1", "RESIDENCE_BOOKLET"),
        ("staff-2", "DOCUMENT"),
    }
    assert marked(region) == ["CODE", "IDENTITY", "PERSON"]


@pytest.mark.parametrize(("actor", "key"), [(GRID_WORKER, "offline-0001"), (COLLEAGUE, "offline-0002")])
def test_another_name_than_the_one_written_down_is_refused_and_changes_nothing(
    region: Region, actor: Actor, key: str
) -> None:
    register_offline(region)
    before = region.items(region.vault)

    with pytest.raises(FieldsRefused) as caught:
        register_offline(region, actor=actor, key=key, name="李四")

    assert set(caught.value.problems) == {"name"}
    assert region.items(region.vault) == before
    assert len(records(region)) == 1


def test_whom_the_register_has_confirmed_is_refused_by_name(region: Region) -> None:
    register(region)
    before = region.items(region.vault)

    with refused(ErrorCode.ALREADY_REGISTERED):
        register_offline(region)

    assert region.items(region.vault) == before
    assert records(region) == []


def test_a_family_member_who_has_a_code_is_refused_too(region: Region) -> None:
    register(region)
    add_member(region, 2)

    with refused(ErrorCode.ALREADY_REGISTERED):
        register_offline(region, 2)


def test_an_officer_who_has_tried_so_often_waits_for_the_next_hour_and_a_colleague_does_not(region: Region) -> None:
    register(region)
    # Also what is refused counts: each tells whether somebody is registered.
    for _ in range(OFFLINE_REGISTRATIONS_AN_HOUR):
        with refused(ErrorCode.ALREADY_REGISTERED):
            register_offline(region)

    with refused(ErrorCode.TOO_MANY_ATTEMPTS) as caught:
        register_offline(region, 2)

    assert caught.value.retry_after == 788
    assert register_offline(region, 2, actor=COLLEAGUE).new
    region.clock.move(timedelta(seconds=788))
    assert register_offline(region, 3).new


def test_own_registration_confirms_with_the_same_person_and_the_same_code(region: Region) -> None:
    offline = register_offline(region)
    before = verdict(region, offline.code.payload, "scan-before")

    registered = register(region)

    after = verdict(region, offline.code.payload, "scan-after")
    assert (registered.new, registered.person_id) == (True, offline.code.person_id)
    assert (registered.code.payload, registered.code.unconfirmed) == (offline.code.payload, False)
    assert (before.unconfirmed, after.unconfirmed) == (True, False)
    assert marked(region) == []
    assert region.signals.count(PersonConfirmed()) == region.signals.count(PersonRegistered("RESIDENT_ID")) == 1
    assert [entry.person_id for entry in region.family.people(ACCOUNT)] == [offline.code.person_id]


def test_the_register_is_asked_before_anybody_is_confirmed(region: Region) -> None:
    register_offline(region)
    region.register.refusal = ErrorCode.IDENTITY_NOT_ON_FILE

    with refused(ErrorCode.IDENTITY_NOT_ON_FILE):
        register(region)

    assert marked(region) == ["CODE", "IDENTITY", "PERSON"]


def test_the_name_that_the_register_confirms_takes_the_place_of_the_one_written_down(region: Region) -> None:
    offline = register_offline(region, name="章晓茗", phone="13900000000")

    registered = register(region)

    (identity,) = region.items(region.vault)
    assert (identity["name"], identity["phone"]) == (NAME, f"+86{PHONE}")
    assert registered.masked_name == scan(region, offline.code.payload).masked_name == "张*明"
    assert region.family.people(ACCOUNT)[0].masked_name == "张*明"
    assert "章" not in repr(region.items()) + repr(region.items(region.vault))


def test_a_relative_who_adds_them_confirms_them_with_the_same_person_and_code(region: Region) -> None:
    register(region)
    offline = register_offline(region, 2, name="章晓茗")

    added = add_member(region, 2)

    assert (added.new, added.link.member, added.link.member_name) == (True, offline.code.person_id, "张*明")
    found = scan(region, offline.code.payload)
    assert (found.verdict.unconfirmed, found.masked_name) == (False, "张*明")
    assert marked(region) == []
    assert region.signals[-3:-1] == [PersonConfirmed(), FamilyLinkMade("PARENT")]


def test_the_phone_that_was_written_down_goes_when_a_relative_confirms_the_person(region: Region) -> None:
    # Else whoever adds a member could ask the carriers where somebody else's phone has been.
    register(region)
    register_offline(region, 2, phone="13900000000")

    add_member(region, 2)

    (member,) = [item for item in region.items(region.vault) if item["document_number"] == resident_id(2)]
    assert "phone" not in member
    registered = region.residents.register(OTHER, applicant(2, phone="13700000000"))
    assert registered.new
    assert {item.get("phone") for item in region.items(region.vault)} == {f"+86{PHONE}", "+8613700000000"}


def test_a_red_stays_when_its_person_is_confirmed(region: Region) -> None:
    offline = register_offline(region)
    assign(region)

    register(region)

    found = verdict(region, offline.code.payload)
    assert (found.colour, found.unconfirmed) == (Colour.RED, False)


def test_an_account_that_is_another_persons_confirms_nobody(region: Region) -> None:
    register(region, 2)
    register_offline(region)

    with refused(ErrorCode.ACCOUNT_HAS_OTHER_PERSON):
        register(region)

    assert marked(region) == ["CODE", "IDENTITY", "PERSON"]


def test_a_code_that_replaces_a_marked_one_is_marked(region: Region) -> None:
    # No account acts for the unconfirmed; the code would not lose its mark if one did.
    offline = register_offline(region)

    new = region.codes.replace(Acting(ACCOUNT, offline.code.person_id, offline.code.person_id), "replace-0001")

    assert new.code.code_id != offline.code.code_id
    assert verdict(region, new.code.payload).unconfirmed


def test_a_scan_answered_before_the_confirmation_is_answered_the_same_way_again(region: Region) -> None:
    offline = register_offline(region)
    first = scan(region, offline.code.payload)
    register(region)

    assert scan(region, offline.code.payload).verdict == first.verdict


def test_a_look_up_of_identity_says_whether_it_was_confirmed(region: Region) -> None:
    offline = register_offline(region)
    medic = staff(StaffRole.MEDIC)
    seen = []
    for number in range(2):
        scanned = scan(region, offline.code.payload, actor=medic, key=f"scan-000{number}")
        seen.append(region.look_ups.identity(medic, scanned.scan_id, "IDENTITY_CHECK"))
        if not number:
            register(region)

    assert [each.unconfirmed for each in seen] == [True, False]


def test_papers_show_nothing_of_a_person() -> None:
    assert repr(papers()) == str(papers()) == f"{papers()}" == "Papers(…)"
