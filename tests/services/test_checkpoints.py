"""Setting up and listing checkpoints (M24)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.checkpoints.model import Checkpoint, Kind, Place
from shared.checkpoints.rules import checkpoint_id, place_of
from shared.checkpoints.store import CheckpointStore
from shared.kernel.clock import iso
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId, CheckpointId
from shared.kernel.paging import PAGE_LIMIT, Page, PageRequest
from tests.acts import refused
from tests.region import START, Region

OPERATOR, COLLEAGUE = AccountId("operator-1"), AccountId("operator-2")
STATION, HOSPITAL = Place("440106", Kind.STATION), Place("440106", Kind.HOSPITAL)


def listed_with_pages_of(region: Region, size: int) -> list[list[CheckpointId]]:
    """Every page as it comes, until there is no cursor."""
    pages: list[list[CheckpointId]] = []
    cursor: str | None = None
    while not pages or cursor:
        page = region.checkpoints.page(PageRequest(size, cursor))
        cursor = page.cursor
        pages.append([each.checkpoint_id for each in page.items])
        assert len(pages) < 50
    return pages


def three(region: Region) -> list[Checkpoint]:
    """In the order of their ids."""
    places = [Place("440300", Kind.SHOP), STATION, HOSPITAL]
    made = [region.checkpoints.create(OPERATOR, place, "东站", "create-0001") for place in places]
    return sorted(made, key=lambda checkpoint: checkpoint.checkpoint_id)


def test_a_new_checkpoint_has_an_id_that_says_where_it_is(region: Region) -> None:
    created = region.checkpoints.create(OPERATOR, STATION, "东站北进站口", "create-0001")

    assert place_of(created.checkpoint_id) == STATION
    assert created == Checkpoint(created.checkpoint_id, STATION, "东站北进站口", OPERATOR, START)
    assert region.checkpoints.page(PageRequest()) == Page((created,), None)


def test_a_retry_gets_the_checkpoint_of_its_first_try(region: Region) -> None:
    first = region.checkpoints.create(OPERATOR, STATION, "东站", "create-0001")
    region.clock.move(timedelta(hours=1))

    assert region.checkpoints.create(OPERATOR, STATION, "东站", "create-0001") == first
    assert len(region.items()) == 1


def test_the_same_key_for_another_name_is_refused_and_changes_nothing(region: Region) -> None:
    region.checkpoints.create(OPERATOR, STATION, "东站", "create-0001")
    before = region.items()

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        region.checkpoints.create(OPERATOR, STATION, "西站", "create-0001")
    assert region.items() == before


def test_another_key_another_operator_or_another_place_is_another_checkpoint(region: Region) -> None:
    create = region.checkpoints.create
    made = {
        create(OPERATOR, STATION, "东站", "create-0001").checkpoint_id,
        create(OPERATOR, STATION, "东站", "create-0002").checkpoint_id,
        create(COLLEAGUE, STATION, "东站", "create-0001").checkpoint_id,
        create(OPERATOR, HOSPITAL, "东站", "create-0001").checkpoint_id,
    }

    assert len(made) == len(region.items()) == 4


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100, 1000])
def test_pages_of_any_size_show_every_checkpoint_once_and_in_order(region: Region, size: int) -> None:
    made = three(region)

    pages = listed_with_pages_of(region, size)

    assert [each for page in pages for each in page] == [each.checkpoint_id for each in made]
    assert all(len(page) <= size for page in pages)


def test_a_page_has_at_most_a_hundred_checkpoints_unless_fewer_are_asked_for(region: Region) -> None:
    store = CheckpointStore(region.core)
    for number in range(PAGE_LIMIT + 1):
        store.add(Checkpoint(CheckpointId(f"{number:04d}"), STATION, "东站", OPERATOR, START))

    first = region.checkpoints.page(PageRequest())

    assert len(first.items) == PAGE_LIMIT == 100
    assert len(region.checkpoints.page(PageRequest(50, first.cursor)).items) == 1


def test_an_empty_region_has_an_empty_list(region: Region) -> None:
    assert region.checkpoints.page(PageRequest()) == Page((), None)


def test_a_checkpoint_added_between_two_pages_moves_nothing(region: Region) -> None:
    made = three(region)
    cursor = region.checkpoints.page(PageRequest(1)).cursor
    region.checkpoints.create(OPERATOR, Place("110100", Kind.OFFICE), "前面", "create-0002")

    assert list(region.checkpoints.page(PageRequest(10, cursor)).items) == made[1:]


@pytest.mark.parametrize("change", ["garbage", "flipped", "cut", "more", "of another list", "x" * 5000, "游标"])
def test_a_cursor_that_was_not_made_for_this_list_is_refused(region: Region, change: str) -> None:
    made = three(region)
    cursor = region.checkpoints.page(PageRequest(1)).cursor
    assert cursor
    other_list = region.checkpoints._cursors.seal("organisations", made[0].checkpoint_id)
    wrong = {
        "flipped": ("B" if cursor[0] == "A" else "A") + cursor[1:],
        "cut": cursor[:-4],
        "more": cursor + "AAAA",
        "of another list": other_list,
    }

    with refused(ErrorCode.INVALID_CURSOR):
        region.checkpoints.page(PageRequest(1, wrong.get(change, change)))


def test_a_checkpoint_is_stored_as_it_was_made(region: Region) -> None:
    created = region.checkpoints.create(OPERATOR, STATION, "东站", "create-0001")

    assert region.items() == [
        {
            "pk": "CHECKPOINTS",
            "sk": f"CHECKPOINT#{created.checkpoint_id}",
            "checkpoint_id": created.checkpoint_id,
            "division": "440106",
            "kind": "STATION",
            "name": "东站",
            "created_by": "operator-1",
            "created_at": iso(START),
        }
    ]


def test_the_store_gives_back_what_is_there_when_an_id_is_taken(region: Region) -> None:
    store = CheckpointStore(region.core)
    first = Checkpoint(CheckpointId("1"), STATION, "东站", OPERATOR, START)

    assert store.add(first) is first
    assert store.add(replace(first, name="西站", created_by=COLLEAGUE)) == first


def test_a_checkpoint_is_found_by_its_id_as_it_was_made(region: Region) -> None:
    made = three(region)

    assert [region.checkpoints.checkpoint(each.checkpoint_id) for each in made] == made


@pytest.mark.parametrize("text", ["", "x", "440106-S-ABCDEFGH-A", "x" * 5000])
def test_a_text_that_is_no_id_is_not_looked_for(region: Region, text: str) -> None:
    region.core.client.delete_table(TableName=region.core.name)

    with refused(ErrorCode.NOT_FOUND):
        region.checkpoints.checkpoint(text)


def test_a_checkpoint_that_nobody_set_up_is_not_found(region: Region) -> None:
    three(region)

    with refused(ErrorCode.NOT_FOUND):
        region.checkpoints.checkpoint(checkpoint_id(STATION, "abcdefgh"))
