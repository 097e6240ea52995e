"""Registration: one person, one account, one code; personal data in the vault alone (M1, M2, M3, M4, M14)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared.aws import keys
from shared.family.model import SwitchEntry
from shared.identity import rules
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.signals import PersonRegistered, RegistrationRefused
from shared.registration.service import ATTEMPTS_AN_HOUR
from shared.risk.model import Colour
from tests.acts import ACCOUNT, NAME, PHONE, applicant, assign, in_days, refused, register, scan
from tests.builders import resident_id
from tests.region import START, Region

OTHER = AccountId("account-2")
REGISTER_SAYS = [
    ErrorCode.IDENTITY_NOT_ON_FILE,
    ErrorCode.NAME_OR_DOCUMENT_MISMATCH,
    ErrorCode.FACE_MISMATCH,
    ErrorCode.IDENTITY_REGISTER_UNAVAILABLE,
]


def kinds(region: Region) -> list[str]:
    """What is in the core table, in short."""
    return sorted(item["sk"].partition("#")[0] for item in region.items())


def texts(value: object) -> Iterator[str]:
    """Every text and every name below a value, bytes as text too."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, bytes):
        yield value.decode("latin-1")
    else:
        yield str(value)


def test_registration_gives_a_person_with_a_green_code_at_once(region: Region) -> None:
    registered = register(region)

    assert registered.new
    assert registered.masked_name == "张*明"
    assert registered.code.person_id == registered.person_id
    assert region.codes.view(region.family.acting(ACCOUNT, registered.person_id)).status.colour is Colour.GREEN
    assert scan(region, registered.code.payload).verdict.decision == "PASS"
    assert region.signals[0] == PersonRegistered("RESIDENT_ID")


def test_registration_stores_exactly_these_items(region: Region) -> None:
    register(region)

    assert kinds(region) == ["ACCOUNT", "ATTEMPTS", "CODE", "ISSUER", "PERSON", "STATUS_INDEX"]


def test_the_vault_holds_exactly_who_the_person_is(region: Region) -> None:
    registered = register(region)

    assert region.items(region.vault) == [
        keys.vault_identity(registered.person_id)
        | {
            "document_type": "RESIDENT_ID",
            "document_number": resident_id(),
            "name": NAME,
            "phone": f"+86{PHONE}",
            "registered_at": "2020-04-07T07:46:53Z",
        }
    ]


@pytest.mark.parametrize(
    ("document_type", "number", "canonical"),
    [
        ("RESIDENT_ID", "44000019800229008x", "44000019800229008X"),
        ("PASSPORT", "ez9999999", "EZ9999999"),
        ("HK_MACAO_PERMIT", "H9999999901", "H99999999"),
    ],
)
def test_the_core_table_holds_no_name_no_number_no_phone_and_nothing_holds_the_face(
    region: Region, document_type: str, number: str, canonical: str
) -> None:
    person = applicant(document_type=document_type, document_number=number, name="欧阳修竹", phone="+85298765432")

    registered = region.residents.register(ACCOUNT, person)
    assign(region)
    region.codes.replace(region.family.acting(ACCOUNT, registered.person_id), "replace-0001")
    scan(region, registered.code.payload)

    core = "\n".join(texts(region.items()))
    for personal in (number, canonical, canonical[:9], "欧阳修竹", "阳修", "98765432", person.face, person.face[:24]):
        assert personal not in core
    vault = "\n".join(texts(region.items(region.vault)))
    assert canonical in vault
    assert person.face[:24] not in vault
    image = rules.face(person.face).reveal().decode("latin-1")
    assert image[:16] not in core + vault


def test_no_id_in_the_core_table_can_be_computed_from_a_document_without_the_key(region: Region) -> None:
    registered = register(region)
    with_another_key = PersonId("")
    for number in (resident_id(), resident_id(2)):
        document = rules.document("RESIDENT_ID", number, START.date())
        with_another_key = region.person_ids.of(document)
        assert number not in with_another_key

    assert with_another_key != registered.person_id
    assert len(registered.person_id) == 32


