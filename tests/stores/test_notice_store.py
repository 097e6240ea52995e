"""A release notice and the lifts that it makes are one write; a notice is found by its id and in its person's list."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.kernel.concurrency import Changed
from shared.kernel.ids import AccountId, EntryId, PersonId
from shared.notices.model import ReleaseNotice
from shared.notices.store import NoticeStore
from shared.risk.rules import without_holds
from shared.risk.store import Lift, Person, RiskStore
from tests.acts import assign, register
from tests.region import START, Region
from tests.unit.notices.sample_notice import NOTICE

LIFT = Lift(AccountId("staff-1"), "notice ABCD", START)
NOBODY = Person(NOTICE.person_id)


def without_lifts(**changes: object) -> ReleaseNotice:
    return replace(NOTICE, lifted=(), **changes)  # type: ignore[arg-type]


def red_person(region: Region) -> tuple[Person, ReleaseNotice]:
    """Somebody with two holds, and a notice that ends the first."""
    person_id = register(region).person_id
    record = assign(region).record_id
    assign(region, key="assign-0002")
    return RiskStore(region.core).person(person_id), replace(NOTICE, person_id=person_id, lifted=(record,))


def test_a_notice_without_lifts_is_one_put(region: Region) -> None:
    notice = without_lifts()

    assert NoticeStore(region.core).add(notice, NOBODY, LIFT, ()) is notice
    assert len(region.items()) == 1


def test_a_stored_notice_comes_back_unchanged(region: Region) -> None:
    store, notice = NoticeStore(region.core), without_lifts()
    store.add(notice, NOBODY, LIFT, ())
    before = region.items()

    assert store.add(replace(notice, payload="HTTPS://X/N/1", issued_at=START), NOBODY, LIFT, ()) == notice
    assert region.items() == before


def test_a_notice_is_found_by_its_id_alone(region: Region) -> None:
    store, notice = NoticeStore(region.core), without_lifts()
    store.add(notice, NOBODY, LIFT, ())

    assert store.notice(notice.entry_id) == notice
    assert store.notice(EntryId("b" * 16)) is None


def test_a_notice_is_kept_as_long_as_it_says(region: Region) -> None:
    NoticeStore(region.core).add(without_lifts(), NOBODY, LIFT, ())

    assert region.items()[0]["expires_at"] == NOTICE.kept_until.timestamp()


def test_pages_go_from_the_newest_to_the_oldest_and_hold_one_person(region: Region) -> None:
    store = NoticeStore(region.core)
    notices = [
        without_lifts(entry_id=EntryId(f"{number:016}"), issued_at=START + timedelta(days=number))
        for number in range(3)
    ]
    for notice in notices:
        store.add(notice, NOBODY, LIFT, ())
    store.add(without_lifts(person_id=PersonId("q" * 32)), NOBODY, LIFT, ())

    first, after = store.page(NOTICE.person_id, 2)
    second, end = store.page(NOTICE.person_id, 2, after)

    assert [*first, *second] == notices[::-1]
    assert end is None


def test_a_notice_lifts_its_records_and_leaves_the_other_holds(region: Region) -> None:
    person, notice = red_person(region)
    left = without_holds(person.holds, notice.lifted, START)

    NoticeStore(region.core).add(notice, person, LIFT, left)

    record = RiskStore(region.core).record(person.person_id, notice.lifted[0])
    assert record is not None
    assert (record.lifted_at, record.lifted_by, record.lift_reason) == (START, "staff-1", "notice ABCD")
    after = RiskStore(region.core).person(person.person_id)
    assert after == replace(person, version=person.version + 1, holds=left)
    codes = [item["holds"] for item in region.items() if item["sk"] == "CODE"]
    assert [[hold["record_id"] for hold in holds] for holds in codes] == [[left[0].record_id]]


@pytest.mark.parametrize("changed", ["person", "record"])
def test_when_something_changed_meanwhile_nothing_is_written(region: Region, changed: str) -> None:
    person, notice = red_person(region)
    if changed == "person":
        person = replace(person, version=person.version - 1)
    else:
        NoticeStore(region.core).add(replace(notice, entry_id=EntryId("c" * 16)), person, LIFT, person.holds)
        person = RiskStore(region.core).person(person.person_id)
    before = region.items()

    with pytest.raises(Changed):
        NoticeStore(region.core).add(notice, person, LIFT, ())
    assert region.items() == before
