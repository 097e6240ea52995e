"""Family members: added by their own face, with a code of their own; who may act for whom, and until when (M3-M6)."""

from datetime import date, timedelta

import pytest

from shared.aws import keys
from shared.family.model import Acting, Relation, SwitchEntry
from shared.family.rules import UNKNOWN_AGE_TERM
from shared.family.service import Family
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.signals import FamilyLinkMade, FamilyLinkRemoved, PersonRegistered, RegistrationRefused
from shared.registration.service import ATTEMPTS_AN_HOUR, Added
from shared.risk.model import Colour
from tests.acts import ACCOUNT, NAME, PHONE, add_member, applicant, assign, in_days, refused, register, scan
from tests.builders import resident_id
from tests.region import FAMILY_LIMIT, START, Region

OTHER = AccountId("account-2")
NOBODY = PersonId("a" * 32)
HOUR = timedelta(hours=1)
NOT_FOUND = ErrorCode.NOT_FOUND
REGISTER_SAYS = [
    ErrorCode.IDENTITY_NOT_ON_FILE,
    ErrorCode.NAME_OR_DOCUMENT_MISMATCH,
    ErrorCode.FACE_MISMATCH,
    ErrorCode.IDENTITY_REGISTER_UNAVAILABLE,
]


def kinds(region: Region) -> list[str]:
    """What is in the core table but for the counts of attempts, in short."""
    return sorted(kind for item in region.items() if (kind := item["sk"].partition("#")[0]) != "ATTEMPTS")


def person_of(region: Region, account: AccountId = ACCOUNT) -> PersonId:
    return region.family.people(account)[0].person_id


def payload_of(region: Region, account: AccountId, person: PersonId) -> str:
    return region.codes.view(region.family.acting(account, person)).code.payload


def full_family(region: Region, members: int = FAMILY_LIMIT) -> None:
    """Register the account's own person and link so many members, as fast as the limit of attempts lets them in."""
    register(region)
    for serial in range(2, members + 2):
        if serial == ATTEMPTS_AN_HOUR + 1:
            region.clock.move(HOUR)
        add_member(region, serial)


def test_a_member_without_phone_and_account_gets_a_code_of_their_own(region: Region) -> None:
    own = register(region)

    added = add_member(region, relation=Relation.PARENT)

    assert added.new
    assert (added.link.guardian, added.link.relation, added.link.member_name) == (own.person_id, "PARENT", "张*明")
    assert (added.link.guardian_name, added.link.linked_at, added.link.ends_at) == ("张*明", START, None)
    payload = payload_of(region, ACCOUNT, added.link.member)
    assert payload != own.code.payload
    assert scan(region, payload).verdict.decision == "PASS"
    assert region.signals.count(FamilyLinkMade("PARENT")) == 1


def test_adding_somebody_new_stores_exactly_these_items(region: Region) -> None:
    register(region)
    before = region.items(), region.items(region.vault)

    member = add_member(region).link.member

    new = [item for item in region.items() if item not in before[0] and not item["sk"].startswith("ATTEMPTS")]
    assert sorted(item["sk"].partition("#")[0] for item in new) == [
        *("CODE", "FAMILY", "GUARDIAN", "MEMBER", "PERSON", "STATUS_INDEX"),
    ]
    (person,) = [item for item in new if item["sk"] == "PERSON"]
    assert "account_id" not in person
    assert [item for item in region.items(region.vault) if item not in before[1]] == [
        keys.vault_identity(member)
        | {
            "document_type": "RESIDENT_ID",
            "document_number": resident_id(2),
            "name": NAME,
            "registered_at": "2020-04-07T07:46:53Z",
        }
    ]


def test_the_core_table_holds_nothing_personal_of_a_member(region: Region) -> None:
    register(region)
    member = applicant(document_type="PASSPORT", document_number="ez9999999", name="欧阳修竹", phone="")

    region.residents.add_member(ACCOUNT, member, Relation.CHILD)

    core = repr(region.items())
    for personal in ("EZ9999999", "ez9999999", "欧阳修竹", "阳修", member.face, member.face[:24]):
        assert personal not in core
    assert "EZ9999999" in repr(region.items(region.vault))
    assert member.face[:24] not in repr(region.items(region.vault))


