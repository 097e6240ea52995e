"""Declaring, and reading what was declared: for oneself and for the family, never mixed and never changed (M5, M18)."""

from datetime import timedelta
from typing import Any

import pytest

from shared.declarations.model import (
    Content,
    Isolation,
    IsolationKind,
    Kind,
    OrganisationKind,
    Recipient,
    Stay,
    Symptom,
)
from shared.kernel.concurrency import Changed
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId
from shared.kernel.paging import PageRequest
from shared.kernel.signals import DeclarationMade
from tests.acts import in_days, refused
from tests.aws_calls import listed, overtaken
from tests.declaration_acts import (
    acting,
    declare,
    join,
    new_declaration,
    organisation,
    relative,
    resident,
    well,
)
from tests.region import DECLARATION_RETENTION, START, Region

EVERYTHING = PageRequest()
MIDNIGHT = timedelta(hours=9)


def history(region: Region, who: Any) -> list[str]:
    """The remarks of a person's declarations, newest first."""
    return [each.content.remarks or "" for each in region.declarations.page(who, EVERYTHING).items]


def test_a_self_check_is_kept_with_all_that_it_says(region: Region) -> None:
    daughter = resident(region)

    made = region.declarations.declare(daughter, new_declaration(), "declare-0001")

    sent = new_declaration()
    assert made.new
    assert made.declaration.content == Content(
        373, sent.symptoms, sent.stays, sent.contacts, sent.isolation, sent.remarks
    )
    assert (made.declaration.kind, made.declaration.recipient) == (Kind.SELF_CHECK, None)
    assert (made.declaration.subject, made.declaration.declared_by) == (daughter.subject, daughter.subject)
    assert made.declaration.declared_at == START
    assert region.declarations.declaration(daughter, made.declaration.entry_id) == made.declaration
    assert region.declarations.page(daughter, EVERYTHING).items == (made.declaration,)
    assert region.signals[-1] == DeclarationMade("SELF_CHECK")


def test_a_declaration_for_a_relative_says_for_whom_and_by_whom(region: Region) -> None:
    daughter, father = resident(region), relative(region)

    made = declare(region, father).declaration

    assert (made.subject, made.declared_by) == (father.subject, daughter.subject)


def test_two_people_of_one_family_are_never_mixed(region: Region) -> None:
    daughter, father = resident(region), relative(region)
    declare(region, daughter, key="declare-0001", remarks="女儿")
    fathers = declare(region, father, key="declare-0001", remarks="父亲").declaration
    declare(region, daughter, key="declare-0002", remarks="女儿二")

    assert sorted(history(region, daughter)) == ["女儿", "女儿二"]
    assert history(region, father) == ["父亲"]
    assert region.declarations.declaration(father, fathers.entry_id) == fathers
    for name in ("declare-0002",):
        only_hers = declare(region, daughter, key=name, remarks="女儿二").declaration
        with refused(ErrorCode.NOT_FOUND):
            region.declarations.declaration(father, only_hers.entry_id)


def test_a_cursor_of_one_person_opens_no_list_of_another(region: Region) -> None:
    daughter, father = resident(region), relative(region)
    for number in range(2):
        declare(region, daughter, key=f"declare-000{number}")
    cursor = region.declarations.page(daughter, PageRequest(1)).cursor

    with refused(ErrorCode.INVALID_CURSOR):
        region.declarations.page(father, PageRequest(1, cursor))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_pages_of_any_size_show_every_declaration_once_newest_first(region: Region, size: int) -> None:
    daughter = resident(region)
    for number in range(7):
        declare(region, daughter, key=f"declare-000{number}", remarks=f"第{number}次")
        region.clock.move(timedelta(hours=1))

    found: list[str] = []
    request = PageRequest(size)
    while True:
        page = region.declarations.page(daughter, request)
        assert len(page.items) <= size
        found += [each.content.remarks or "" for each in page.items]
        if page.cursor is None:
            break
        request = PageRequest(size, page.cursor)

    assert found == [f"第{number}次" for number in reversed(range(7))]


