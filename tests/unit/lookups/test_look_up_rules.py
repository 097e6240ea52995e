"""Who may look up what for which purpose (M11), and what of the declarations belongs to the last 14 days."""

from datetime import timedelta

import pytest

from infra.openapi_schemas import QUERY_PARAMETERS
from shared.access.model import LookedUp, Purpose
from shared.declarations.model import Contact, ContactKind, Content, Declaration, Isolation, IsolationKind, Kind, Stay
from shared.identity.model import Document, DocumentType, IdentityOnFile
from shared.identity.rules import masked_number
from shared.kernel.errors import DomainError, FieldsRefused
from shared.kernel.ids import EntryId, PersonId
from shared.kernel.pii import DocumentNumber, Name, Phone
from shared.kernel.roles import StaffRole
from shared.lookups import rules
from tests.acts import in_days
from tests.region import START

# The others are what regions ask of each other, which is no look-up by staff.
IDENTITY, MASKED, TRAVEL, CONTACTS, DECLARATIONS, *_ = LookedUp
# Written a second time, on purpose: whoever lets somebody see more does so here too.
MATRIX = {
    ("inspector", "IDENTITY_CHECK"): {MASKED},
    ("grid_worker", "IDENTITY_CHECK"): {IDENTITY},
    ("grid_worker", "HEALTH_CHECK"): {IDENTITY, TRAVEL, DECLARATIONS},
    ("grid_worker", "EPIDEMIC_INVESTIGATION"): {IDENTITY, TRAVEL},
    ("medic", "IDENTITY_CHECK"): {IDENTITY},
    ("medic", "HEALTH_CHECK"): {IDENTITY, TRAVEL, DECLARATIONS},
    ("medic", "MEDICAL_CARE"): {IDENTITY, TRAVEL, CONTACTS, DECLARATIONS},
    ("medic", "EPIDEMIC_INVESTIGATION"): {IDENTITY, TRAVEL, CONTACTS},
}


@pytest.mark.parametrize("looked_up", LookedUp)
@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("role", StaffRole)
def test_each_cell_of_the_matrix(role: StaffRole, purpose: Purpose, looked_up: LookedUp) -> None:
    if looked_up in MATRIX.get((role.value, purpose.value), set()):
        assert rules.permitted({role}, purpose, (looked_up,)) is looked_up
    else:
        with pytest.raises(DomainError, match=r"^FORBIDDEN$"):
            rules.permitted({role}, purpose, (looked_up,))


def test_who_has_several_roles_sees_what_any_of_them_sees_and_the_most_of_it() -> None:
    roles = {StaffRole.INSPECTOR, StaffRole.GRID_WORKER, StaffRole.SCANNER}

    assert rules.permitted(roles, Purpose.IDENTITY_CHECK, (IDENTITY, MASKED)) is IDENTITY
    assert rules.permitted({StaffRole.INSPECTOR}, Purpose.IDENTITY_CHECK, (IDENTITY, MASKED)) is MASKED


def test_two_roles_add_no_purpose_of_the_one_to_a_field_of_the_other() -> None:
    with pytest.raises(DomainError, match=r"^FORBIDDEN$"):
        rules.permitted({StaffRole.INSPECTOR, StaffRole.GRID_WORKER}, Purpose.IDENTITY_CHECK, (TRAVEL,))


def test_nobody_without_a_role_sees_anything() -> None:
    for purpose in Purpose:
        with pytest.raises(DomainError, match=r"^FORBIDDEN$"):
            rules.permitted((), purpose, tuple(LookedUp))


@pytest.mark.parametrize("looked_up", LookedUp)
def test_the_roles_of_a_field_are_those_with_a_cell_of_it(looked_up: LookedUp) -> None:
    assert rules.roles_that_may([looked_up]) == {role for (role, _), cell in MATRIX.items() if looked_up in cell}


def test_the_purposes_are_a_closed_list_and_the_api_document_has_it() -> None:
    assert {each.value for each in rules.purposes()} == {purpose for _, purpose in MATRIX}
    assert QUERY_PARAMETERS["purpose"]["schema"]["enum"] == [each.value for each in rules.purposes()]
    assert rules.purpose("MEDICAL_CARE") is Purpose.MEDICAL_CARE


@pytest.mark.parametrize("text", [None, "", "CODE_CHECK", "medical_care", "MEDICAL_CARE ", "OTHER"])
def test_any_other_purpose_is_refused_by_its_field(text: str | None) -> None:
    with pytest.raises(FieldsRefused) as caught:
        rules.purpose(text)
    assert set(caught.value.problems) == {"purpose"}


@pytest.mark.parametrize(
    ("number", "masked"),
    [("44010619900101123X", "4*************123X"), ("E12345678", "E******78"), ("H12345678", "H******78")],
)
def test_a_masked_number_keeps_its_first_character_and_its_last_quarter(number: str, masked: str) -> None:
    assert masked_number(DocumentNumber(number)).reveal() == masked


@pytest.mark.parametrize(("phone", "shown"), [(Phone("+8613800001234"), "138****1234"), (None, None)])
def test_a_phone_is_always_masked_and_the_number_for_those_who_see_no_more(
    phone: Phone | None, shown: str | None
) -> None:
    document = Document(DocumentType.PASSPORT, DocumentNumber("E12345678"))
    on_file = IdentityOnFile(document, Name("张小明"), phone)

    whole, masked = rules.seen(on_file, IDENTITY), rules.seen(on_file, MASKED)

    assert (whole.document, whole.masked_phone, whole.name) == (document, shown, Name("张小明"))
    assert masked.document.number.reveal() == "E******78"
    assert masked.masked_phone == shown
    assert "张" not in repr(whole)
    assert "1234" not in repr(whole)


def declared(ago: int, stays: tuple[Stay, ...] = (), contacts: tuple[Contact, ...] = ()) -> Declaration:
    content = Content(None, (), stays, contacts, Isolation(IsolationKind.NONE), None)
    person = PersonId("p" * 32)
    return Declaration(EntryId("a" * 16), Kind.SELF_CHECK, person, person, START - timedelta(days=ago), content=content)


def test_stays_are_those_that_reach_into_the_last_14_days_newest_first_and_each_said_once() -> None:
    over, still = Stay("420100", in_days(-20), in_days(-15)), Stay("420100", in_days(-20), in_days(-14))
    late = Stay("110101", in_days(-3), in_days(-1))

    found = rules.travel([declared(0, (still, late)), declared(1, (late, over))], START, all_read=True)

    assert [(each.what, each.declared_at) for each in found.told] == [(late, START), (still, START)]
    assert found.complete


def test_contacts_are_those_of_the_last_14_days_newest_first() -> None:
    day = {ago: Contact(ContactKind.CLUSTER, in_days(-ago)) for ago in (1, 14, 15)}

    found = rules.contacts([declared(2, contacts=(day[14], day[15], day[1]))], START, all_read=True)

    assert [each.what for each in found.told] == [day[1], day[14]]
    assert "CLUSTER" not in repr(found)


@pytest.mark.parametrize(("oldest", "complete"), [(13, False), (14, False), (15, True)])
def test_it_is_complete_when_what_was_not_read_is_older_than_the_days(oldest: int, complete: bool) -> None:
    assert rules.travel([declared(0), declared(oldest)], START, all_read=False).complete is complete


def test_who_declared_nothing_has_an_empty_and_complete_fortnight() -> None:
    assert (rules.travel([], START, all_read=True).told, rules.travel([], START, all_read=True).complete) == ((), True)