def test_the_same_account_again_gets_the_same_code_and_changes_nothing(region: Region) -> None:
    first = register(region)
    before = region.items(), region.items(region.vault)

    again = region.residents.register(ACCOUNT, applicant(phone="13900000000"))

    assert not again.new
    assert (again.person_id, again.masked_name, again.code) == (first.person_id, first.masked_name, first.code)
    assert [item for item in region.items() if not item["sk"].startswith("ATTEMPTS")] == [
        item for item in before[0] if not item["sk"].startswith("ATTEMPTS")
    ]
    assert region.items(region.vault) == before[1]
    assert region.signals.count(PersonRegistered("RESIDENT_ID")) == 1


def test_the_same_account_again_after_a_replacement_gets_the_new_code(region: Region) -> None:
    first = register(region)
    new = region.codes.replace(region.family.acting(ACCOUNT, first.person_id), "replace-0001")

    assert register(region).code.payload == new.code.payload


def test_a_renewed_permit_is_the_same_person(region: Region) -> None:
    first = region.residents.register(
        ACCOUNT, applicant(document_type="HK_MACAO_PERMIT", document_number="H9999999901")
    )
    again = region.residents.register(
        ACCOUNT, applicant(document_type="HK_MACAO_PERMIT", document_number="H9999999902")
    )

    assert (again.person_id, again.new) == (first.person_id, False)


def test_a_person_of_another_account_is_refused(region: Region) -> None:
    register(region)
    before = region.items(region.vault)

    with refused(ErrorCode.PERSON_HAS_OTHER_ACCOUNT):
        register(region, account=OTHER)

    assert region.items(region.vault) == before
    assert region.family.people(OTHER) == ()


def test_an_account_with_a_person_is_refused_another_one(region: Region) -> None:
    register(region)
    before = kinds(region)

    with refused(ErrorCode.ACCOUNT_HAS_OTHER_PERSON):
        register(region, serial=2)

    assert kinds(region) == before
    assert len(region.items(region.vault)) == 1


def test_two_people_with_two_accounts_have_two_codes(region: Region) -> None:
    first, second = register(region), register(region, serial=2, account=OTHER)

    assert first.person_id != second.person_id
    assert first.code.payload != second.code.payload
    assert len(region.items(region.vault)) == 2


def test_people_on_the_red_list_before_they_register_are_red_from_the_first_second(region: Region) -> None:
    record = assign(region)
    assert kinds(region) == ["ASSIGNMENTS", "PERSON", "RISK"]

    registered = register(region)

    view = region.codes.view(region.family.acting(ACCOUNT, registered.person_id))
    assert [hold.record_id for hold in registered.code.holds] == [record.record_id]
    assert (view.status.colour, view.as_of) == (Colour.RED, START)
    assert scan(region, registered.code.payload).verdict.decision == "STOP"


def test_a_record_that_ended_before_the_registration_makes_nobody_red(region: Region) -> None:
    assign(region, ends_on=in_days(0))
    region.clock.move(timedelta(days=1))

    registered = register(region)

    assert region.codes.view(region.family.acting(ACCOUNT, registered.person_id)).status.colour is Colour.GREEN


def test_a_record_that_begins_after_the_registration_makes_red_when_it_begins(region: Region) -> None:
    assign(region, starts_at=START + timedelta(days=2))
    registered = register(region)
    colours = []
    for _ in range(3):
        colours.append(region.codes.view(region.family.acting(ACCOUNT, registered.person_id)).status.colour.value)
        region.clock.move(timedelta(days=1))

    assert colours == ["GREEN", "GREEN", "RED"]


@pytest.mark.parametrize("says", REGISTER_SAYS)
def test_what_the_register_refuses_leaves_nothing_but_the_count_of_the_attempt(region: Region, says: ErrorCode) -> None:
    region.register.refusal = says

    with refused(says):
        register(region)

    assert kinds(region) == ["ATTEMPTS"]
    assert region.items(region.vault) == []
    assert region.signals == [RegistrationRefused(says.value)]


