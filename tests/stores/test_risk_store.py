"""Holds and records under the version that was loaded, all or none."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.aws import keys
from shared.aws.transactions import commit, plain_item, put_new, wire_item
from shared.kernel.concurrency import Changed
from shared.kernel.ids import AccountId, Authority, CodeId, PersonId, RecordId
from shared.risk.hold_item import hold_from, hold_item
from shared.risk.model import Assignment, Category, Hold, RiskRecord
from shared.risk.rules import hold_of
from shared.risk.store import Lift, Person, RiskStore
from tests.region import START, Region

MOST_AN_HOUR = 5

PERSON_ID = PersonId("p" * 32)
RECORD = RiskRecord(
    record_id=RecordId(f"{PERSON_ID}-{'r' * 16}"),
    person_id=PERSON_ID,
    assignment=Assignment(
        category=Category.HOME_QUARANTINE,
        authority=Authority("CDC-440106"),
        officer=AccountId("officer-1"),
        case_reference="12",
        reason="居家隔离",
        starts_at=START,
        ends_on=date(2020, 4, 21),
        review_on=date(2020, 4, 14),
    ),
    recorded_at=START,
)
HOLD = hold_of(RECORD.record_id, RECORD.assignment)
seconds = st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0)
)


def with_code(region: Region, *, stored: bool = True) -> Person:
    """A person of version 1 who has a code."""
    code_id = CodeId("c" * 24)
    person = keys.person(PERSON_ID) | {"version": 1, "code_id": code_id, "account_id": "account-1"}
    commit(region.core.client, [put_new("person", region.core.name, dict(person))])
    if stored:
        commit(region.core.client, [put_new("code", region.core.name, dict(keys.code(code_id)) | {"holds": []})])
    return RiskStore(region.core).person(PERSON_ID)


@given(
    st.builds(
        Hold,
        record_id=st.text(min_size=1).map(RecordId),
        category=st.sampled_from(Category),
        authority=st.text(min_size=1).map(Authority),
        reason=st.text(),
        starts_at=seconds,
        ends_at=st.none() | seconds,
        review_on=st.none() | st.dates(),
    )
)
def test_a_hold_comes_back_as_it_was_stored(hold: Hold) -> None:
    assert hold_from(plain_item(wire_item(hold_item(hold)))) == hold


def test_an_unknown_person_has_version_0_and_no_holds(region: Region) -> None:
    assert RiskStore(region.core).person(PERSON_ID) == Person(PERSON_ID)
    assert RiskStore(region.core).record(PERSON_ID, RECORD.record_id) is None


def test_a_first_record_makes_the_person(region: Region) -> None:
    store = RiskStore(region.core)

    assert store.add(RECORD, store.person(PERSON_ID), (HOLD,), MOST_AN_HOUR) is RECORD

    assert store.person(PERSON_ID) == Person(PERSON_ID, version=1, holds=(HOLD,))
    assert store.record(PERSON_ID, RECORD.record_id) == RECORD


def test_the_holds_stand_on_the_current_code_as_well(region: Region) -> None:
    person = with_code(region)

    RiskStore(region.core).add(RECORD, person, (HOLD,), MOST_AN_HOUR)

    (code,) = [item for item in region.items() if item["sk"] == "CODE"]
    assert [hold_from(hold) for hold in code["holds"]] == [HOLD]


def test_a_record_that_is_stored_comes_back_and_nothing_is_changed(region: Region) -> None:
    store = RiskStore(region.core)
    store.add(RECORD, store.person(PERSON_ID), (HOLD,), MOST_AN_HOUR)
    before = region.items()

    assert store.add(RECORD, store.person(PERSON_ID), (), MOST_AN_HOUR) == RECORD
    assert region.items() == before


def test_the_first_try_comes_back_even_to_somebody_who_loaded_the_person_before_it(region: Region) -> None:
    store = RiskStore(region.core)
    early = store.person(PERSON_ID)
    store.add(RECORD, early, (HOLD,), MOST_AN_HOUR)

    assert store.add(RECORD, early, (HOLD,), MOST_AN_HOUR) == RECORD


@pytest.mark.parametrize(
    "stale",
    [
        lambda person: Person(PERSON_ID),
        lambda person: Person(PERSON_ID, version=person.version + 1),
        lambda person: Person(PERSON_ID, version=person.version - 1, code_id=person.code_id),
    ],
    ids=["not there", "a version ahead", "a version behind"],
)
def test_a_change_under_another_version_than_the_stored_one_does_nothing(
    region: Region, stale: Callable[[Person], Person]
) -> None:
    store = RiskStore(region.core)
    store.add(RECORD, with_code(region), (HOLD,), MOST_AN_HOUR)
    current = store.person(PERSON_ID)
    other = RiskRecord(RecordId(f"{PERSON_ID}-{'s' * 16}"), PERSON_ID, RECORD.assignment, START)
    before = region.items()

    with pytest.raises(Changed):
        store.add(other, stale(current), (), MOST_AN_HOUR)
    with pytest.raises(Changed):
        store.lift(RECORD, Lift(AccountId("officer-1"), "期满", START), stale(current), ())

    assert region.items() == before


def test_no_hold_is_written_beside_a_code_that_is_not_there(region: Region) -> None:
    person = with_code(region, stored=False)
    before = region.items()

    with pytest.raises(Changed):
        RiskStore(region.core).add(RECORD, person, (HOLD,), MOST_AN_HOUR)
    assert region.items() == before


def test_a_lift_is_written_once(region: Region) -> None:
    store = RiskStore(region.core)
    store.add(RECORD, with_code(region), (HOLD,), MOST_AN_HOUR)
    now = START + timedelta(hours=1)

    store.lift(RECORD, Lift(AccountId("officer-2"), "期满", now), store.person(PERSON_ID), ())

    lifted = store.record(PERSON_ID, RECORD.record_id)
    assert lifted
    assert (lifted.lifted_at, lifted.lifted_by, lifted.lift_reason) == (now, "officer-2", "期满")
    assert lifted.assignment == RECORD.assignment
    assert store.person(PERSON_ID).holds == ()
    before = region.items()
    with pytest.raises(Changed):
        store.lift(RECORD, Lift(AccountId("officer-3"), "更正", now), store.person(PERSON_ID), ())
    assert region.items() == before


def test_a_record_that_is_not_there_cannot_be_lifted_into_being(region: Region) -> None:
    person = with_code(region)
    before = region.items()

    with pytest.raises(Changed):
        RiskStore(region.core).lift(RECORD, Lift(AccountId("officer-1"), "期满", START), person, ())
    assert region.items() == before
