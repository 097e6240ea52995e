"""Lists, page by page: newest first, with opaque signed cursors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.kernel.errors import FieldsRefused

PAGE_LIMIT = 100

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cursors:
    """Opaque marks of where a list went on: sealed for one list, opened only for the same one."""

    seal: Callable[[str, str], str]
    open: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list, and the cursor of the part after it if there is one."""

    items: tuple[T, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is wanted: at most `limit` items, from `cursor` on."""

    limit: int = PAGE_LIMIT
    cursor: str | None = None


Load = Callable[[int, str | None], tuple[tuple[T, ...], str | None]]
"""A limit and the position after which to start, to items and the position of the last one when more follow."""


def page_request(query: Mapping[str, str]) -> PageRequest:
    """What the query parameters `limit` and `cursor` ask for.

    Raises FieldsRefused.
    """
    text = query.get("limit", str(PAGE_LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= PAGE_LIMIT):
        raise FieldsRefused({"limit": f"a whole number from 1 to {PAGE_LIMIT}"})
    return PageRequest(int(text), query.get("cursor"))


def page_of(cursors: Cursors, list_name: str, request: PageRequest, load: Load[T]) -> Page[T]:
    """One page of the list `list_name`.

    Raises DomainError INVALID_CURSOR.
    """
    after = cursors.open(list_name, request.cursor) if request.cursor else None
    items, last = load(request.limit, after)
    return Page(items, cursors.seal(list_name, last) if last else None)
