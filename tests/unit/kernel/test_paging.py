"""Pages: which part of a list is asked for, and what leads to the next one."""

import pytest

from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.paging import Cursors, PageRequest, page_of, page_request

PLAIN = Cursors(
    seal=lambda name, position: f"{name}:{position}", open=lambda name, cursor: cursor.removeprefix(f"{name}:")
)


def five(limit: int, after: str | None) -> tuple[tuple[str, ...], str | None]:
    """A list of a to e."""
    rest = [letter for letter in "abcde" if after is None or letter > after]
    page = tuple(rest[:limit])
    return page, page[-1] if len(rest) > limit else None


@pytest.mark.parametrize(("text", "limit"), [("1", 1), ("100", 100), ("007", 7)])
def test_a_limit_is_a_whole_number_up_to_a_hundred(text: str, limit: int) -> None:
    assert page_request({"limit": text, "cursor": "x"}) == PageRequest(limit, "x")


def test_without_a_limit_a_page_is_as_long_as_it_may_be() -> None:
    assert page_request({}) == PageRequest(100, None)


@pytest.mark.parametrize("text", ["0", "101", "-1", "1.0", "", " 1", "ten", "１", "0100"])
def test_any_other_limit_is_refused_by_name(text: str) -> None:
    with pytest.raises(FieldsRefused) as refusal:
        page_request({"limit": text})

    assert refusal.value.code is ErrorCode.INVALID_REQUEST
    assert set(refusal.value.problems) == {"limit"}


def test_following_the_cursors_shows_every_entry_once() -> None:
    seen: list[str] = []
    request = PageRequest(2)
    while True:
        page = page_of(PLAIN, "letters", request, five)
        seen += page.items
        if page.cursor is None:
            break
        assert page.cursor.startswith("letters:")
        request = PageRequest(2, page.cursor)

    assert seen == ["a", "b", "c", "d", "e"]


def test_a_page_that_ends_with_the_list_leads_nowhere() -> None:
    assert page_of(PLAIN, "letters", PageRequest(5), five).cursor is None
