"""Organisations: created, joined, left; their administrators see what was declared to them and nothing else (M18)."""

import random
from datetime import timedelta

import pytest

from shared.declarations.model import Kind, OrganisationKind
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId
from shared.kernel.paging import PageRequest
from shared.kernel.signals import OrganisationCreated, OrganisationJoined, OrganisationLeft
from shared.organisations.model import MemberOnDay, Organisation
from tests.acts import refused
from tests.aws_calls import listed, overtaken
from tests.declaration_acts import ADMINISTRATOR, declare, join, organisation, relative, resident
from tests.region import START, Region

COLLEAGUE = AccountId("administrator-2")
A_DAY = timedelta(days=1)


def day(region: Region, of: Organisation, on: str | None = None, size: int = 100) -> list[MemberOnDay]:
    """The list of a day, by its pages and as a whole, which are the same."""
    found: list[MemberOnDay] = []
    request = PageRequest(size)
    while True:
        page = region.organisations.day_page(of.administrator, of.organisation_id, on, request).page
        assert len(page.items) <= size
        found += page.items
        if page.cursor is None:
            break
        request = PageRequest(size, page.cursor)
    assert tuple(found) == region.organisations.day_list(of.administrator, of.organisation_id, on).members
    return found


def said(lines: list[MemberOnDay]) -> list[str | None]:
    """The remarks of each line, None where nothing was declared."""
    return [line.declared.content.remarks if line.declared else None for line in lines]


def test_a_new_organisation_has_an_invitation_and_is_its_creators(region: Region) -> None:
    made = organisation(region)

    assert (made.name, made.kind, made.administrator) == ("东站物业", OrganisationKind.ENTERPRISE, ADMINISTRATOR)
    assert made.created_at == START
    assert len(made.invitation) == 12
    assert region.organisations.page(ADMINISTRATOR, PageRequest()).items == (made,)
    assert region.signals == [OrganisationCreated("ENTERPRISE")]


def test_a_retry_gets_the_organisation_of_its_first_try(region: Region) -> None:
    first = organisation(region)
    before = region.items()
    region.clock.move(timedelta(hours=1))

    assert organisation(region) == first
    assert region.items() == before
    assert len(region.signals) == 1


def test_the_same_key_for_another_organisation_is_refused(region: Region) -> None:
    organisation(region)
    before = region.items()

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        organisation(region, name="西站物业")
    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        organisation(region, OrganisationKind.ORGANISATION)
    assert region.items() == before


def test_an_invitation_that_is_taken_is_drawn_again(region: Region) -> None:
    draws = iter([each * 8 for each in (b"a", b"a", b"b", b"b", b"c")])
    region.organisations._random_bytes = lambda _: next(draws)

    first, second = organisation(region), organisation(region, key="create-0002")
    third = region.organisations.invite_anew(ADMINISTRATOR, first.organisation_id)

    assert len({first.invitation, second.invitation, third.invitation}) == 3
    assert next(draws, None) is None


def test_an_administrator_lists_their_own_organisations_newest_first(region: Region) -> None:
    made = []
    for number in range(5):
        made.append(organisation(region, key=f"create-000{number}"))
        region.clock.move(timedelta(minutes=1))
    theirs = organisation(region, account=COLLEAGUE)

    found, request = list[Organisation](), PageRequest(2)
    while True:
        page = region.organisations.page(ADMINISTRATOR, request)
        found += page.items
        if page.cursor is None:
            break
        request = PageRequest(2, page.cursor)

    assert found == made[::-1]
    assert region.organisations.page(COLLEAGUE, PageRequest()).items == (theirs,)
    with refused(ErrorCode.INVALID_CURSOR):
        region.organisations.page(
            COLLEAGUE, PageRequest(2, region.organisations.page(ADMINISTRATOR, PageRequest(2)).cursor)
        )


