"""Declarations as they are stored: beside their person, in their list, and once more beside the organisation."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.declarations.model import (
    Contact,
    ContactKind,
    Content,
    Declaration,
    Isolation,
    IsolationKind,
    Kind,
    Membership,
    OrganisationKind,
    Recipient,
    Stay,
    Symptom,
)
from shared.declarations.store import DeclarationStore, MembershipStore
from shared.kernel.ids import EntryId, OrganisationId, PersonId
from tests.region import START, Region

RETENTION = timedelta(days=60)
FATHER, DAUGHTER = PersonId("f" * 32), PersonId("d" * 32)
SCHOOL = OrganisationId("o" * 16)
CONTENT = Content(
    365,
    (Symptom.COUGH,),
    (Stay("420100", date(2020, 4, 1), date(2020, 4, 2)),),
    (Contact(ContactKind.CLUSTER, date(2020, 4, 3)),),
    Isolation(IsolationKind.HOME, date(2020, 4, 4)),
    "都好",
)
SELF_CHECK = Declaration(EntryId("e" * 16), Kind.SELF_CHECK, FATHER, DAUGHTER, START, CONTENT)
TO_SCHOOL = replace(SELF_CHECK, kind=Kind.MEMBER, recipient=Recipient(SCHOOL, "东站小学"))
MEMBERSHIP = Membership(SCHOOL, "东站小学", OrganisationKind.ORGANISATION, FATHER, "张*", "A-1", START, DAUGHTER)
STORED_CONTENT = {
    "temperature_tenths": 365,
    "symptoms": ["COUGH"],
    "stays": [{"division": "420100", "since": "2020-04-01", "until": "2020-04-02"}],
    "contacts": [{"kind": "CLUSTER", "on": "2020-04-03"}],
    "isolation": {"kind": "HOME", "since": "2020-04-04"},
    "remarks": "都好",
}
ENDS = int((START + RETENTION).timestamp())


def test_a_self_check_is_one_item(region: Region) -> None:
    DeclarationStore(region.core, RETENTION).add(SELF_CHECK, None)

    assert region.items() == [
        {
            "pk": f"PERSON#{FATHER}",
            "sk": f"DECLARATION#{'e' * 16}",
            "in_list": f"DECLARATIONS#{FATHER}",
            "listed_as": f"2020-04-07T07:46:53Z#{'e' * 16}",
            "entry_id": "e" * 16,
            "kind": "SELF_CHECK",
            "subject": FATHER,
            "declared_by": DAUGHTER,
            "declared_at": "2020-04-07T07:46:53Z",
            "expires_at": ENDS,
            **STORED_CONTENT,
        }
    ]


def test_a_declaration_to_an_organisation_leaves_a_copy_that_is_in_no_list(region: Region) -> None:
    DeclarationStore(region.core, RETENTION).add(TO_SCHOOL, MEMBERSHIP)

    (copy,) = [item for item in region.items() if item["pk"].startswith("ORGANISATION#")]
    assert copy == {
        "pk": f"ORGANISATION#{SCHOOL}#DAY#2020-04-07",
        "sk": f"MEMBER#{FATHER}#{'e' * 16}",
        "person_id": FATHER,
        "masked_name": "张*",
        "number": "A-1",
        "declared_at": "2020-04-07T07:46:53Z",
        "expires_at": ENDS,
        **STORED_CONTENT,
    }


@pytest.mark.parametrize(
    ("made", "membership"), [(SELF_CHECK, None), (TO_SCHOOL, MEMBERSHIP), (TO_SCHOOL, replace(MEMBERSHIP, number=None))]
)
def test_a_stored_declaration_comes_back_unchanged(
    region: Region, made: Declaration, membership: Membership | None
) -> None:
    store = DeclarationStore(region.core, RETENTION)
    assert store.add(made, membership) is made
    before = region.items()

    assert store.add(replace(made, content=replace(CONTENT, remarks="别的")), membership) == made
    assert store.declaration(FATHER, EntryId("e" * 16)) == made
    assert store.page(FATHER, 10, None) == ((made,), None)
    assert region.items() == before


def test_a_declaration_of_somebody_else_is_none(region: Region) -> None:
    store = DeclarationStore(region.core, RETENTION)
    store.add(SELF_CHECK, None)

    assert store.declaration(DAUGHTER, EntryId("e" * 16)) is None
    assert store.page(DAUGHTER, 10, None) == ((), None)


def test_the_copy_is_on_the_regions_day(region: Region) -> None:
    late = replace(TO_SCHOOL, declared_at=START.replace(hour=16, minute=0, second=0))
    DeclarationStore(region.core, RETENTION).add(late, MEMBERSHIP)

    assert [item["pk"] for item in region.items() if "#DAY#" in item["pk"]] == [f"ORGANISATION#{SCHOOL}#DAY#2020-04-08"]


def test_no_membership_is_none(region: Region) -> None:
    assert MembershipStore(region.core).membership(FATHER, SCHOOL) is None