def test_a_retry_gets_the_declaration_of_its_first_try_and_writes_nothing(region: Region) -> None:
    daughter = resident(region)
    first = region.declarations.declare(daughter, new_declaration(), "declare-0001")
    before, told = region.items(), len(region.signals)
    region.clock.move(timedelta(minutes=5))

    again = region.declarations.declare(daughter, new_declaration(), "declare-0001")

    assert (again.declaration, again.new) == (first.declaration, False)
    assert region.items() == before
    assert len(region.signals) == told


@pytest.mark.parametrize(
    "change",
    [
        {"temperature": 37.4},
        {"temperature": None},
        {"symptoms": (Symptom.COUGH,)},
        {"stays": ()},
        {"contacts": ()},
        {"isolation": Isolation(IsolationKind.NONE)},
        {"remarks": "另一句"},
        {"remarks": None},
    ],
)
def test_the_same_key_for_another_content_is_refused_and_changes_nothing(
    region: Region, change: dict[str, Any]
) -> None:
    daughter = resident(region)
    region.declarations.declare(daughter, new_declaration(), "declare-0001")
    before = region.items()

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        region.declarations.declare(daughter, new_declaration(**change), "declare-0001")
    assert region.items() == before


def test_the_same_key_for_another_organisation_is_refused(region: Region) -> None:
    daughter = resident(region)
    one, other = organisation(region), organisation(region, key="create-0002")
    for each in (one, other):
        join(region, daughter, each)
    declare(region, daughter, one)

    for to in (other, None):
        with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
            declare(region, daughter, to)


def test_a_retry_after_midnight_still_gets_what_could_be_declared_before_it(region: Region) -> None:
    daughter = resident(region)
    first = region.declarations.declare(daughter, new_declaration(), "declare-0001")
    region.clock.move(MIDNIGHT)

    assert region.declarations.declare(daughter, new_declaration(), "declare-0001").declaration == first.declaration
    with refused(ErrorCode.INVALID_REQUEST) as caught:
        region.declarations.declare(daughter, new_declaration(), "declare-0002")
    assert [each["field"] for each in caught.value.facts["errors"]] == ["stays.0.from"]  # type: ignore[attr-defined]  # facts are objects


def test_a_retry_after_leaving_still_gets_what_was_declared_before_it(region: Region) -> None:
    daughter, employer = resident(region), organisation(region)
    join(region, daughter, employer)
    first = declare(region, daughter, employer)
    region.memberships.leave(daughter, employer.organisation_id)

    assert declare(region, daughter, employer).declaration == first.declaration
    with refused(ErrorCode.NOT_A_MEMBER):
        declare(region, daughter, employer, "declare-0002")
    with refused(ErrorCode.NOT_A_MEMBER):
        declare(region, daughter, employer, remarks="别的")


@pytest.mark.parametrize("kind", OrganisationKind)
def test_a_member_declares_to_their_organisation(region: Region, kind: OrganisationKind) -> None:
    daughter, to = resident(region), organisation(region, kind)
    join(region, daughter, to)

    made = declare(region, daughter, to).declaration

    assert made.recipient == Recipient(to.organisation_id, to.name)
    assert made.kind is (Kind.EMPLOYEE if kind is OrganisationKind.ENTERPRISE else Kind.MEMBER)


@pytest.mark.parametrize(
    ("kind", "to"), [(Kind.MEMBER, OrganisationKind.ENTERPRISE), (Kind.EMPLOYEE, OrganisationKind.ORGANISATION)]
)
def test_a_kind_that_does_not_fit_the_organisation_is_refused(region: Region, kind: Kind, to: OrganisationKind) -> None:
    daughter, of = resident(region), organisation(region, to)
    join(region, daughter, of)
    before = region.items()

    with refused(ErrorCode.INVALID_REQUEST) as caught:
        declare(region, daughter, of, kind=kind)
    assert [each["field"] for each in caught.value.facts["errors"]] == ["kind"]  # type: ignore[attr-defined]  # facts are objects
    assert region.items() == before


def test_who_is_no_member_declares_nothing_to_an_organisation(region: Region) -> None:
    daughter, father, employer = resident(region), relative(region), organisation(region)
    join(region, daughter, employer)
    before = region.items()

    with refused(ErrorCode.NOT_A_MEMBER):
        declare(region, father, employer)
    for nobody in ("a" * 16, "x", employer.organisation_id.upper(), ""):
        with refused(ErrorCode.NOT_A_MEMBER):
            declare(region, daughter, kind=Kind.EMPLOYEE, organisation=nobody)
    assert region.items() == before


