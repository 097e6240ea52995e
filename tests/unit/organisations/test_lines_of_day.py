"""The list of a day: everybody who was a member or declared, once, with the newest that they declared."""

from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.declarations.model import Content, Isolation, IsolationKind
from shared.kernel.clock import day_of
from shared.kernel.errors import FieldsRefused
from shared.kernel.ids import OrganisationId, PersonId
from shared.organisations.model import DayEntry, Declared, Member
from shared.organisations.rules import asked_day, canonical_invitation, invitation, lines_of_day
from tests.region import START

ORGANISATION, OTHER = OrganisationId("o" * 16), OrganisationId("p" * 16)
DAY = day_of(START)
WELL = Content(365, (), (), (), Isolation(IsolationKind.NONE), None)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
# The region's day is over eight hours before that of UTC.
MIDNIGHT = START.replace(hour=16, minute=0, second=0)


def member(name: str, joined_at: timedelta = -HOUR) -> Member:
    return Member(PersonId(name * 32), f"{name}*", f"{name}-now", START + joined_at)


def entry(name: str, after: timedelta = timedelta(), tenths: int = 365) -> DayEntry:
    content = Content(tenths, (), (), (), Isolation(IsolationKind.NONE), None)
    return DayEntry(PersonId(name * 32), f"{name}*", f"{name}-then", Declared(START + after, content))


def test_a_member_has_a_line_whether_they_declared_or_not() -> None:
    lines = list(lines_of_day(ORGANISATION, DAY, [member("a"), member("b")], [entry("b")]).values())

    assert [(each.masked_name, each.declared is not None, each.left) for each in lines] == [
        ("a*", False, False),
        ("b*", True, False),
    ]


def test_who_left_and_had_declared_still_has_a_line_with_the_number_of_that_time() -> None:
    (line,) = lines_of_day(ORGANISATION, DAY, [], [entry("a")]).values()

    assert (line.left, line.number, line.declared) == (True, "a-then", Declared(START, WELL))


def test_who_is_a_member_goes_by_the_number_they_have_now() -> None:
    (line,) = lines_of_day(ORGANISATION, DAY, [member("a")], [entry("a")]).values()

    assert (line.left, line.number) == (False, "a-now")


@pytest.mark.parametrize(
    ("joined_at", "listed"), [(timedelta(days=-9), True), (MIDNIGHT - START - SECOND, True), (MIDNIGHT - START, False)]
)
def test_who_joined_after_the_day_has_no_line_of_it(joined_at: timedelta, listed: bool) -> None:
    assert bool(lines_of_day(ORGANISATION, DAY, [member("a", joined_at)], [])) is listed


def test_who_joined_again_has_the_line_of_what_they_declared_before() -> None:
    (line,) = lines_of_day(ORGANISATION, DAY, [member("a", timedelta(days=3))], [entry("a")]).values()

    assert (line.left, line.declared) == (False, Declared(START, WELL))


@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_declaration_of_a_day_counts(turned: bool) -> None:
    entries = [entry("a", HOUR, 370), entry("a", 2 * HOUR, 380), entry("a", SECOND, 390)]

    (line,) = lines_of_day(ORGANISATION, DAY, [], entries[::-1] if turned else entries).values()

    assert line.declared
    assert line.declared.content.temperature_tenths == 380


def test_a_member_goes_by_another_name_in_each_organisation_and_by_no_persons_id() -> None:
    names = {lines_of_day(each, DAY, [member("a")], [])[PersonId("a" * 32)].member for each in (ORGANISATION, OTHER)}

    assert len(names) == 2
    assert all(len(name) == 16 and "a" * 8 not in name for name in names)


PEOPLE = st.sets(st.sampled_from("abcdefghij"))


@given(PEOPLE, st.lists(st.sampled_from("abcdefghij")))
def test_everybody_has_exactly_one_line_in_the_order_of_person_ids(members: set[str], declared: list[str]) -> None:
    entries = [entry(name, number * SECOND) for number, name in enumerate(declared)]

    lines = lines_of_day(ORGANISATION, DAY, map(member, members), entries)

    assert list(lines) == [PersonId(name * 32) for name in sorted(members | set(declared))]
    for person, line in lines.items():
        name = person[0]
        assert line.masked_name == f"{name}*"
        assert line.left is (name not in members)
        assert (line.declared is not None) is (name in declared)


@pytest.mark.parametrize(
    ("text", "day"),
    [(None, DAY), ("2020-04-07", DAY), ("2020-04-06", date(2020, 4, 6)), ("2019-12-31", date(2019, 12, 31))],
)
def test_a_day_is_asked_for_by_its_date_and_is_today_unless_asked(text: str | None, day: date) -> None:
    assert asked_day(text, START) == day


def test_today_is_the_regions() -> None:
    assert asked_day(None, MIDNIGHT) == asked_day("2020-04-08", MIDNIGHT) == date(2020, 4, 8)
    with pytest.raises(FieldsRefused):
        asked_day("2020-04-08", MIDNIGHT - SECOND)


@pytest.mark.parametrize(
    "text",
    ["", " ", "2020-04-08", "9999-12-31", "20200407", "2020-4-7", "2020-04-31", "2020-W15-2", "2020-04-07T00:00:00"],
)
def test_what_is_no_day_or_lies_ahead_is_refused(text: str) -> None:
    with pytest.raises(FieldsRefused) as caught:
        asked_day(text, START)
    assert set(caught.value.problems) == {"date"}


def test_an_invitation_is_twelve_characters_of_the_bytes_that_were_drawn() -> None:
    drawn = {invitation(partial(_counting_from, start)) for start in range(60)}

    assert len(drawn) == 60
    assert all(len(code) == 12 and set(code) <= set("abcdefghijklmnopqrstuvwxyz234567") for code in drawn)


def _counting_from(start: int, count: int) -> bytes:
    return bytes(range(start, start + count))


def test_an_invitation_uses_every_one_of_its_sixty_bits() -> None:
    def with_bit(number: int) -> str:
        return invitation(lambda count: (1 << (count * 8 - 1 - number)).to_bytes(count, "big"))

    assert len({with_bit(number) for number in range(60)}) == 60
    assert with_bit(60) == invitation(bytes)


def test_an_invitation_may_be_typed_in_either_case() -> None:
    assert canonical_invitation("ABCDefgh2345") == canonical_invitation("abcdefgh2345") == "abcdefgh2345"