def test_the_register_is_asked_for_the_members_own_document_name_and_face(region: Region) -> None:
    register(region)

    add_member(region, name="李四")

    asked = region.register.asked[-1]
    assert (asked.document.number.reveal(), asked.name.reveal()) == (resident_id(2), "李四")
    assert asked.face.reveal().startswith(b"\x89PNG")


def test_a_phone_that_is_sent_for_a_member_is_not_kept(region: Region) -> None:
    register(region)
    add_member(region, phone="13900000000")

    (identity,) = [item for item in region.items(region.vault) if item["document_number"] == resident_id(2)]
    assert "phone" not in identity


def test_a_member_who_is_registered_keeps_their_code_their_account_and_their_identity(region: Region) -> None:
    register(region)
    theirs = register(region, 2, OTHER)
    before = region.items(region.vault)

    added = add_member(region)

    assert added.link.member == theirs.person_id
    assert payload_of(region, ACCOUNT, theirs.person_id) == payload_of(region, OTHER, theirs.person_id)
    assert payload_of(region, OTHER, theirs.person_id) == theirs.code.payload
    assert region.items(region.vault) == before
    assert kinds(region).count("CODE") == kinds(region).count("PERSON") == kinds(region).count("ACCOUNT") == 2


def test_somebody_on_the_red_list_is_red_from_the_second_in_which_they_are_added(region: Region) -> None:
    register(region)
    record = assign(region, 2)

    member = add_member(region).link.member

    view = region.codes.view(region.family.acting(ACCOUNT, member))
    assert view.status.colour is Colour.RED
    assert [hold.record_id for hold in view.status.because] == [record.record_id]
    assert region.codes.view(region.family.acting(ACCOUNT, person_of(region))).status.colour is Colour.GREEN


def test_one_person_may_be_in_two_families_and_has_one_code(region: Region) -> None:
    register(region)
    register(region, 3, OTHER)

    first, second = add_member(region).link, add_member(region, account=OTHER).link

    assert first.member == second.member
    assert payload_of(region, ACCOUNT, first.member) == payload_of(region, OTHER, first.member)
    assert kinds(region).count("CODE") == len(region.items(region.vault)) == 3


def test_the_same_member_again_is_the_same_link_and_changes_nothing(region: Region) -> None:
    register(region)
    first = add_member(region, relation=Relation.PARENT)
    before = kinds(region), region.items(region.vault), region.family.family(ACCOUNT)
    region.clock.move(HOUR)

    again = add_member(region, relation=Relation.PARENT)

    assert (again.link, again.new) == (first.link, False)
    assert (kinds(region), region.items(region.vault), region.family.family(ACCOUNT)) == before
    assert region.signals.count(FamilyLinkMade("PARENT")) == 1


@pytest.mark.parametrize("says", REGISTER_SAYS)
def test_what_the_register_refuses_leaves_nothing_but_the_count_of_the_attempt(region: Region, says: ErrorCode) -> None:
    register(region)
    before = kinds(region), region.items(region.vault), region.family.people(ACCOUNT)
    region.register.refusal = says

    with refused(says):
        add_member(region)

    assert (kinds(region), region.items(region.vault), region.family.people(ACCOUNT)) == before
    assert region.signals[-1] == RegistrationRefused(says.value)
    region.register.refusal = None
    assert add_member(region).new


@pytest.mark.parametrize("linked_before", [False, True])
def test_knowing_the_number_of_somebody_opens_nothing_without_their_face(region: Region, linked_before: bool) -> None:
    register(region)
    theirs = register(region, 2, OTHER).person_id
    if linked_before:
        add_member(region)
        region.family.remove(OTHER, person_of(region))
    region.register.refusal = ErrorCode.FACE_MISMATCH

    for _ in range(3):
        with refused(ErrorCode.FACE_MISMATCH):
            add_member(region)

    with refused(NOT_FOUND):
        region.family.acting(ACCOUNT, theirs)
    assert region.family.family(OTHER) == Family((), ())


