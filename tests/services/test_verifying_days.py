"""Whoever compares a day with what was published of it finds every entry that was touched, and is told in words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.audit.model import Entry, Kind
from shared.audit.rules import sealed
from shared.audit.store import entry_item
from shared.audit_days.model import DayFinding, DayFlaw, PublicDay
from shared.audit_days.rules import head_of
from shared.audit_days.store import AuditDayStore, DayVersions, head_key
from shared.audit_days.verifying import in_words
from shared.aws.transactions import wire_item
from shared.kernel.clock import end_of
from tests.day_acts import altered, chain, person_id, removed, stored
from tests.region import Region

DAY = date(2020, 4, 6)
BEFORE = DAY - timedelta(days=1)
_LENGTHS = (1, 3, 5, 1)


@pytest.fixture
def entries(region: Region) -> list[list[Entry]]:
    """A few chains of one day, published after the day before it."""
    chains = [chain(person_id(number), DAY, length, kind=Kind.RISK_ASSIGNED) for number, length in enumerate(_LENGTHS)]
    for each in chains:
        stored(region, each)
    region.clock.now = end_of(BEFORE) + timedelta(minutes=30)
    region.publishing.publish()
    region.clock.now = end_of(DAY) + timedelta(minutes=30)
    region.publishing.publish()
    assert found(region) == []
    return chains


def found(region: Region, day: date = DAY) -> list[tuple[DayFlaw, int]]:
    return [(each.flaw, each.number) for each in region.day_verification.verify(day)]


def words(region: Region) -> list[str]:
    return [in_words(each) for each in region.day_verification.verify(DAY)]


def overwrite(region: Region, key: str, content: bytes) -> None:
    """Put a new version over a published file, as only the account's administrators could once the policy is gone."""
    region.days.bucket.client.put_object(Bucket=region.days.bucket.name, Key=key, Body=content)


def test_an_entry_that_was_altered_is_named(region: Region, entries: list[list[Entry]]) -> None:
    entry = entries[1][1]
    other = entry_item(entry) | {"facts": {**entry.facts, "authority": "CDC-440000"}}
    region.audit.client.put_item(TableName=region.audit.name, Item=wire_item(other))
    place = f"PERSON#{entry.person_id} ENTRY#000000000002"
    assert words(region) == [f"2020-04-06: an entry is not what it was: {place}"]


def test_an_entry_that_is_no_entry_any_more_is_named(region: Region, entries: list[list[Entry]]) -> None:
    item = entry_item(entries[2][0])
    del item["change_id"]
    region.audit.client.put_item(TableName=region.audit.name, Item=wire_item(item))
    assert found(region) == [(DayFlaw.ENTRY_ALTERED, 0)]


def test_an_entry_with_something_more_in_it_is_named(region: Region, entries: list[list[Entry]]) -> None:
    item = entry_item(entries[2][0]) | {"note": "nothing"}
    region.audit.client.put_item(TableName=region.audit.name, Item=wire_item(item))
    assert found(region) == [(DayFlaw.ENTRY_ALTERED, 0)]


def test_an_entry_that_was_written_anew_with_its_digest_is_found(region: Region, entries: list[list[Entry]]) -> None:
    last = entries[1][-1]
    altered(region, last, sealed(replace(last, kind=Kind.RISK_LIFTED)))
    assert words(region) == ["2020-04-06: as many entries as were published, and not the same ones"]


@pytest.mark.parametrize("place", [0, 1, -1], ids=["the first", "one in the middle", "the last"])
def test_an_entry_that_was_removed_is_found(region: Region, entries: list[list[Entry]], place: int) -> None:
    removed(region, entries[2][place])
    assert words(region) == ["2020-04-06: at least 1 of the published entries are no longer there"]


def test_a_whole_chain_that_was_removed_is_found(region: Region, entries: list[list[Entry]]) -> None:
    for entry in entries[2]:
        removed(region, entry)
    assert found(region) == [(DayFlaw.ENTRIES_REMOVED, 5)]


def test_an_entry_that_hides_from_its_list_is_found(region: Region, entries: list[list[Entry]]) -> None:
    item = entry_item(entries[3][0])
    del item["in_list"]
    region.audit.client.put_item(TableName=region.audit.name, Item=wire_item(item))
    assert found(region) == [(DayFlaw.ENTRIES_REMOVED, 1)]


def test_an_entry_that_was_moved_to_another_day_is_found_on_both(region: Region, entries: list[list[Entry]]) -> None:
    item = entry_item(entries[3][0])
    item["in_list"] = item["in_list"].replace(DAY.isoformat(), BEFORE.isoformat())
    region.audit.client.put_item(TableName=region.audit.name, Item=wire_item(item))
    assert found(region) == [(DayFlaw.ENTRIES_REMOVED, 1)]
    assert found(region, BEFORE) == [(DayFlaw.ENTRY_ALTERED, 0), (DayFlaw.ENTRIES_ADDED, 1)]


