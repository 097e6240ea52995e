"""Organisations, memberships and days as they are stored and read."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.declarations.model import Content, Declaration, Isolation, IsolationKind, Kind, Membership, OrganisationKind
from shared.declarations.store import DeclarationStore, MembershipStore
from shared.kernel.concurrency import Changed
from shared.kernel.ids import AccountId, EntryId, OrganisationId, PersonId
from shared.organisations.model import Organisation
from shared.organisations.store import DayStore, MemberStore, OrganisationStore
from tests.region import START, Region

SCHOOL = OrganisationId("o" * 16)
ORGANISATION = Organisation(
    SCHOOL, "东站小学", OrganisationKind.ORGANISATION, AccountId("administrator-1"), "aaaabbbbcccc", START
)
WELL = Content(None, (), (), (), Isolation(IsolationKind.NONE), None)
DAY = date(2020, 4, 7)


def person(name: str) -> PersonId:
    return PersonId(name * 32)


def membership(name: str) -> Membership:
    who = person(name)
    return Membership(SCHOOL, "东站小学", OrganisationKind.ORGANISATION, who, f"{name}*", f"N-{name}", START, who)


def declare(region: Region, name: str, *, on: date = DAY, number: int = 0) -> None:
    made = Declaration(
        EntryId(f"{number:016d}"),
        Kind.MEMBER,
        person(name),
        person(name),
        START + (on - DAY),
        WELL,
    )
    DeclarationStore(region.core, timedelta(days=60)).add(made, membership(name))


def test_an_organisation_and_its_invitation_are_two_items(region: Region) -> None:
    OrganisationStore(region.core).add(ORGANISATION)

    assert sorted(region.items(), key=lambda item: str(item["pk"])) == [
        {"pk": "INVITATION#aaaabbbbcccc", "sk": "INVITATION", "organisation_id": SCHOOL},
        {
            "pk": f"ORGANISATION#{SCHOOL}",
            "sk": "ORGANISATION",
            "in_list": "ORGANISATIONS#administrator-1",
            "listed_as": f"2020-04-07T07:46:53Z#{SCHOOL}",
            "organisation_id": SCHOOL,
            "name": "东站小学",
            "kind": "ORGANISATION",
            "administrator": "administrator-1",
            "invitation": "aaaabbbbcccc",
            "created_at": "2020-04-07T07:46:53Z",
        },
    ]


def test_a_stored_organisation_comes_back_by_id_by_administrator_and_by_invitation(region: Region) -> None:
    store = OrganisationStore(region.core)
    assert store.add(ORGANISATION) is ORGANISATION

    assert store.add(replace(ORGANISATION, name="别的", invitation="ddddeeeeffff")) == ORGANISATION
    assert store.organisation(SCHOOL) == ORGANISATION
    assert store.page(ORGANISATION.administrator, 10, None) == ((ORGANISATION,), None)
    assert store.invited_to("aaaabbbbcccc") == SCHOOL
    assert store.invited_to("ddddeeeeffff") is None
    assert store.organisation(OrganisationId("p" * 16)) is None


def test_two_organisations_never_have_one_invitation(region: Region) -> None:
    store = OrganisationStore(region.core)
    store.add(ORGANISATION)
    before = region.items()

    with pytest.raises(Changed):
        store.add(replace(ORGANISATION, organisation_id=OrganisationId("p" * 16)))
    assert region.items() == before


def test_an_invitation_is_replaced_once(region: Region) -> None:
    store = OrganisationStore(region.core)
    store.add(ORGANISATION)

    store.replace_invitation(ORGANISATION, "ddddeeeeffff")

    assert store.organisation(SCHOOL) == replace(ORGANISATION, invitation="ddddeeeeffff")
    assert (store.invited_to("aaaabbbbcccc"), store.invited_to("ddddeeeeffff")) == (None, SCHOOL)
    before = region.items()
    with pytest.raises(Changed):
        store.replace_invitation(ORGANISATION, "gggghhhhiiii")
    assert region.items() == before


def test_a_membership_is_found_from_both_sides(region: Region) -> None:
    store = MemberStore(region.core)
    made = membership("a")
    assert store.join(made) is made

    assert store.join(replace(made, number="别的")) == made
    assert store.of_person(person("a")) == (made,)
    assert MembershipStore(region.core).membership(person("a"), SCHOOL) == made
    (member,) = DayStore(region.core).members(SCHOOL, 10, None)
    assert (member.person_id, member.masked_name, member.number, member.joined_at) == (person("a"), "a*", "N-a", START)


def test_a_membership_leaves_nothing_behind_and_is_left_once(region: Region) -> None:
    store = MemberStore(region.core)
    store.join(membership("a"))

    store.leave(membership("a"))

    assert region.items() == []
    with pytest.raises(Changed):
        store.leave(membership("a"))


@pytest.mark.parametrize(
    ("limit", "after", "expected"),
    [(9, None, "abcd"), (2, None, "ab"), (2, "b", "cd"), (9, "d", ""), (4, None, "abcd")],
)
def test_members_are_read_in_the_order_of_their_ids(
    region: Region, limit: int, after: str | None, expected: str
) -> None:
    OrganisationStore(region.core).add(ORGANISATION)
    for name in "cadb":
        MemberStore(region.core).join(membership(name))

    found = DayStore(region.core).members(SCHOOL, limit, person(after) if after else None)

    assert [member.person_id[0] for member in found] == list(expected)


@pytest.mark.parametrize(
    ("after", "last", "expected"),
    [
        (None, None, "abbcd"),
        ("a", None, "bbcd"),
        (None, "b", "abb"),
        ("a", "b", "bb"),
        ("b", "c", "c"),
        ("d", None, ""),
        ("b", "b", ""),
    ],
)
def test_entries_are_read_after_one_person_and_up_to_another(
    region: Region, after: str | None, last: str | None, expected: str
) -> None:
    for name in "dbca":
        declare(region, name)
    declare(region, "b", number=1)
    declare(region, "b", on=date(2020, 4, 8), number=2)

    bounds = (person(each) if each else None for each in (after, last))
    found = list(DayStore(region.core).entries(SCHOOL, DAY, *bounds))

    assert [entry.person_id[0] for entry in found] == list(expected)


def test_every_member_is_read_however_many_answers_it_takes(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abcdefg":
        MemberStore(region.core).join(membership(name))
    query, asked = region.core.client.query, []

    def two_at_a_time(**arguments: object) -> object:
        asked.append(arguments)
        return query(**(arguments | {"Limit": 2}))  # type: ignore[arg-type]

    monkeypatch.setattr(region.core.client, "query", two_at_a_time)

    assert [each.person_id[0] for each in DayStore(region.core).all_members(SCHOOL)] == list("abcdefg")
    assert len(asked) == 4
