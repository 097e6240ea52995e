"""What a notice may state, what it may end, and until when it is kept."""

from datetime import date, timedelta

import pytest

from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.ids import Authority, EntryId, RecordId
from shared.notices.model import Observation
from shared.notices.rules import check_observation, is_kept, lift_reason, lifted_holds, number_of
from shared.risk.evidence import Evidence, is_released_by
from shared.risk.model import Category, Hold
from tests.region import START
from tests.unit.notices.sample_notice import NOTICE

TODAY, DAY = date(2020, 4, 7), timedelta(days=1)


def hold(
    name: str,
    starts: timedelta = timedelta(0),
    ends: timedelta | None = None,
    category: Category = Category.CENTRAL_QUARANTINE,
) -> Hold:
    return Hold(
        record_id=RecordId(name),
        category=category,
        authority=Authority("CDC-440106"),
        reason="居家隔离",
        starts_at=START + starts,
        ends_at=START + ends if ends is not None else None,
        review_on=None,
    )


def observed(first: date, last: date) -> Observation:
    return Observation("区人民医院", "3号楼", first, last)


@pytest.mark.parametrize(
    ("first", "last"), [(TODAY, TODAY), (TODAY - 14 * DAY, TODAY), (TODAY - 14 * DAY, TODAY - DAY)]
)
def test_an_observation_that_has_ended_is_taken(first: date, last: date) -> None:
    check_observation(observed(first, last), START)


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        (TODAY, TODAY + DAY, {"observed_to"}),
        (TODAY, TODAY - DAY, {"observed_from"}),
        (TODAY + 2 * DAY, TODAY + DAY, {"observed_from", "observed_to"}),
        (date.max, date.min, {"observed_from"}),
    ],
)
def test_an_observation_that_cannot_have_been_is_refused_by_its_days(first: date, last: date, named: set[str]) -> None:
    with pytest.raises(FieldsRefused) as caught:
        check_observation(observed(first, last), START)

    assert set(caught.value.problems) == named


def test_today_is_the_regions_day() -> None:
    # 16:00 UTC is midnight where the region is.
    check_observation(observed(TODAY, TODAY + DAY), START.replace(hour=16, minute=0, second=0))
    with pytest.raises(FieldsRefused):
        check_observation(observed(TODAY, TODAY + DAY), START.replace(hour=15, minute=59, second=59))


def test_the_named_holds_are_those_that_are_active_in_the_order_of_their_names() -> None:
    holds = (hold("a"), hold("b"), hold("c"))

    assert lifted_holds(holds, ("c", "a"), START) == (holds[2], holds[0])
    assert lifted_holds(holds, (), START) == ()


@pytest.mark.parametrize(
    ("lifts", "named"),
    [
        (("x",), {"lifts.0"}),
        (("a", "x", "b", ""), {"lifts.1", "lifts.3"}),
        (("a", "a"), {"lifts.1"}),
        (("over",), {"lifts.0"}),
        (("to come",), {"lifts.0"}),
        (tuple(f"{number}" for number in range(21)), {"lifts"}),
    ],
)
def test_whatever_is_no_active_hold_is_refused_by_its_place(lifts: tuple[str, ...], named: set[str]) -> None:
    holds = (
        hold("a"),
        hold("b", ends=timedelta(seconds=1)),
        hold("over", -2 * DAY, timedelta(0)),
        hold("to come", timedelta(seconds=1)),
    )

    with pytest.raises(FieldsRefused) as caught:
        lifted_holds(holds, lifts, START)

    assert set(caught.value.problems) == named


@pytest.mark.parametrize("category", Category)
def test_a_notice_ends_the_categories_that_the_table_says_and_refuses_the_others_by_name(category: Category) -> None:
    holds = (hold("a"), hold("b", category=category))

    if is_released_by(category, Evidence.RELEASE_NOTICE):
        assert lifted_holds(holds, ("a", "b"), START) == holds
    else:
        with pytest.raises(FieldsRefused) as caught:
            lifted_holds(holds, ("a", "b"), START)
        assert caught.value.code is ErrorCode.NOT_RELEASED_BY_NOTICE
        assert set(caught.value.problems) == {"lifts.1"}


def test_a_record_that_is_not_the_persons_is_told_before_its_category_is() -> None:
    with pytest.raises(FieldsRefused) as caught:
        lifted_holds((hold("a", category=Category.SUSPECTED),), ("a", "x"), START)

    assert (caught.value.code, set(caught.value.problems)) == (ErrorCode.INVALID_REQUEST, {"lifts.1"})


def test_a_number_is_the_id_in_groups_that_can_be_read_out() -> None:
    assert number_of(EntryId("abcd2345efgh67ij")) == "ABCD-2345-EFGH-67IJ"
    assert "ABCD-2345-EFGH-67IJ" in lift_reason(EntryId("abcd2345efgh67ij"))


def test_a_notice_is_kept_until_its_time_is_over() -> None:
    assert is_kept(NOTICE, NOTICE.kept_until - timedelta(seconds=1))
    assert not is_kept(NOTICE, NOTICE.kept_until)