def test_for_everybody_but_its_administrator_an_organisation_does_not_exist(region: Region) -> None:
    made = organisation(region)
    before = region.items()

    for account, name in [(COLLEAGUE, made.organisation_id), *((ADMINISTRATOR, name) for name in ("x", "a" * 16, ""))]:
        with refused(ErrorCode.NOT_FOUND):
            region.organisations.invite_anew(account, name)
        with refused(ErrorCode.NOT_FOUND):
            region.organisations.day_page(account, name, None, PageRequest())
        with refused(ErrorCode.NOT_FOUND):
            region.organisations.day_list(account, name, None)
    assert region.items() == before


def test_a_new_invitation_stops_the_old_one_at_once_and_members_stay(region: Region) -> None:
    daughter, father, made = resident(region), relative(region), organisation(region)
    join(region, daughter, made)

    renewed = region.organisations.invite_anew(ADMINISTRATOR, made.organisation_id)

    with refused(ErrorCode.INVALID_INVITATION):
        join(region, father, made)
    assert join(region, father, renewed).new
    assert len(day(region, renewed)) == 2
    assert region.organisations.page(ADMINISTRATOR, PageRequest()).items == (renewed,)
    assert [item["pk"] for item in region.items() if item["sk"] == "INVITATION"] == [f"INVITATION#{renewed.invitation}"]


def test_of_two_new_invitations_at_once_one_is_good(region: Region) -> None:
    made = organisation(region)

    with overtaken(
        region, "TransactWriteItems", lambda: region.organisations.invite_anew(ADMINISTRATOR, made.organisation_id)
    ):
        last = region.organisations.invite_anew(ADMINISTRATOR, made.organisation_id)

    assert [item["pk"] for item in region.items() if item["sk"] == "INVITATION"] == [f"INVITATION#{last.invitation}"]
    assert region.organisations.page(ADMINISTRATOR, PageRequest()).items == (last,)


def test_a_resident_joins_with_the_code_and_is_told_what_they_joined(region: Region) -> None:
    daughter, made = resident(region), organisation(region)

    joined = join(region, daughter, made, "A-1024")

    assert joined.new
    assert (joined.membership.organisation_id, joined.membership.organisation_name) == (made.organisation_id, made.name)
    assert (joined.membership.number, joined.membership.masked_name) == ("A-1024", "张*明")
    assert region.memberships.memberships(daughter) == (joined.membership,)
    assert region.signals[-1] == OrganisationJoined("ENTERPRISE")


def test_a_code_may_be_typed_in_capitals(region: Region) -> None:
    daughter, made = resident(region), organisation(region)

    assert region.memberships.join(daughter, made.invitation.upper(), None).membership.number is None


def test_joining_again_is_the_same_membership(region: Region) -> None:
    daughter, made = resident(region), organisation(region)
    first = join(region, daughter, made, "A-1")
    before, told = region.items(), len(region.signals)
    region.clock.move(A_DAY)

    again = join(region, daughter, made, "B-2")

    assert (again.membership, again.new) == (first.membership, False)
    assert region.items() == before
    assert len(region.signals) == told


@pytest.mark.parametrize("code", ["aaaaaaaaaaaa", "", "x"])
def test_a_wrong_code_opens_nothing(region: Region, code: str) -> None:
    daughter = resident(region)
    organisation(region)
    before = region.items()

    with refused(ErrorCode.INVALID_INVITATION):
        region.memberships.join(daughter, code, None)
    assert region.items() == before


def test_a_membership_is_two_items_made_and_removed_together(region: Region) -> None:
    daughter, made = resident(region), organisation(region)
    before = region.items()

    with listed(region) as joining:
        join(region, daughter, made)
    assert len(region.items()) == len(before) + 2
    with listed(region) as leaving:
        region.memberships.leave(daughter, made.organisation_id)

    assert region.items() == before
    for calls in (joining, leaving):
        (transaction,) = [call for call in calls if call.operation == "TransactWriteItems"]
        assert len(transaction.parameters["TransactItems"]) == 2
        assert not [call for call in calls if call.operation in {"PutItem", "DeleteItem", "UpdateItem"}]
    assert region.signals[-1] == OrganisationLeft("ENTERPRISE")