def test_the_face_is_asked_for_even_when_the_link_is_there(region: Region) -> None:
    # Else whoever took over a telephone could learn which document numbers its family has.
    register(region)
    add_member(region)
    region.register.refusal = ErrorCode.FACE_MISMATCH

    with refused(ErrorCode.FACE_MISMATCH):
        add_member(region)


def test_attempts_for_oneself_and_for_members_are_counted_together(region: Region) -> None:
    register(region)
    region.register.refusal = ErrorCode.FACE_MISMATCH
    for _ in range(ATTEMPTS_AN_HOUR - 1):
        with refused(ErrorCode.FACE_MISMATCH):
            add_member(region)
    region.register.refusal = None
    asked = len(region.register.asked)

    with refused(ErrorCode.TOO_MANY_ATTEMPTS) as caught:
        add_member(region)
    with refused(ErrorCode.TOO_MANY_ATTEMPTS):
        register(region)

    assert len(region.register.asked) == asked
    assert caught.value.retry_after
    region.clock.move(timedelta(seconds=caught.value.retry_after))
    assert add_member(region).new


def test_who_is_not_registered_has_no_family_and_asks_the_register_for_nobody(region: Region) -> None:
    for act in (
        lambda: add_member(region),
        lambda: region.family.family(ACCOUNT),
        lambda: region.family.remove(ACCOUNT, NOBODY),
    ):
        with refused(ErrorCode.NOT_REGISTERED):
            act()

    assert region.items() == []
    assert region.register.asked == []
    assert region.family.people(ACCOUNT) == ()


def test_nobody_is_a_member_of_their_own(region: Region) -> None:
    register(region)
    before = region.items()

    with refused(ErrorCode.MEMBER_IS_SELF):
        add_member(region, 1)

    assert region.items() == before


def test_wrong_fields_of_a_member_are_named_together_and_leave_nothing_at_all(region: Region) -> None:
    register(region)
    before = region.items()

    with pytest.raises(FieldsRefused) as caught:
        add_member(region, document_number="123", name="x", face="no image")

    assert set(caught.value.problems) == {"document.number", "name", "face"}
    assert region.items() == before


def test_a_member_needs_one_of_the_three_documents(region: Region) -> None:
    register(region)

    with refused(ErrorCode.UNSUPPORTED_DOCUMENT) as caught:
        add_member(region, document_type="FOREIGN_PASSPORT")

    assert caught.value.facts == {"accepted": ["RESIDENT_ID", "PASSPORT", "HK_MACAO_PERMIT"]}


def test_a_guardian_has_so_many_members_and_no_more(region: Region) -> None:
    full_family(region)
    before = kinds(region), region.items(region.vault)

    with refused(ErrorCode.TOO_MANY_MEMBERS) as caught:
        add_member(region, 99)

    assert caught.value.facts == {"limit": FAMILY_LIMIT}
    assert (kinds(region), region.items(region.vault)) == before
    assert len(region.family.family(ACCOUNT).members) == FAMILY_LIMIT


def test_the_last_member_may_be_sent_again_when_the_family_is_full(region: Region) -> None:
    full_family(region)

    assert not add_member(region, FAMILY_LIMIT + 1).new


def test_removing_a_member_makes_room_for_another(region: Region) -> None:
    full_family(region)
    region.family.remove(ACCOUNT, region.family.family(ACCOUNT).members[0].member)

    assert add_member(region, 99).new
    with refused(ErrorCode.TOO_MANY_MEMBERS):
        add_member(region, 98)


def test_a_member_whose_link_ended_makes_room_for_another(region: Region) -> None:
    full_family(region, FAMILY_LIMIT - 1)
    region.clock.move(HOUR)
    # Of age on 10 April 2020.
    child = add_member(region, 50, Relation.CHILD, document_number=resident_id(50, date(2002, 4, 10)))
    assert child.link.ends_at
    with refused(ErrorCode.TOO_MANY_MEMBERS):
        add_member(region, 99)

    region.clock.now = child.link.ends_at

    assert add_member(region, 99).new


