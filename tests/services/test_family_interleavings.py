"""Somebody else commits while a family act is under way: no half link, the limit holds, and nothing is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.aws.transactions import plain
from shared.family.model import Relation
from shared.family.service import Family
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.signals import FamilyLinkMade, FamilyLinkRemoved
from shared.registration.service import ATTEMPTS_AN_HOUR
from tests.acts import ACCOUNT, add_member, assign, refused, register, scan
from tests.aws_calls import overtaken
from tests.region import FAMILY_LIMIT, Region

COMMIT = "TransactWriteItems"
OTHER, THIRD = AccountId("account-2"), AccountId("account-3")


def assert_whole(region: Region) -> set[tuple[str, str]]:
    """The links as guardian and member; each is there from both sides, with the same content."""
    items = region.items()
    halves = {
        kind: {
            (item["guardian"], item["member"]): {**item, "pk": "", "sk": ""}
            for item in items
            if item["sk"] == f"{kind}#{item.get(kind.lower())}"
        }
        for kind in ("MEMBER", "GUARDIAN")
    }
    assert halves["MEMBER"] == halves["GUARDIAN"]
    for guardian, member in halves["MEMBER"]:
        assert {f"PERSON#{guardian}", f"PERSON#{member}"} <= {item["pk"] for item in items if item["sk"] == "PERSON"}
    return set(halves["MEMBER"])


def assert_every_person_has_one_code(region: Region) -> None:
    items = region.items()
    people = [item for item in items if item["sk"] == "PERSON"]
    codes = [item["code_id"] for item in items if item["sk"] == "CODE"]
    assert sorted(item["code_id"] for item in people) == sorted(codes)
    assert sorted(item["code_id"] for item in items if item["sk"] == "STATUS_INDEX") == sorted(codes)
    assert len(region.items(region.vault)) == len(people)


def members_until(region: Region, count: int) -> None:
    for serial in range(10, 10 + count):
        if serial == 9 + ATTEMPTS_AN_HOUR:
            region.clock.move(timedelta(hours=1))
        add_member(region, serial)
    region.clock.move(timedelta(hours=1))


def test_the_last_place_in_a_family_goes_to_whoever_comes_first(region: Region) -> None:
    register(region)
    members_until(region, FAMILY_LIMIT - 1)

    with overtaken(region, COMMIT, lambda: add_member(region, 2)), refused(ErrorCode.TOO_MANY_MEMBERS):
        add_member(region, 3)

    assert len(assert_whole(region)) == FAMILY_LIMIT
    assert_every_person_has_one_code(region)
    assert len(region.items(region.vault)) == FAMILY_LIMIT + 1


def test_the_same_member_added_twice_at_once_is_one_link(region: Region) -> None:
    register(region)
    first = []

    with overtaken(region, COMMIT, lambda: first.append(add_member(region))):
        second = add_member(region)

    assert (first[0].new, second.new, second.link) == (True, False, first[0].link)
    assert len(assert_whole(region)) == 1
    assert_every_person_has_one_code(region)
    assert region.signals.count(FamilyLinkMade("PARENT")) == 1


def test_the_last_member_added_twice_at_once_is_one_link_and_no_refusal(region: Region) -> None:
    register(region)
    members_until(region, FAMILY_LIMIT - 1)

    with overtaken(region, COMMIT, lambda: add_member(region, 2)):
        assert not add_member(region, 2).new

    assert len(assert_whole(region)) == FAMILY_LIMIT


def test_two_members_added_at_once_are_both_linked(region: Region) -> None:
    register(region)

    with overtaken(region, COMMIT, lambda: add_member(region, 2)):
        add_member(region, 3)

    assert len(assert_whole(region)) == len(region.family.family(ACCOUNT).members) == 2
    assert_every_person_has_one_code(region)


def test_two_guardians_who_add_somebody_new_at_once_share_one_person_with_one_code(region: Region) -> None:
    register(region)
    register(region, 3, OTHER)

    with overtaken(region, COMMIT, lambda: add_member(region, 2, account=OTHER)):
        member = add_member(region, 2).link.member

    assert {member for _, member in assert_whole(region)} == {member}
    assert len(assert_whole(region)) == 2
    assert_every_person_has_one_code(region)


def test_two_people_who_add_one_another_at_once_are_both_linked(region: Region) -> None:
    register(region)
    register(region, 2, OTHER)

    with overtaken(region, COMMIT, lambda: add_member(region, 1, Relation.SPOUSE, OTHER)):
        add_member(region, 2, Relation.SPOUSE)

    assert len(assert_whole(region)) == 2


def test_a_registration_that_overtakes_being_added_is_theirs_and_the_link_is_made(region: Region) -> None:
    register(region)
    registered = []

    with overtaken(region, COMMIT, lambda: registered.append(register(region, 2, OTHER))):
        added = add_member(region)

    assert (registered[0].new, added.new, added.link.member) == (True, True, registered[0].person_id)
    view = region.codes.view(region.family.acting(ACCOUNT, added.link.member))
    assert view.code.payload == registered[0].code.payload
    assert len(assert_whole(region)) == 1
    assert_every_person_has_one_code(region)
    (identity,) = [item for item in region.items(region.vault) if item["pk"] == f"PERSON#{added.link.member}"]
    assert "phone" in identity


def test_being_added_while_one_registers_is_a_take_over(region: Region) -> None:
    register(region)

    with overtaken(region, COMMIT, lambda: add_member(region)):
        registered = register(region, 2, OTHER)

    assert registered.new
    assert region.family.acting(OTHER, registered.person_id).actor == registered.person_id
    assert region.family.acting(ACCOUNT, registered.person_id).subject == registered.person_id
    assert len(assert_whole(region)) == 1
    assert_every_person_has_one_code(region)
    (identity,) = [item for item in region.items(region.vault) if item["pk"] == f"PERSON#{registered.person_id}"]
    assert "phone" in identity


def test_the_same_take_over_twice_at_once_is_one(region: Region) -> None:
    register(region)
    add_member(region)

    with overtaken(region, COMMIT, lambda: register(region, 2, OTHER)):
        assert not register(region, 2, OTHER).new

    assert len(region.family.people(OTHER)) == 1
    assert_every_person_has_one_code(region)


def test_of_two_accounts_that_take_over_one_person_at_once_one_gets_it(region: Region) -> None:
    register(region)
    member = add_member(region).link.member

    with (
        overtaken(region, COMMIT, lambda: register(region, 2, THIRD)),
        refused(ErrorCode.PERSON_HAS_OTHER_ACCOUNT),
    ):
        register(region, 2, OTHER)

    assert region.family.people(OTHER) == ()
    assert region.family.acting(THIRD, member).actor == member


def test_an_account_that_takes_over_two_people_at_once_gets_one(region: Region) -> None:
    register(region)
    add_member(region, 2)
    add_member(region, 3)

    with (
        overtaken(region, COMMIT, lambda: register(region, 2, OTHER)),
        refused(ErrorCode.ACCOUNT_HAS_OTHER_PERSON),
    ):
        register(region, 3, OTHER)

    assert sum("account_id" in item for item in region.items()) == 2
    assert sum("phone" in item for item in region.items(region.vault)) == 2


def test_an_assignment_that_overtakes_being_added_is_on_the_new_code(region: Region) -> None:
    register(region)

    with overtaken(region, COMMIT, lambda: assign(region, 2)):
        member = add_member(region).link.member

    view = region.codes.view(region.family.acting(ACCOUNT, member))
    assert len(view.status.because) == 1
    assert scan(region, view.code.payload).verdict.decision == "STOP"


def test_an_assignment_and_a_replacement_during_a_take_over_are_kept(region: Region) -> None:
    register(region)
    acting = region.family.acting(ACCOUNT, add_member(region).link.member)
    codes = []

    def overtake() -> None:
        assign(region, 2)
        codes.append(region.codes.replace(acting, "replace-0001").code.payload)

    with overtaken(region, COMMIT, overtake):
        taken = register(region, 2, OTHER)

    assert [taken.code.payload] == codes
    assert len(taken.code.holds) == 1


def removal_by_the_guardian(region: Region, own: PersonId, theirs: PersonId) -> None:
    region.family.remove(ACCOUNT, theirs)


def removal_by_the_member(region: Region, own: PersonId, theirs: PersonId) -> None:
    region.family.remove(OTHER, own)


REMOVALS = (removal_by_the_guardian, removal_by_the_member)
Removal = Callable[[Region, PersonId, PersonId], None]


@pytest.mark.parametrize("first", REMOVALS)
@pytest.mark.parametrize("second", REMOVALS)
def test_a_link_that_is_removed_twice_at_once_is_gone_and_was_removed_once(
    region: Region, first: Removal, second: Removal
) -> None:
    own, theirs = register(region).person_id, register(region, 2, OTHER).person_id
    add_member(region)

    with overtaken(region, COMMIT, lambda: first(region, own, theirs)), refused(ErrorCode.NOT_FOUND):
        second(region, own, theirs)

    assert assert_whole(region) == set()
    assert region.signals.count(FamilyLinkRemoved()) == 1


@pytest.mark.parametrize("removal", REMOVALS)
def test_a_link_that_is_removed_while_it_is_added_again_ends_whole_or_gone(region: Region, removal: Removal) -> None:
    own, theirs = register(region).person_id, register(region, 2, OTHER).person_id
    add_member(region)

    def remove_and_add() -> None:
        removal(region, own, theirs)
        add_member(region)

    with overtaken(region, COMMIT, remove_and_add):
        removal(region, own, theirs)

    assert assert_whole(region) == set()
    assert region.family.family(ACCOUNT) == region.family.family(OTHER) == Family((), ())


def test_a_removal_of_another_member_that_overtakes_an_addition_makes_room_for_it(region: Region) -> None:
    register(region)
    members_until(region, FAMILY_LIMIT - 1)
    removed = region.family.family(ACCOUNT).members[0].member

    with overtaken(region, COMMIT, lambda: region.family.remove(ACCOUNT, removed)):
        assert add_member(region, 2).new

    assert len(assert_whole(region)) == FAMILY_LIMIT - 1
    with refused(ErrorCode.NOT_FOUND):
        region.family.acting(ACCOUNT, removed)


def test_of_two_links_between_two_people_one_that_is_cut_first_leaves_the_other_to_be_removed(region: Region) -> None:
    register(region)
    theirs = register(region, 2, OTHER).person_id
    add_member(region, 2, Relation.SPOUSE)
    back = add_member(region, 1, Relation.SPOUSE, OTHER).link

    with overtaken(region, COMMIT, lambda: region.family._links.remove([back])):
        region.family.remove(ACCOUNT, theirs)

    assert assert_whole(region) == set()
    assert region.signals.count(FamilyLinkRemoved()) == 1


def test_an_addition_that_is_always_overtaken_says_so_and_leaves_nothing(region: Region) -> None:
    register(region)
    key = {"pk": {"S": f"PERSON#{region.family.people(ACCOUNT)[0].person_id}"}, "sk": {"S": "FAMILY"}}
    add_member(region, 3)

    def overtake() -> None:
        region.core.client.update_item(
            TableName=region.core.name,
            Key=key,
            UpdateExpression="ADD version :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    with overtaken(region, COMMIT, overtake, times=8), refused(ErrorCode.BUSY) as caught:
        add_member(region)

    assert caught.value.retry_after == 1
    assert len(assert_whole(region)) == 1
    assert len(region.items(region.vault)) == 2
    stored = region.core.client.get_item(TableName=region.core.name, Key=key)["Item"]
    assert plain(stored["version"]) == 9