def test_who_is_no_member_cannot_leave(region: Region) -> None:
    daughter, father, made = resident(region), relative(region), organisation(region)
    join(region, daughter, made)

    for name in (made.organisation_id, "x", "a" * 16, ""):
        with refused(ErrorCode.NOT_FOUND):
            region.memberships.leave(father, name)
    region.memberships.leave(daughter, made.organisation_id)
    with refused(ErrorCode.NOT_FOUND):
        region.memberships.leave(daughter, made.organisation_id)


def test_of_two_who_remove_one_membership_at_once_the_second_finds_none(region: Region) -> None:
    daughter, made = resident(region), organisation(region)
    join(region, daughter, made)

    with (
        overtaken(region, "TransactWriteItems", lambda: region.memberships.leave(daughter, made.organisation_id)),
        refused(ErrorCode.NOT_FOUND),
    ):
        region.memberships.leave(daughter, made.organisation_id)


def test_memberships_of_one_family_are_never_mixed(region: Region) -> None:
    daughter, father = resident(region), relative(region)
    hers, his = organisation(region), organisation(region, OrganisationKind.ORGANISATION, key="create-0002")
    join(region, daughter, hers)
    join(region, father, his)

    assert [each.organisation_id for each in region.memberships.memberships(daughter)] == [hers.organisation_id]
    assert [each.organisation_id for each in region.memberships.memberships(father)] == [his.organisation_id]
    assert region.memberships.memberships(father)[0].joined_by == daughter.subject


def test_the_administrator_sees_who_has_and_who_has_not_declared(region: Region) -> None:
    daughter, father, made = resident(region), relative(region), organisation(region)
    join(region, daughter, made, "A-1")
    join(region, father, made, "A-2")
    declare(region, father, made, remarks="都好")

    lines = {line.number: line for line in day(region, made)}

    assert lines["A-1"].declared is None
    assert said([lines["A-2"]]) == ["都好"]
    assert not lines["A-1"].left


def test_the_newest_declaration_of_the_day_is_shown(region: Region) -> None:
    daughter, made = resident(region), organisation(region)
    join(region, daughter, made)
    for number in range(4):
        declare(region, daughter, made, key=f"declare-000{number}", remarks=f"第{number}次")
        region.clock.move(timedelta(minutes=1))

    assert said(day(region, made)) == ["第3次"]


def test_each_day_has_its_own_list_and_days_are_the_regions(region: Region) -> None:
    daughter, made = resident(region), organisation(region)
    join(region, daughter, made)
    region.clock.now = START.replace(hour=15, minute=59, second=59)
    declare(region, daughter, made, remarks="七日")
    region.clock.move(timedelta(seconds=1))

    assert said(day(region, made)) == said(day(region, made, "2020-04-08")) == [None]
    assert said(day(region, made, "2020-04-07")) == ["七日"]
    declare(region, daughter, made, key="declare-0002", remarks="八日")
    assert said(day(region, made)) == ["八日"]
    assert said(day(region, made, "2020-04-07")) == ["七日"]
    assert day(region, made, "2020-04-06") == []
    with refused(ErrorCode.INVALID_REQUEST):
        day(region, made, "2020-04-09")


def test_an_administrator_sees_nothing_that_was_not_declared_to_their_organisation(region: Region) -> None:
    daughter = resident(region)
    mine = organisation(region)
    other = organisation(region, OrganisationKind.ORGANISATION, COLLEAGUE, "create-0002")
    second_of_mine = organisation(region, key="create-0003")
    declare(region, daughter, key="declare-0001", remarks="加入之前的自查")
    for each in (mine, other, second_of_mine):
        join(region, daughter, each)
    declare(region, daughter, key="declare-0002", remarks="加入之后的自查")
    declare(region, daughter, other, key="declare-0003", remarks="给另一个单位")
    declare(region, daughter, second_of_mine, key="declare-0004", remarks="给第二个单位")

    assert said(day(region, mine)) == [None]
    assert said(day(region, other)) == ["给另一个单位"]
    assert said(day(region, second_of_mine)) == ["给第二个单位"]