def test_the_limit_is_the_guardians_and_not_the_members(region: Region) -> None:
    accounts = [AccountId(f"guardian-{number}") for number in range(FAMILY_LIMIT + 1)]
    for number, account in enumerate(accounts):
        register(region, 100 + number, account)
        assert add_member(region, 2, account=account).new

    register(region, 2, OTHER)
    assert len(region.family.family(OTHER).guardians) == FAMILY_LIMIT + 1


def test_the_switcher_shows_oneself_first_and_then_the_members(region: Region) -> None:
    own = register(region).person_id
    parent = add_member(region, 2, Relation.PARENT, name="李四").link.member
    spouse = add_member(region, 3, Relation.SPOUSE, name="欧阳修竹").link.member

    first, *others = region.family.people(ACCOUNT)

    assert first == SwitchEntry(own, "张*明", "SELF")
    assert set(others) == {SwitchEntry(parent, "李*", "PARENT"), SwitchEntry(spouse, "欧**竹", "SPOUSE")}


def test_an_act_for_a_member_says_who_acts_and_for_whom(region: Region) -> None:
    own = register(region).person_id
    member = add_member(region).link.member

    assert region.family.acting(ACCOUNT, own) == Acting(ACCOUNT, own, own)
    assert region.family.acting(ACCOUNT, member) == Acting(ACCOUNT, own, member)


def test_a_guardian_may_replace_a_members_code_and_nothing_of_their_own_changes(region: Region) -> None:
    own = register(region)
    member = add_member(region).link.member
    old = payload_of(region, ACCOUNT, member)

    region.codes.replace(region.family.acting(ACCOUNT, member), "replace-0001")

    assert payload_of(region, ACCOUNT, member) != old
    assert payload_of(region, ACCOUNT, own.person_id) == own.code.payload


@pytest.mark.parametrize("registered", [False, True], ids=["not registered", "registered"])
def test_a_stranger_is_the_same_as_nobody(region: Region, registered: bool) -> None:
    stranger = register(region, 5, OTHER).person_id
    if registered:
        register(region)

    for person in (stranger, NOBODY, "", "x", "A" * 32, stranger + "a", f"{stranger}\n", "粤" * 32, "a" * 5000):
        with refused(NOT_FOUND) as caught:
            region.family.acting(ACCOUNT, person)
        assert (caught.value.facts, caught.value.retry_after) == ({}, None)


def test_a_link_lets_the_guardian_act_and_never_the_member(region: Region) -> None:
    own = register(region).person_id
    theirs = register(region, 2, OTHER).person_id
    add_member(region)

    with refused(NOT_FOUND):
        region.family.acting(OTHER, own)
    assert [entry.person_id for entry in region.family.people(OTHER)] == [theirs]


def test_the_member_of_a_member_is_a_stranger(region: Region) -> None:
    register(region)
    register(region, 2, OTHER)
    add_member(region, 2)
    grandchild = add_member(region, 3, account=OTHER).link.member

    with refused(NOT_FOUND):
        region.family.acting(ACCOUNT, grandchild)


def test_two_people_may_act_for_one_another(region: Region) -> None:
    own, theirs = register(region).person_id, register(region, 2, OTHER).person_id
    add_member(region, 2, Relation.SPOUSE)
    add_member(region, 1, Relation.SPOUSE, OTHER)

    assert region.family.acting(ACCOUNT, theirs).subject == theirs
    assert region.family.acting(OTHER, own).subject == own


def test_who_registers_later_takes_over_their_own_person_with_the_same_code(region: Region) -> None:
    register(region)
    member = add_member(region).link.member
    payload = payload_of(region, ACCOUNT, member)
    codes = kinds(region)

    taken = register(region, 2, OTHER)

    assert (taken.new, taken.person_id, taken.code.payload, taken.masked_name) == (True, member, payload, "张*明")
    assert kinds(region) == sorted([*codes, "ACCOUNT"])
    (identity,) = [item for item in region.items(region.vault) if item["pk"] == f"PERSON#{member}"]
    assert (identity["phone"], identity["document_number"]) == (f"+86{PHONE}", resident_id(2))
    assert region.signals.count(PersonRegistered("RESIDENT_ID")) == 2
    assert payload_of(region, OTHER, member) == payload


