"""The reads that stores share, on a table with its index."""

from datetime import timedelta

import pytest

from shared.aws.reading import all_under, in_list, newest, one
from shared.aws.tables import Table
from shared.aws.transactions import commit, put_new
from tests.region import START, Region


def put(core: Table, partition: str, sort: str, **attributes: object) -> None:
    commit(core.client, [put_new("item", core.name, {"pk": partition, "sk": sort, **attributes})])


def put_listed(core: Table, list_name: str, count: int) -> list[str]:
    """Put `count` items a minute apart into a list; returns their names from the newest on."""
    names = [f"{list_name}-{number:03}" for number in range(count)]
    for number, name in enumerate(names):
        place = in_list(list_name, START + timedelta(minutes=number), name)
        put(core, f"PARTITION#{number % 3}", name, name=name, **place)
    return names[::-1]


def test_one_item_or_none(region: Region) -> None:
    put(region.core, "A", "1", colour="blue")

    assert one(region.core, {"pk": "A", "sk": "1"}) == {"pk": "A", "sk": "1", "colour": "blue"}
    assert one(region.core, {"pk": "A", "sk": "2"}) is None


def test_all_that_a_partition_has_under_a_prefix_however_many_answers_it_takes(region: Region) -> None:
    large = "x" * 300_000
    for number in range(8):
        put(region.core, "A", f"MEMBER#{number}", text=large)
    put(region.core, "A", "GUARDIAN#1")
    put(region.core, "B", "MEMBER#9")

    assert [item["sk"] for item in all_under(region.core, "A", "MEMBER#")] == [f"MEMBER#{each}" for each in range(8)]


def test_a_list_is_read_newest_first_across_partitions(region: Region) -> None:
    expected = put_listed(region.core, "own", 5)
    put_listed(region.core, "other", 3)

    items, last = newest(region.core, "own", 100)

    assert [item["name"] for item in items] == expected
    assert last is None


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_every_entry_of_a_list_is_on_exactly_one_page(region: Region, limit: int) -> None:
    expected = put_listed(region.core, "own", 7)
    seen: list[str] = []
    after: str | None = None
    for _ in range(10):
        items, after = newest(region.core, "own", limit, after)
        seen += [item["name"] for item in items]
        if after is None:
            break

    assert seen == expected


def test_what_comes_in_while_a_list_is_read_moves_nothing(region: Region) -> None:
    expected = put_listed(region.core, "own", 4)
    first, after = newest(region.core, "own", 2)
    put(region.core, "LATE", "1", name="late", **in_list("own", START + timedelta(days=1), "late"))

    second, _ = newest(region.core, "own", 2, after)

    assert [item["name"] for item in (*first, *second)] == expected


def test_those_of_one_second_are_parted_by_their_ids(region: Region) -> None:
    for name in ("b", "a", "c"):
        put(region.core, "A", name, name=name, **in_list("own", START, name))

    first, after = newest(region.core, "own", 1)
    rest, _ = newest(region.core, "own", 5, after)

    assert [item["name"] for item in (*first, *rest)] == ["c", "b", "a"]


def test_what_is_in_no_list_is_in_none(region: Region) -> None:
    put(region.core, "A", "1")

    assert newest(region.core, "own", 10) == ([], None)
