"""Days are published once, one after another, each bound to the one before."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.audit.model import Kind
from shared.audit.rules import FIRST
from shared.audit_days.model import DayNotOver, DayTooLongAgo, Line, OtherThanPublished, PublicDay, Told
from shared.audit_days.rules import Tree
from shared.audit_days.service import MOST_DAYS
from shared.audit_days.store import counts_key, head_key
from shared.aws import buckets
from shared.kernel.clock import day_of, end_of
from shared.kernel.signals import DayPublished
from tests.acts import assign, officer
from tests.audit_acts import audited
from tests.day_acts import chain, person_id, stored
from tests.region import Region, deployed_region

TODAY = date(2020, 4, 7)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def night(region: Region) -> Region:
    """Half past midnight: yesterday is over."""
    region.clock.now = end_of(YESTERDAY) + timedelta(minutes=30)
    return region


@contextmanager
def faulty(region: Region, operation: str, number: int, code: str) -> Iterator[None]:
    """Call `number` of `operation` at S3, from 1, ends in an error and does nothing."""
    sent = 0

    def fail(model: Any, **_: Any) -> None:
        nonlocal sent
        sent += model.name == operation
        if model.name == operation and sent == number:
            raise ClientError({"Error": {"Code": code}}, operation)

    events = region.days.bucket.client.meta.events
    events.register("before-call.s3", fail)
    try:
        yield
    finally:
        events.unregister("before-call.s3", fail)


def next_night(region: Region, days: int = 1) -> None:
    region.clock.move(timedelta(days=days))


def test_the_head_binds_the_entries_of_the_day_that_is_over(night: Region) -> None:
    entries = [*chain(person_id(1), YESTERDAY, 5), *chain(person_id(2), YESTERDAY, 3)]
    stored(night, [*entries, *chain(person_id(3), TODAY), *chain(person_id(4), YESTERDAY - timedelta(days=1))])

    assert night.publishing.publish() == [YESTERDAY]

    tree = Tree()
    for digest in sorted(entry.digest for entry in entries):
        tree.add(digest)
    head = night.days.head(YESTERDAY)
    assert head is not None
    assert (head.day, head.entries, head.root, head.previous) == (YESTERDAY, 8, tree.root(), FIRST)
    assert night.days.head(TODAY) is None
    assert night.signals == [DayPublished()]


def test_a_day_without_entries_has_a_head_too(night: Region) -> None:
    night.publishing.publish()
    head = night.days.head(YESTERDAY)
    assert head is not None
    assert head.entries == 0
    assert night.days.public_day(YESTERDAY) == PublicDay(YESTERDAY, head.head, ())


def test_each_head_names_the_one_before(night: Region) -> None:
    night.publishing.publish()
    next_night(night)
    assert night.publishing.publish() == [TODAY]
    heads = night.days.head(YESTERDAY), night.days.head(TODAY)
    assert heads[0] is not None
    assert heads[1] is not None
    assert heads[1].previous == heads[0].head


def test_a_head_holds_hashes_and_a_number_and_nobody(night: Region) -> None:
    stored(night, chain(person_id(1), YESTERDAY, 3, kind=Kind.RISK_ASSIGNED))
    night.publishing.publish()
    files = [buckets.content(night.days.bucket, key(YESTERDAY)).decode() for key in (head_key, counts_key)]
    values = json.loads(files[0])
    assert values.keys() == {"day", "entries", "head", "previous", "root"}
    assert person_id(1) not in "".join(files)
    assert {len(values[name]) for name in ("head", "previous", "root")} == {64}


def test_the_numbers_of_a_day_are_those_of_what_took_effect_and_what_was_lifted(night: Region) -> None:
    stored(night, chain(person_id(1), YESTERDAY, 6, kind=Kind.RISK_ASSIGNED))
    stored(night, chain(person_id(2), YESTERDAY, 3, kind=Kind.RISK_LIFTED, category="SUSPECTED"))
    stored(night, chain(person_id(3), YESTERDAY, 9, kind=Kind.RISK_WAITING))
    night.publishing.publish()
    public = night.days.public_day(YESTERDAY)
    assert public is not None
    assert public.lines == (
        Line("CDC-440106", "CLOSE_CONTACT", Told(6, 6), Told(0, 0)),
        Line("CDC-440106", "SUSPECTED", Told(0, 0), Told(1, 4)),
    )


def test_a_decision_that_was_audited_is_counted(region: Region) -> None:
    with audited(region):
        record = assign(region)
        region.risk.lift(officer(), record.record_id, "阴性")
    region.clock.now = end_of(TODAY) + timedelta(minutes=30)
    region.publishing.publish()
    public = region.days.public_day(TODAY)
    assert public is not None
    assert public.lines == (Line("CDC-440106", "CLOSE_CONTACT", Told(1, 4), Told(1, 4)),)
    assert not list(region.day_verification.verify(TODAY))


def test_a_repeat_publishes_nothing_and_harms_nothing(night: Region) -> None:
    stored(night, chain(person_id(1), YESTERDAY, 5))
    night.publishing.publish()
    before = buckets.versions(night.days.bucket, head_key(YESTERDAY))
    assert night.publishing.publish() == []
    assert night.publishing.publish(YESTERDAY) == []
    assert buckets.versions(night.days.bucket, head_key(YESTERDAY)) == before
    assert night.signals == [DayPublished()]


def test_a_repeat_after_something_was_added_tells_of_it_and_replaces_nothing(night: Region) -> None:
    stored(night, chain(person_id(1), YESTERDAY, 5))
    night.publishing.publish()
    published = night.days.head(YESTERDAY)
    stored(night, chain(person_id(2), YESTERDAY))
    with pytest.raises(OtherThanPublished):
        night.publishing.publish()
    assert night.days.head(YESTERDAY) == published


def test_a_repeat_after_something_was_removed_tells_of_it_though_the_numbers_are_the_same(night: Region) -> None:
    night.days.put_public_day(PublicDay(YESTERDAY, "0" * 64, ()))
    with pytest.raises(OtherThanPublished):
        night.publishing.publish()
    assert night.days.head(YESTERDAY) is None


def test_a_run_that_broke_off_between_the_two_files_is_finished_by_the_next(night: Region) -> None:
    stored(night, chain(person_id(1), YESTERDAY, 5, kind=Kind.RISK_ASSIGNED))
    with faulty(night, "PutObject", 2, "InternalError"), pytest.raises(ClientError):
        night.publishing.publish()
    assert night.days.public_day(YESTERDAY) is not None
    assert night.days.head(YESTERDAY) is None
    assert night.publishing.publish() == [YESTERDAY]
    assert not list(night.day_verification.verify(YESTERDAY))


def test_nights_that_were_missed_are_made_up_for(night: Region) -> None:
    night.publishing.publish()
    next_night(night, 4)
    missed = [YESTERDAY + timedelta(days=number) for number in range(1, 5)]
    stored(night, chain(person_id(1), missed[1], 3))
    assert night.publishing.publish() == missed
    assert not [each for day in missed for each in night.day_verification.verify(day)]


def test_a_day_that_is_not_over_is_not_published(night: Region) -> None:
    for day in (TODAY, TODAY + timedelta(days=1)):
        with pytest.raises(DayNotOver):
            night.publishing.publish(day)
    night.clock.now = end_of(TODAY) + timedelta(minutes=14)
    with pytest.raises(DayNotOver):
        night.publishing.publish(TODAY)
    assert night.days.head(TODAY) is None


def test_a_day_before_the_first_published_one_is_not_published(night: Region) -> None:
    night.publishing.publish()
    for ago in (1, 1000):
        with pytest.raises(DayTooLongAgo):
            night.publishing.publish(YESTERDAY - timedelta(days=ago))


def test_a_run_publishes_so_many_days_at_the_most_and_the_first_of_all_lies_no_further_back(night: Region) -> None:
    with pytest.raises(DayTooLongAgo):
        night.publishing.publish(YESTERDAY - timedelta(days=MOST_DAYS + 1))
    first = YESTERDAY - timedelta(days=MOST_DAYS)
    assert night.publishing.publish(first) == [first]
    next_night(night)
    assert len(night.publishing.publish()) == MOST_DAYS
    assert night.publishing.publish() == [TODAY]


def test_an_operator_may_begin_with_an_earlier_day(night: Region) -> None:
    first = YESTERDAY - timedelta(days=3)
    assert night.publishing.publish(first) == [first]
    assert night.publishing.publish() == [first + timedelta(days=number) for number in (1, 2, 3)]


def test_a_bucket_that_may_not_be_read_is_not_taken_for_an_empty_one(night: Region) -> None:
    night.publishing.publish()
    next_night(night)
    for operation in ("ListObjectsV2", "GetObject"):
        with faulty(night, operation, 1, "AccessDenied"), pytest.raises(ClientError):
            night.publishing.publish()
    assert night.days.head(TODAY) is None


def test_nothing_that_was_published_can_be_removed_for_good(night: Region) -> None:
    night.publishing.publish()
    client, name = night.days.bucket.client, night.days.bucket.name
    [version] = buckets.versions(night.days.bucket, head_key(YESTERDAY))
    assert version is not None
    with pytest.raises(ClientError):
        client.delete_object(Bucket=name, Key=head_key(YESTERDAY), VersionId=version, BypassGovernanceRetention=True)


@settings(max_examples=3, deadline=None)
@given(lengths=st.lists(st.integers(1, 4), max_size=4), gaps=st.lists(st.integers(1, 3), min_size=1, max_size=3))
def test_whatever_happens_on_which_day_every_day_is_published_once_and_verifies(
    lengths: list[int], gaps: list[int]
) -> None:
    with deployed_region() as region:
        first = day_of(region.clock.now)
        for number, length in enumerate(lengths):
            stored(region, chain(person_id(number), first + timedelta(days=number), length))
        published: list[date] = []
        for gap in gaps:
            region.clock.move(timedelta(days=gap))
            published += region.publishing.publish()
        last = day_of(region.clock.now) - timedelta(days=1)
        assert published == [published[0] + timedelta(days=number) for number in range(len(published))]
        assert published[-1] == last
        assert not [finding for day in published for finding in region.day_verification.verify(day)]
