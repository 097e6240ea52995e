"""Pages of a list: as long as was asked for, a hundred at the most, and every entry on one of them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared.checkpoints.model import Checkpoint, Kind, Place
from shared.checkpoints.rules import checkpoint_id
from shared.checkpoints.store import CheckpointStore
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId, derived_id
from tests.functions.edge.refusals import code_of, fields_of, refusal
from tests.functions.samples import Event, Values, filled, send
from tests.region import START, Region

CHECKPOINTS = 250


@pytest.fixture(scope="module")
def listed_ids(region: Region, values: Values) -> list[str]:
    """The ids of 250 checkpoints, in the order of a list; that of the samples is one of them."""
    store, kinds = CheckpointStore(region.core), list(Kind)
    ids = [values["checkpoint"]]
    for number in range(CHECKPOINTS - 1):
        place = Place(f"{440100 + number % 7}", kinds[number % len(kinds)])
        made = checkpoint_id(place, derived_id(str(number))[:8])
        ids.append(made)
        store.add(Checkpoint(made, place, f"北{number}号口", AccountId("operator-1"), START + timedelta(number)))
    return sorted(ids)


def page(values: Values, **query: str) -> Event:
    return filled("GET /v1/checkpoints", values) | {"queryStringParameters": query}


def pages(region: Region, values: Values, **query: str) -> Iterator[list[str]]:
    """Page after page, following the cursors, of which there must be an end."""
    for _ in range(CHECKPOINTS + 2):
        answer = send(region, page(values, **query))
        assert answer.status == 200
        yield [each["checkpoint_id"] for each in answer.json["checkpoints"]]
        if answer.json["cursor"] is None:
            return
        query["cursor"] = answer.json["cursor"]
    pytest.fail("the cursors go round in a circle")


@pytest.mark.parametrize("limit", ["0", "101", "1000", "99999999999999999999", "-1", "00", "0001"])
def test_a_page_of_any_other_length_is_refused(region: Region, values: Values, limit: str) -> None:
    assert fields_of(refusal(region, page(values, limit=limit))) == {"limit"}


@pytest.mark.parametrize(("limit", "lengths"), [("100", [100, 100, 50]), ("99", [99, 99, 52]), ("50", [50] * 5)])
def test_a_page_holds_as_many_as_were_asked_for(
    region: Region, values: Values, listed_ids: list[str], limit: str, lengths: list[int]
) -> None:
    found = [len(each) for each in pages(region, values, limit=limit)]

    # When the last page is full, the database cannot know that nothing follows.
    assert found in (lengths, [*lengths, 0])


@pytest.mark.parametrize("query", [{}, {"limit": "100"}, {"limit": "23"}, {"limit": "100", "cursor": ""}])
def test_the_cursors_lead_past_every_checkpoint_once(
    region: Region, values: Values, listed_ids: list[str], query: dict[str, str]
) -> None:
    assert [each for found in pages(region, values, **query) for each in found] == listed_ids


def test_a_page_without_a_limit_is_a_full_one(region: Region, values: Values, listed_ids: list[str]) -> None:
    assert len(next(pages(region, values))) == 100


def test_a_cursor_is_good_for_its_own_list_only_and_only_as_it_was_given(
    region: Region, values: Values, listed_ids: list[str]
) -> None:
    cursor = send(region, page(values, limit="10")).json["cursor"]
    of_another_list = region.checkpoints._cursors.seal("people", listed_ids[10])
    swapped = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")

    for bad in (of_another_list, swapped, cursor[:-1], cursor[1:], cursor + "A", cursor + "=", cursor * 30, "A", "!"):
        answer = refusal(region, page(values, limit="10", cursor=bad))
        assert (code_of(answer), answer.status) == (ErrorCode.INVALID_CURSOR, 400)
