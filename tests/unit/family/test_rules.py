"""How long a family link lasts (M3, M6): a minor's to majority, in the region's days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.family.model import Link, Relation
from shared.family.rules import UNKNOWN_AGE_TERM, ends_at, holding, holds
from shared.kernel.clock import day_of
from shared.kernel.ids import PersonId

NOW = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ADULTS = frozenset({Relation.PARENT, Relation.GRANDPARENT, Relation.SPOUSE})
LINK = Link(
    guardian=PersonId("g" * 32),
    member=PersonId("m" * 32),
    relation=Relation.CHILD,
    guardian_name="张*明",
    member_name="张*",
    linked_at=NOW,
)


@pytest.mark.parametrize(
    ("born_on", "last_second"),
    [
        # Midnight of the region is 16:00 UTC of the day before.
        (date(2010, 6, 1), datetime(2028, 5, 31, 15, 59, 59, tzinfo=UTC)),
        (date(2020, 4, 7), datetime(2038, 4, 6, 15, 59, 59, tzinfo=UTC)),
        (date(2010, 1, 1), datetime(2027, 12, 31, 15, 59, 59, tzinfo=UTC)),
        (date(2003, 3, 1), datetime(2021, 2, 28, 15, 59, 59, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("relation", Relation)
def test_a_link_to_a_minor_ends_with_the_day_before_the_eighteenth_birthday(
    relation: Relation, born_on: date, last_second: datetime
) -> None:
    end = ends_at(relation, born_on, NOW)
    link = replace(LINK, relation=relation, ends_at=end)

    assert holds(link, last_second)
    assert not holds(link, last_second + SECOND)


@pytest.mark.parametrize(("born_in", "comes_of_age"), [(2004, date(2022, 3, 1)), (2008, date(2026, 3, 1))])
def test_who_was_born_on_29_february_comes_of_age_on_1_march(born_in: int, comes_of_age: date) -> None:
    end = ends_at(Relation.CHILD, date(born_in, 2, 29), NOW)

    assert end is not None
    assert (day_of(end - SECOND), day_of(end)) == (comes_of_age - timedelta(days=1), comes_of_age)


@pytest.mark.parametrize(
    ("now", "is_minor"),
    [
        # Born on 7 April 2002: of age on 7 April 2020, which in the region begins at 16:00 UTC on the 6th.
        (datetime(2020, 4, 6, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2020, 4, 6, 16, 0, 0, tzinfo=UTC), False),
        (datetime(2020, 4, 7, 0, 0, 0, tzinfo=UTC), False),
    ],
)
def test_majority_begins_with_the_regions_day(now: datetime, is_minor: bool) -> None:
    end = ends_at(Relation.CHILD, date(2002, 4, 7), now)

    assert end == (datetime(2020, 4, 6, 16, 0, 0, tzinfo=UTC) if is_minor else None)


@pytest.mark.parametrize("relation", Relation)
def test_a_link_to_an_adult_has_no_end(relation: Relation) -> None:
    assert ends_at(relation, date(1980, 2, 29), NOW) is None
    assert holds(replace(LINK, relation=relation), datetime(9999, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("relation", Relation)
def test_who_may_be_a_minor_without_a_document_that_tells_is_linked_for_a_year(relation: Relation) -> None:
    end = ends_at(relation, None, NOW)

    assert end == (None if relation in ADULTS else NOW + UNKNOWN_AGE_TERM)
    assert timedelta(days=365) == UNKNOWN_AGE_TERM


@given(st.dates(date(1900, 1, 1), date(2020, 4, 7)), st.timedeltas(timedelta(days=1), timedelta(days=14_600)))
def test_no_link_to_anybody_is_made_past_its_end_and_none_outlasts_the_eighteenth_birthday(
    born_on: date, later: timedelta
) -> None:
    now = NOW + later
    end = ends_at(Relation.OTHER, born_on, now)
    age = day_of(now).year - born_on.year - ((day_of(now).month, day_of(now).day) < (born_on.month, born_on.day))

    assert (end is not None) == (age < 18)
    if end is not None:
        last, first_of_age = day_of(end - SECOND), day_of(end)
        assert now < end
        assert last < first_of_age == last + timedelta(days=1)
        assert (first_of_age.year, first_of_age.month) >= (born_on.year + 18, born_on.month)
        assert first_of_age <= date(born_on.year + 18, born_on.month, 28) + timedelta(days=4)


def test_only_links_that_hold_count() -> None:
    over, endless = replace(LINK, ends_at=NOW), replace(LINK, ends_at=None)
    lasting = replace(LINK, ends_at=NOW + SECOND)

    assert holding([over, endless, lasting, over], NOW) == (endless, lasting)