def test_what_an_administrator_is_shown_is_read_from_the_organisations_own_partitions_only(region: Region) -> None:
    daughter, made = resident(region), organisation(region)
    join(region, daughter, made)
    declare(region, daughter, made)

    with listed(region) as calls:
        region.organisations.day_page(ADMINISTRATOR, made.organisation_id, None, PageRequest())
        region.organisations.day_list(ADMINISTRATOR, made.organisation_id, None)

    own = f"ORGANISATION#{made.organisation_id}"
    for call in calls:
        key = call.parameters.get("Key", {}).get("pk") or call.parameters["ExpressionAttributeValues"][":partition"]
        assert key["S"] in {own, f"{own}#DAY#2020-04-07"}


def test_who_left_shows_on_the_days_on_which_they_declared_and_no_longer_after(region: Region) -> None:
    daughter, father, made = resident(region), relative(region), organisation(region)
    join(region, daughter, made, "A-1")
    join(region, father, made, "A-2")
    declare(region, daughter, made, remarks="走之前")
    region.memberships.leave(daughter, made.organisation_id)

    assert {line.number: line.left for line in day(region, made)} == {"A-1": True, "A-2": False}
    assert sorted(map(str, said(day(region, made)))) == ["None", "走之前"]
    region.clock.move(A_DAY)
    assert {line.number: line.left for line in day(region, made)} == {"A-2": False}


def test_who_joins_later_has_no_line_of_the_days_before(region: Region) -> None:
    daughter, made = resident(region), organisation(region)
    region.clock.move(A_DAY)
    join(region, daughter, made)

    assert day(region, made, "2020-04-07") == []
    assert len(day(region, made)) == 1


def test_a_declaration_by_a_relative_counts_for_whom_it_was_made(region: Region) -> None:
    daughter, father, made = resident(region), relative(region), organisation(region)
    for number, who in enumerate((daughter, father)):
        join(region, who, made, f"A-{number}")
    declare(region, father, made, remarks="父亲的")

    assert {line.number: said([line]) for line in day(region, made)} == {"A-0": [None], "A-1": ["父亲的"]}


def test_a_cursor_is_good_for_its_own_organisation_and_day_only(region: Region) -> None:
    daughter, father = resident(region), relative(region)
    mine, other = organisation(region), organisation(region, key="create-0002")
    for each in (mine, other):
        join(region, daughter, each)
        join(region, father, each)
    region.clock.move(A_DAY)
    show = region.organisations.day_page
    cursor = show(ADMINISTRATOR, mine.organisation_id, None, PageRequest(1)).page.cursor

    assert cursor
    assert show(ADMINISTRATOR, mine.organisation_id, "2020-04-08", PageRequest(1, cursor)).page.items
    for organisation_id, on in ((other.organisation_id, None), (mine.organisation_id, "2020-04-07")):
        with refused(ErrorCode.INVALID_CURSOR):
            show(ADMINISTRATOR, organisation_id, on, PageRequest(1, cursor))


@pytest.mark.parametrize("size", [1, 2, 5, 100])
@pytest.mark.parametrize("seed", range(2))
def test_pages_of_any_size_show_everybody_once_whoever_left_joined_late_or_declared(
    region: Region, seed: int, size: int
) -> None:
    made, draw = organisation(region), random.Random(seed)
    expected: dict[str, tuple[bool, int]] = {}
    for number in range(12):
        who = resident(region, number, AccountId(f"account-{number}"))
        join(region, who, made, f"N-{number}")
        times = draw.choice([0, 0, 1, 3])
        for turn in range(times):
            declare(region, who, made, key=f"declare-{number}-{turn}")
        leaves = draw.random() < 0.5
        if leaves:
            region.memberships.leave(who, made.organisation_id)
        if times or not leaves:
            expected[f"N-{number}"] = (leaves, times)

    lines = day(region, made, size=size)

    assert sorted(str(line.number) for line in lines) == sorted(expected)
    for line in lines:
        leaves, times = expected[str(line.number)]
        assert (line.left, line.declared is not None) == (leaves, times > 0)


def test_an_organisation_that_nobody_joined_has_an_empty_list(region: Region) -> None:
    assert day(region, organisation(region)) == []


def test_a_self_check_needs_no_organisation_and_kinds_are_those_of_the_mission() -> None:
    assert {kind.value for kind in Kind} == {"EMPLOYEE", "MEMBER", "SELF_CHECK"}