def test_a_refused_applicant_registers_once_the_register_agrees(region: Region) -> None:
    region.register.refusal = ErrorCode.IDENTITY_NOT_ON_FILE
    with refused(ErrorCode.IDENTITY_NOT_ON_FILE):
        register(region)
    region.register.refusal = None

    assert register(region).new


def test_the_register_is_asked_for_the_canonical_document_and_the_decoded_face(region: Region) -> None:
    region.residents.register(ACCOUNT, applicant(document_number=resident_id().lower(), name=" 张小明 "))

    (asked,) = region.register.asked
    assert asked.document.number.reveal() == resident_id()
    assert asked.name.reveal() == NAME
    assert asked.face.reveal().startswith(b"\x89PNG")


@pytest.mark.parametrize("retry_by", [ACCOUNT, OTHER])
def test_the_register_is_asked_even_about_somebody_who_is_registered(region: Region, retry_by: AccountId) -> None:
    # Else whoever knows a number would learn without a face whether its holder is registered.
    register(region)
    region.register.refusal = ErrorCode.FACE_MISMATCH

    with refused(ErrorCode.FACE_MISMATCH):
        register(region, account=retry_by)


def test_wrong_fields_are_named_together_and_leave_nothing_at_all(region: Region) -> None:
    wrong = applicant(document_number="123", name="x", phone="1", face="no image")

    with pytest.raises(FieldsRefused) as caught:
        region.residents.register(ACCOUNT, wrong)

    assert set(caught.value.problems) == {"document.number", "name", "phone", "face"}
    assert region.items() == []
    assert region.register.asked == []


def test_a_document_that_does_not_qualify_is_refused_by_name_and_leaves_nothing(region: Region) -> None:
    with refused(ErrorCode.UNSUPPORTED_DOCUMENT) as caught:
        region.residents.register(ACCOUNT, applicant(document_type="FOREIGN_PASSPORT"))

    assert caught.value.facts == {"accepted": ["RESIDENT_ID", "PASSPORT", "HK_MACAO_PERMIT"]}
    assert region.items() == []


def test_the_eleventh_attempt_of_an_hour_waits_for_the_next_hour(region: Region) -> None:
    region.register.refusal = ErrorCode.FACE_MISMATCH
    for _ in range(ATTEMPTS_AN_HOUR):
        with refused(ErrorCode.FACE_MISMATCH):
            register(region)
    asked = len(region.register.asked)

    with refused(ErrorCode.TOO_MANY_ATTEMPTS) as caught:
        register(region)

    # 07:46:53 is 787 seconds before 08:00:00.
    assert caught.value.retry_after == 788
    assert len(region.register.asked) == asked == ATTEMPTS_AN_HOUR
    region.register.refusal = None
    with refused(ErrorCode.TOO_MANY_ATTEMPTS):
        register(region)
    region.clock.move(timedelta(seconds=caught.value.retry_after))
    assert register(region).new


def test_attempts_are_counted_by_account(region: Region) -> None:
    region.register.refusal = ErrorCode.FACE_MISMATCH
    for _ in range(ATTEMPTS_AN_HOUR):
        with refused(ErrorCode.FACE_MISMATCH):
            register(region)
    region.register.refusal = None

    assert register(region, account=OTHER).new


def test_counts_of_attempts_expire_by_themselves(region: Region) -> None:
    register(region)

    (attempts,) = [item for item in region.items() if item["sk"].startswith("ATTEMPTS")]
    hour = START.replace(minute=0, second=0)
    assert attempts["expires_at"] == (hour + timedelta(hours=2)).timestamp()


def test_an_account_may_act_for_the_person_who_registered_with_it(region: Region) -> None:
    assert region.family.people(ACCOUNT) == ()

    registered = register(region)

    assert region.family.people(ACCOUNT) == (SwitchEntry(registered.person_id, "张*明", "SELF"),)
    assert region.family.people(OTHER) == ()


def test_an_applicant_shows_nothing_of_themselves() -> None:
    assert repr(applicant()) == str(applicant()) == f"{applicant()}" == "Applicant(…)"
