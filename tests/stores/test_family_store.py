"""A family link is two items or none, one beside either person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.aws.transactions import Refused, commit, delete, wire_item
from shared.family.model import Link, Relation
from shared.family.store import FamilyStore, link_writes
from shared.kernel.clock import iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import PersonId
from tests.region import START, Region

GUARDIAN, MEMBER = PersonId("g" * 32), PersonId("m" * 32)
LINK = Link(
    guardian=GUARDIAN,
    member=MEMBER,
    relation=Relation.CHILD,
    guardian_name="张*明",
    member_name="张*",
    linked_at=START,
    ends_at=START + timedelta(days=30),
)


def add(region: Region, link: Link, version: int = 0) -> None:
    commit(region.core.client, link_writes(region.core.name, link, version))


def test_a_link_is_stored_beside_both_people_and_comes_back_from_either_side(region: Region) -> None:
    store = FamilyStore(region.core)
    add(region, LINK)

    assert store.link(GUARDIAN, MEMBER) == LINK
    assert store.members(GUARDIAN) == store.guardians(MEMBER) == (LINK,)
    assert store.link(MEMBER, GUARDIAN) is None
    assert store.members(MEMBER) == store.guardians(GUARDIAN) == ()
    assert store.version(GUARDIAN) == 1
    assert store.version(MEMBER) == 0


def test_a_link_is_stored_as_these_items(region: Region) -> None:
    add(region, LINK)

    told = {
        "guardian": GUARDIAN,
        "member": MEMBER,
        "relation": "CHILD",
        "guardian_name": "张*明",
        "member_name": "张*",
        "linked_at": iso(START),
        "ends_at": iso(START + timedelta(days=30)),
        "expires_at": int((START + timedelta(days=30)).timestamp()),
    }
    assert sorted(region.items(), key=lambda item: str(item["sk"])) == [
        {"pk": f"PERSON#{GUARDIAN}", "sk": "FAMILY", "version": 1, "changed_at": iso(START)},
        {"pk": f"PERSON#{MEMBER}", "sk": f"GUARDIAN#{GUARDIAN}"} | told,
        {"pk": f"PERSON#{GUARDIAN}", "sk": f"MEMBER#{MEMBER}"} | told,
    ]


def test_a_link_without_an_end_is_never_deleted_by_itself(region: Region) -> None:
    endless = replace(LINK, ends_at=None)
    add(region, endless)

    assert FamilyStore(region.core).link(GUARDIAN, MEMBER) == endless
    assert not [item for item in region.items() if "expires_at" in item or "ends_at" in item]


@pytest.mark.parametrize("ends_in", [timedelta(seconds=1), None])
def test_a_link_that_holds_is_not_overwritten(region: Region, ends_in: timedelta | None) -> None:
    add(region, replace(LINK, ends_at=START + ends_in if ends_in else None))
    before = region.items()

    with pytest.raises(Refused):
        add(region, replace(LINK, relation=Relation.OTHER), version=1)

    assert region.items() == before


def test_a_link_whose_time_is_over_makes_way_for_a_new_one(region: Region) -> None:
    add(region, replace(LINK, ends_at=START + timedelta(seconds=1)))
    again = replace(LINK, linked_at=START + timedelta(seconds=1), ends_at=None)
    add(region, again, version=1)

    assert FamilyStore(region.core).link(GUARDIAN, MEMBER) == again
    assert FamilyStore(region.core).version(GUARDIAN) == 2
    assert len(region.items()) == 3


@pytest.mark.parametrize("left", ["MEMBER", "GUARDIAN"])
def test_a_new_link_may_meet_one_half_of_an_old_one_that_expired(region: Region, left: str) -> None:
    # DynamoDB deletes what has expired item by item, within days.
    add(region, replace(LINK, ends_at=START + timedelta(seconds=1)))
    (gone,) = [item for item in region.items() if item["sk"].startswith("GUARDIAN" if left == "MEMBER" else "MEMBER")]
    commit(region.core.client, [delete("half", region.core.name, {"pk": gone["pk"], "sk": gone["sk"]})])
    again = replace(LINK, linked_at=START + timedelta(days=1))
    add(region, again, version=1)

    store = FamilyStore(region.core)
    assert store.members(GUARDIAN) == store.guardians(MEMBER) == (again,)


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_link_is_refused_when_the_guardians_links_are_not_those_that_were_loaded(
    region: Region, version: int
) -> None:
    add(region, replace(LINK, member=PersonId("a" * 32)))
    add(region, replace(LINK, member=PersonId("b" * 32)), version=1)
    before = region.items()

    with pytest.raises(Refused):
        add(region, LINK, version=version)

    assert region.items() == before


def test_removing_takes_both_halves_of_every_link_that_was_named(region: Region) -> None:
    back, other = replace(LINK, guardian=MEMBER, member=GUARDIAN), replace(LINK, member=PersonId("a" * 32))
    add(region, LINK)
    add(region, back)
    add(region, other, version=1)

    FamilyStore(region.core).remove([LINK, back])

    assert FamilyStore(region.core).members(GUARDIAN) == (other,)
    assert sorted(item["sk"][:6] for item in region.items()) == ["FAMILY", "FAMILY", "GUARDI", "MEMBER"]


def test_removing_is_all_or_nothing(region: Region) -> None:
    add(region, LINK)
    before = region.items()

    with pytest.raises(Changed):
        FamilyStore(region.core).remove([LINK, replace(LINK, member=PersonId("a" * 32))])

    assert region.items() == before


def test_links_beyond_one_answer_of_the_table_are_all_found(region: Region) -> None:
    # A query answers with a megabyte at the most.
    names = [f"{number:032}" for number in range(12)]
    for name in names:
        item = {
            "pk": f"PERSON#{GUARDIAN}",
            "sk": f"MEMBER#{name}",
            "guardian": GUARDIAN,
            "member": name,
            "relation": "OTHER",
            "guardian_name": "张*明",
            "member_name": "x" * 100_000,
            "linked_at": iso(START),
        }
        region.core.client.put_item(TableName=region.core.name, Item=wire_item(item))

    assert [link.member for link in FamilyStore(region.core).members(GUARDIAN)] == names
