"""The colour as a fold over holds and the clock (M7, M8)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, Authority, RecordId
from shared.risk.model import Assignment, Category, Colour, Hold
from shared.risk.rules import MOST_ACTIVE, hold_of, status_at, with_hold, without_hold, without_holds

NOW = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
HOLD = Hold(
    record_id=RecordId("person-record"),
    category=Category.CLOSE_CONTACT,
    authority=Authority("CDC-440106"),
    reason="与确诊病例同乘一车",
    starts_at=NOW,
    ends_at=None,
    review_on=None,
)


def numbered(number: int, **changes: object) -> Hold:
    return replace(HOLD, record_id=RecordId(f"person-record-{number}"), **changes)  # type: ignore[arg-type]


def lasting(starts: timedelta, ends: timedelta | None) -> Hold:
    return replace(HOLD, starts_at=NOW + starts, ends_at=None if ends is None else NOW + ends)


def stated(ends_on: date | None, review_on: date | None = None) -> Assignment:
    return Assignment(
        category=Category.HOME_QUARANTINE,
        authority=Authority("CDC-440106"),
        officer=AccountId("officer-1"),
        case_reference="12",
        reason="居家隔离",
        starts_at=NOW,
        ends_on=ends_on,
        review_on=review_on,
    )


# A handful of instants a day apart, so that holds begin and end with one another and with the clock.
instants = st.integers(-3, 3).map(lambda days: NOW + days * DAY) | st.datetimes(
    datetime(2019, 1, 1), datetime(2021, 1, 1), timezones=st.just(UTC)
)
hold_lists = st.lists(
    st.builds(
        replace,
        st.just(HOLD),
        record_id=st.integers(1, 30).map(lambda number: RecordId(f"person-record-{number}")),
        category=st.sampled_from(Category),
        starts_at=instants,
        ends_at=st.none() | instants,
    ),
    unique_by=lambda hold: hold.record_id,
    max_size=8,
).map(tuple)


def running(hold: Hold, now: datetime) -> bool:
    begun = now >= hold.starts_at
    return begun and (hold.ends_at is None or now < hold.ends_at)


def test_a_person_without_holds_is_green() -> None:
    status = status_at((), NOW)

    assert (status.colour, status.because) == (Colour.GREEN, ())


@pytest.mark.parametrize("category", Category)
def test_one_running_hold_of_any_category_is_red_and_says_why(category: Category) -> None:
    hold = replace(HOLD, category=category)

    status = status_at((hold,), NOW)

    assert (status.colour, status.because) == (Colour.RED, (hold,))


@pytest.mark.parametrize(
    ("starts", "ends", "colour"),
    [
        (timedelta(0), None, Colour.RED),
        (-DAY, None, Colour.RED),
        (SECOND, None, Colour.GREEN),
        (30 * DAY, None, Colour.GREEN),
        (-DAY, SECOND, Colour.RED),
        (-DAY, timedelta(0), Colour.GREEN),
        (-DAY, -SECOND, Colour.GREEN),
        (timedelta(0), timedelta(0), Colour.GREEN),
        (DAY, 2 * DAY, Colour.GREEN),
        (DAY, -DAY, Colour.GREEN),
    ],
)
def test_a_hold_holds_from_its_start_until_just_before_its_end(
    starts: timedelta, ends: timedelta | None, colour: Colour
) -> None:
    assert status_at((lasting(starts, ends),), NOW).colour is colour


def test_a_future_start_turns_red_by_itself() -> None:
    hold = lasting(3 * DAY, 10 * DAY)

    assert [status_at((hold,), NOW + days * DAY).colour.value for days in (0, 2, 3, 9, 10)] == [
        "GREEN",
        "GREEN",
        "RED",
        "RED",
        "GREEN",
    ]


def test_the_end_date_is_the_last_day_in_the_region_and_not_in_utc() -> None:
    hold = hold_of(RecordId("person-record"), stated(ends_on=date(2020, 4, 21)))

    assert hold.ends_at == datetime(2020, 4, 21, 16, 0, 0, tzinfo=UTC)
    assert status_at((hold,), datetime(2020, 4, 21, 15, 59, 59, tzinfo=UTC)).colour is Colour.RED
    assert status_at((hold,), datetime(2020, 4, 21, 16, 0, 0, tzinfo=UTC)).colour is Colour.GREEN


def test_a_record_with_a_review_date_only_stays_red_after_it() -> None:
    hold = hold_of(RecordId("person-record"), stated(ends_on=None, review_on=date(2020, 4, 10)))

    assert (hold.ends_at, hold.review_on) == (None, date(2020, 4, 10))
    assert status_at((hold,), NOW + 365 * DAY).colour is Colour.RED


def test_a_record_with_both_dates_ends_with_its_end_date() -> None:
    hold = hold_of(RecordId("person-record"), stated(ends_on=date(2020, 4, 7), review_on=date(2020, 4, 20)))

    assert status_at((hold,), NOW + DAY).colour is Colour.GREEN


def test_a_hold_says_all_that_its_assignment_says_to_the_public() -> None:
    assignment = stated(ends_on=None, review_on=date(2020, 4, 10))

    assert hold_of(RecordId("person-record"), assignment) == Hold(
        record_id=RecordId("person-record"),
        category=assignment.category,
        authority=assignment.authority,
        reason=assignment.reason,
        starts_at=assignment.starts_at,
        ends_at=None,
        review_on=assignment.review_on,
    )


def test_lifting_one_of_two_reasons_stays_red_with_the_other() -> None:
    holds = (numbered(1), numbered(2))

    status = status_at(without_hold(holds, RecordId("person-record-1"), NOW), NOW)

    assert (status.colour, status.because) == (Colour.RED, (numbered(2),))


def test_lifting_what_is_not_held_changes_nothing() -> None:
    assert without_hold((HOLD,), RecordId("another"), NOW) == (HOLD,)


def test_adding_the_same_record_again_adds_nothing() -> None:
    assert with_hold((HOLD,), HOLD, NOW) == (HOLD,)


def test_a_change_drops_what_is_over_and_keeps_what_has_not_begun() -> None:
    over, ahead = numbered(1, starts_at=NOW - DAY, ends_at=NOW), numbered(2, starts_at=NOW + DAY)

    assert with_hold((over, ahead), HOLD, NOW) == (ahead, HOLD)
    assert without_hold((over, ahead, HOLD), HOLD.record_id, NOW) == (ahead,)


def test_several_holds_are_lifted_at_once() -> None:
    first, second, third = (replace(HOLD, record_id=RecordId(f"person-record-{number}")) for number in range(3))

    assert without_holds((first, second, third), {first.record_id, third.record_id}, NOW) == (second,)
    assert without_holds((first, second), (), NOW) == (first, second)


def test_one_more_than_the_most_active_records_is_refused_with_the_limit() -> None:
    full = tuple(numbered(number) for number in range(MOST_ACTIVE))

    with pytest.raises(DomainError) as caught:
        with_hold(full, HOLD, NOW)

    assert (caught.value.code, caught.value.facts) == (ErrorCode.TOO_MANY_ACTIVE_RECORDS, {"limit": MOST_ACTIVE})


def test_the_limit_counts_neither_what_is_over_nor_the_record_itself() -> None:
    full = tuple(numbered(number) for number in range(MOST_ACTIVE))
    one_over = (replace(full[0], ends_at=NOW), *full[1:])

    assert len(with_hold(one_over, HOLD, NOW)) == MOST_ACTIVE
    assert len(with_hold(full, full[3], NOW)) == MOST_ACTIVE


@given(hold_lists, instants)
def test_red_exactly_when_a_hold_runs_and_exactly_those_are_the_reasons(holds: tuple[Hold, ...], now: datetime) -> None:
    status = status_at(holds, now)

    assert status.because == tuple(hold for hold in holds if running(hold, now))
    assert (status.colour is Colour.RED) == any(running(hold, now) for hold in holds)


@given(hold_lists.flatmap(lambda holds: st.tuples(st.just(holds), st.permutations(holds))), instants)
def test_the_order_of_holds_decides_nothing(both: tuple[tuple[Hold, ...], list[Hold]], now: datetime) -> None:
    first, second = (status_at(holds, now) for holds in both)

    assert (first.colour, set(first.because)) == (second.colour, set(second.because))


@given(hold_lists, instants)
def test_lifting_what_was_added_gives_the_same_status_again(holds: tuple[Hold, ...], now: datetime) -> None:
    assume(HOLD not in holds)

    back = without_hold(with_hold(holds, HOLD, now), HOLD.record_id, now)

    assert back == without_hold(holds, HOLD.record_id, now)
    assert status_at(back, now) == status_at(holds, now)


@given(hold_lists, instants, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_what_a_change_drops_would_never_have_counted_again(
    holds: tuple[Hold, ...], now: datetime, later: timedelta
) -> None:
    changed, unpruned = with_hold(holds, HOLD, now), (*holds, HOLD)

    assert status_at(changed, now + later) == status_at(unpruned, now + later)


@given(hold_lists, st.tuples(instants, instants, instants).map(sorted))
def test_a_hold_that_is_over_stays_over_and_time_alone_adds_only_what_had_not_begun(
    holds: tuple[Hold, ...], moments: list[datetime]
) -> None:
    first, second, third = (set(status_at(holds, moment).because) for moment in moments)

    assert not (first & third) - second
    assert all(hold.starts_at > moments[0] for hold in third - first)