def test_entries_that_were_added_later_are_found(region: Region, entries: list[list[Entry]]) -> None:
    stored(region, chain(person_id(90), DAY, 2))
    assert words(region) == ["2020-04-06: at least 2 entries were added after the day was published"]


def test_an_entry_for_another_is_found(region: Region, entries: list[list[Entry]]) -> None:
    altered(region, entries[0][0], chain(person_id(90), DAY)[0])
    assert found(region) == [(DayFlaw.ENTRIES_REPLACED, 0)]


def test_a_day_that_is_not_published_is_said_to_be_not(region: Region) -> None:
    assert words(region) == ["2020-04-06: no head is published"]


def test_what_is_put_over_a_head_is_found_and_the_first_stands(region: Region, entries: list[list[Entry]]) -> None:
    stored(region, chain(person_id(90), DAY))
    published = region.days.head(DAY)
    assert published is not None
    false = head_of(DAY, published.entries + 1, "0" * 64, published.previous)
    overwrite(region, head_key(DAY), _content(false.head, false.root, false.previous, false.entries))
    assert region.days.head(DAY) == false
    assert found(region) == [(DayFlaw.WRITTEN_OVER, 0), (DayFlaw.ENTRIES_ADDED, 1)]


def test_a_head_that_is_hidden_by_a_deletion_is_found(region: Region, entries: list[list[Entry]]) -> None:
    region.days.bucket.client.delete_object(Bucket=region.days.bucket.name, Key=head_key(DAY))
    assert found(region) == [(DayFlaw.WRITTEN_OVER, 0)]


def test_a_head_that_does_not_chain_to_the_day_before_is_found(region: Region) -> None:
    for day in (BEFORE, DAY):
        head = head_of(day, 0, _EMPTY, "0" * 64)
        region.days.put_public_day(PublicDay(day, head.head, ()))
        region.days.put_head(head)
    assert found(region, BEFORE) == []
    assert words(region) == ["2020-04-06: the head does not follow from that of the day before"]


def test_a_head_after_a_day_without_one_is_found(region: Region) -> None:
    head = head_of(DAY, 0, _EMPTY, "1" * 64)
    region.days.put_public_day(PublicDay(DAY, head.head, ()))
    region.days.put_head(head)
    assert found(region) == [(DayFlaw.NOT_CHAINED, 0)]


@pytest.mark.parametrize(
    "content",
    [
        b"no JSON",
        b"[]",
        b'{"day": "2020-04-06"}',
        b'{"day": "2020-04-06", "entries": 0, "head": "00", "previous": "00", "root": "00"}',
    ],
)
def test_a_file_that_is_no_head_is_found(region: Region, content: bytes) -> None:
    overwrite(region, head_key(DAY), content)
    assert words(region) == ["2020-04-06: the published file is no head of this day"]


def test_the_head_of_another_day_is_found(region: Region) -> None:
    head = head_of(BEFORE, 0, _EMPTY, "0" * 64)
    overwrite(region, head_key(DAY), _content(head.head, head.root, head.previous, 0, BEFORE))
    assert found(region) == [(DayFlaw.HEAD_ALTERED, 0)]


@pytest.mark.parametrize("published", [True, False])
def test_numbers_that_are_not_those_of_the_entries_are_found(region: Region, published: bool) -> None:
    stored(region, chain(person_id(1), DAY, kind=Kind.RISK_ASSIGNED))
    region.clock.now = end_of(DAY) + timedelta(minutes=30)
    region.publishing.publish()
    head = region.days.head(DAY)
    assert head is not None
    other = region.days.bucket.name
    bucket = replace(region.days.bucket, name=f"{other}-copy")
    bucket.client.create_bucket(Bucket=bucket.name, CreateBucketConfiguration={"LocationConstraint": "ap-east-1"})
    days = replace(region.days, bucket=bucket)
    days.put_head(head)
    if published:
        days.put_public_day(PublicDay(DAY, head.head, ()))
    verification = type(region.day_verification)(audit=region.audit, versions=DayVersions(bucket))
    assert list(verification.verify(DAY)) == [DayFinding(DAY, DayFlaw.OTHER_COUNTS)]


def test_a_list_of_several_pages_is_read_to_its_end(region: Region) -> None:
    made = [entry for number in range(8) for entry in chain(person_id(number), DAY, 5)]
    stored(region, made)
    read = [item["listed_as"] for item in AuditDayStore(region.audit, at_once=1).items(DAY)]
    assert read == sorted(entry.digest for entry in made)


_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def _content(head: str, root: str, previous: str, entries: int, day: date = DAY) -> bytes:
    text = f'"head": "{head}", "root": "{root}", "previous": "{previous}", "entries": {entries}'
    return f'{{"day": "{day.isoformat()}", {text}}}'.encode()