def test_who_took_over_registers_again_as_anybody_does(region: Region) -> None:
    register(region)
    add_member(region)
    first = register(region, 2, OTHER)
    before = region.items(region.vault)

    again = region.residents.register(OTHER, applicant(2, phone="13900000000"))

    assert (again.new, again.person_id, again.code) == (False, first.person_id, first.code)
    assert region.items(region.vault) == before
    with refused(ErrorCode.PERSON_HAS_OTHER_ACCOUNT):
        register(region, 2, AccountId("account-3"))


def test_an_account_with_a_person_cannot_take_over_another_one(region: Region) -> None:
    register(region)
    member = add_member(region).link.member
    before = region.items(region.vault)

    with refused(ErrorCode.ACCOUNT_HAS_OTHER_PERSON):
        register(region, 2, ACCOUNT)

    assert region.items(region.vault) == before
    assert register(region, 2, OTHER).person_id == member


def test_who_took_over_sees_the_guardian_and_cuts_the_link(region: Region) -> None:
    own = register(region).person_id
    added = add_member(region, relation=Relation.PARENT)
    theirs = register(region, 2, OTHER).person_id
    assert region.family.family(OTHER) == Family((), (added.link,))
    assert region.family.family(ACCOUNT) == Family((added.link,), ())
    acting = region.family.acting(ACCOUNT, theirs)

    region.family.remove(OTHER, own)

    assert acting.subject == theirs
    assert region.family.family(OTHER) == region.family.family(ACCOUNT) == Family((), ())
    for person in (theirs, NOBODY):
        with refused(NOT_FOUND):
            region.family.acting(ACCOUNT, person)
    assert [entry.person_id for entry in region.family.people(ACCOUNT)] == [own]
    assert region.family.acting(OTHER, theirs).subject == theirs
    assert region.signals[-1] == FamilyLinkRemoved()


def test_a_guardian_removes_a_member_who_keeps_their_code(region: Region) -> None:
    register(region)
    member = add_member(region).link.member
    payload = payload_of(region, ACCOUNT, member)

    region.family.remove(ACCOUNT, member)

    with refused(NOT_FOUND):
        region.family.acting(ACCOUNT, member)
    assert scan(region, payload).verdict.decision == "PASS"
    assert not {"MEMBER", "GUARDIAN"} & set(kinds(region))
    taken = register(region, 2, OTHER)
    assert (taken.person_id, taken.code.payload) == (member, payload)
    assert region.family.family(OTHER) == Family((), ())


@pytest.mark.parametrize("by", [ACCOUNT, OTHER])
def test_removing_ends_both_links_between_two_people_at_once(region: Region, by: AccountId) -> None:
    people = {ACCOUNT: register(region).person_id, OTHER: register(region, 2, OTHER).person_id}
    add_member(region, 2, Relation.SPOUSE)
    add_member(region, 1, Relation.SPOUSE, OTHER)
    other = OTHER if by == ACCOUNT else ACCOUNT

    region.family.remove(by, people[other])

    assert region.family.family(ACCOUNT) == region.family.family(OTHER) == Family((), ())
    assert region.signals.count(FamilyLinkRemoved()) == 2


def test_what_is_no_link_cannot_be_removed(region: Region) -> None:
    own = register(region).person_id
    stranger = register(region, 2, OTHER).person_id
    member = add_member(region, 3).link.member
    region.family.remove(ACCOUNT, member)
    before = region.items()

    for person in (own, stranger, member, NOBODY, "", "x", "A" * 32, f"{stranger}\n", "a" * 5000):
        with refused(NOT_FOUND):
            region.family.remove(ACCOUNT, person)

    assert region.items() == before
    assert region.signals.count(FamilyLinkRemoved()) == 1