def test_all_that_is_wrong_is_named_at_once_and_nothing_is_stored(region: Region) -> None:
    daughter = resident(region)
    before = region.items()

    with refused(ErrorCode.INVALID_REQUEST) as caught:
        declare(
            region,
            daughter,
            kind=Kind.MEMBER,
            temperature=36.66,
            symptoms=(Symptom.FEVER, Symptom.FEVER),
            stays=(Stay("990000", in_days(-1), in_days(-2)),),
        )
    errors: Any = caught.value.facts["errors"]
    assert {each["field"] for each in errors} == {"organisation", "temperature", "symptoms", "stays.0.division"}
    assert region.items() == before


def test_the_days_of_a_declaration_are_the_regions(region: Region) -> None:
    daughter = resident(region)
    region.clock.now = START.replace(hour=15, minute=59, second=59)
    tomorrow = Isolation(IsolationKind.HOME, in_days(1))

    with refused(ErrorCode.INVALID_REQUEST):
        declare(region, daughter, isolation=tomorrow)
    region.clock.move(timedelta(seconds=1))
    assert declare(region, daughter, isolation=tomorrow).new


@pytest.mark.parametrize("text", ["x", "a" * 16, "A" * 16, "a" * 15, "", "a" * 256])
def test_a_declaration_that_nobody_made_is_not_found(region: Region, text: str) -> None:
    daughter = resident(region)

    with refused(ErrorCode.NOT_FOUND):
        region.declarations.declaration(daughter, text)


def test_a_declaration_and_its_copy_are_written_together(region: Region) -> None:
    daughter, employer = resident(region), organisation(region)
    join(region, daughter, employer)

    with listed(region) as calls:
        declare(region, daughter, employer)

    assert [call.operation for call in calls] == ["GetItem", "TransactWriteItems"]
    assert len(calls[1].parameters["TransactItems"]) == 2


def test_a_self_check_is_one_write_and_leaves_no_copy(region: Region) -> None:
    daughter, employer = resident(region), organisation(region)
    join(region, daughter, employer)

    with listed(region) as calls:
        declare(region, daughter)

    assert [call.operation for call in calls] == ["PutItem"]
    assert not [item for item in region.items() if "#DAY#" in item["pk"]]


def test_two_tries_at_once_make_one_declaration(region: Region) -> None:
    daughter, employer = resident(region), organisation(region)
    join(region, daughter, employer)

    with overtaken(region, "TransactWriteItems", lambda: declare(region, daughter, employer)):
        late = declare(region, daughter, employer)

    assert not late.new
    assert len(history(region, daughter)) == 1


def test_both_copies_are_kept_as_long_as_the_region_says(region: Region) -> None:
    daughter, employer = resident(region), organisation(region)
    join(region, daughter, employer)
    declare(region, daughter, employer)

    ends = [item["expires_at"] for item in region.items() if "expires_at" in item and "symptoms" in item]
    assert ends == [(START + DECLARATION_RETENTION).timestamp()] * 2


def test_no_service_changes_a_declaration_or_takes_it_back(region: Region) -> None:
    public = {name for name in vars(type(region.declarations)) if not name.startswith("_")}

    assert public == {"declare", "page", "declaration"}


def test_who_is_busy_is_told_so(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    daughter = resident(region)

    def conflict(*_: object) -> None:
        raise Changed

    monkeypatch.setattr("shared.declarations.store.DeclarationStore.add", conflict)
    monkeypatch.setattr("time.sleep", lambda _: None)
    with refused(ErrorCode.BUSY):
        declare(region, daughter)


def test_two_accounts_with_the_same_key_make_two_declarations_for_one_person(region: Region) -> None:
    father = resident(region, 2, AccountId("account-2"))
    resident(region)
    as_daughter = relative(region)
    assert as_daughter.subject == father.subject

    declare(region, father, remarks="本人")
    region.clock.move(timedelta(minutes=1))
    declare(region, as_daughter, remarks="代办")

    assert history(region, father) == history(region, as_daughter) == ["代办", "本人"]
    assert acting(region, father.subject, AccountId("account-2")) == father


def test_a_declaration_as_sent_is_not_printed() -> None:
    assert repr(well(remarks="我发烧了")) == "NewDeclaration(…)"