def test_nobody_removes_the_link_of_two_others(region: Region) -> None:
    own, third = register(region).person_id, AccountId("account-3")
    member = add_member(region).link.member
    register(region, 3, third)

    for person in (own, member):
        with refused(NOT_FOUND):
            region.family.remove(third, person)

    assert region.family.acting(ACCOUNT, member).subject == member


def test_who_was_removed_may_be_added_again(region: Region) -> None:
    register(region)
    first = add_member(region, relation=Relation.OTHER).link
    region.family.remove(ACCOUNT, first.member)
    region.clock.move(HOUR)

    again = add_member(region, relation=Relation.PARENT)

    assert (again.new, again.link.member, again.link.relation) == (True, first.member, Relation.PARENT)
    assert again.link.linked_at == START + HOUR


def test_a_link_to_a_minor_ends_at_majority_and_no_job_has_run(region: Region) -> None:
    register(region)
    # Of age on the region's 9 April 2020, which begins at 16:00 UTC of the 8th.
    born = date(2002, 4, 9)
    child = add_member(region, 2, Relation.CHILD, document_number=resident_id(2, born)).link
    assert child.ends_at == START.replace(day=8, hour=16, minute=0, second=0)
    before = region.items()

    region.clock.now = child.ends_at - timedelta(seconds=1)
    assert region.family.acting(ACCOUNT, child.member).subject == child.member
    assert len(region.family.people(ACCOUNT)) == 2
    region.clock.now = child.ends_at

    with refused(NOT_FOUND):
        region.family.acting(ACCOUNT, child.member)
    assert len(region.family.people(ACCOUNT)) == 1
    assert region.family.family(ACCOUNT) == Family((), ())
    with refused(NOT_FOUND):
        region.family.remove(ACCOUNT, child.member)
    assert region.items() == before
    grown = region.residents.register(OTHER, applicant(2, document_number=resident_id(2, born)))
    assert grown.person_id == child.member
    assert region.family.family(OTHER) == Family((), ())


@pytest.mark.parametrize(
    ("document_type", "number"), [("PASSPORT", "EZ9999999"), ("HK_MACAO_PERMIT", "H99999999")], ids=lambda text: text
)
def test_a_link_whose_end_no_document_tells_lapses_and_is_made_again_with_the_face(
    region: Region, document_type: str, number: str
) -> None:
    def add() -> Added:
        return add_member(region, 2, Relation.CHILD, document_type=document_type, document_number=number)

    register(region)
    first = add().link
    payload = payload_of(region, ACCOUNT, first.member)
    assert first.ends_at == START + UNKNOWN_AGE_TERM
    region.clock.move(UNKNOWN_AGE_TERM)
    with refused(NOT_FOUND):
        region.family.acting(ACCOUNT, first.member)
    region.register.refusal = ErrorCode.FACE_MISMATCH
    with refused(ErrorCode.FACE_MISMATCH):
        add()
    region.register.refusal = None

    again = add()

    assert (again.new, again.link.member) == (True, first.member)
    assert again.link.ends_at == START + 2 * UNKNOWN_AGE_TERM
    assert payload_of(region, ACCOUNT, first.member) == payload
    assert kinds(region).count("MEMBER") == kinds(region).count("GUARDIAN") == 1


def test_an_adult_is_linked_again_for_good_after_the_childs_link_ended(region: Region) -> None:
    register(region)
    document = resident_id(2, date(2002, 4, 9))
    child = add_member(region, 2, Relation.CHILD, document_number=document).link
    assert child.ends_at
    region.clock.now = child.ends_at

    grown = add_member(region, 2, Relation.CHILD, document_number=document)

    assert (grown.new, grown.link.ends_at) == (True, None)
    assert not [
        item for item in region.items() if item["sk"].startswith(("MEMBER", "GUARDIAN")) and "expires_at" in item
    ]


def test_a_record_of_the_red_list_is_on_the_member_alone(region: Region) -> None:
    own = register(region).person_id
    member = add_member(region).link.member
    assign(region, 2, ends_on=in_days(3))

    colours = {
        person: region.codes.view(region.family.acting(ACCOUNT, person)).status.colour for person in (own, member)
    }

    assert colours == {own: Colour.GREEN, member: Colour.RED}
