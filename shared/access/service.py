"""Who looked at a person, as the person sees it."""

from shared.access.model import Access
from shared.access.store import AccessStore
from shared.aws.tables import Table
from shared.family.model import Acting
from shared.kernel.paging import Cursors, Page, PageRequest, page_of


class AccessService:
    """The access log of a person."""

    def __init__(self, *, core: Table, cursors: Cursors) -> None:
        self._store = AccessStore(core)
        self._cursors = cursors

    def page(self, acting: Acting, request: PageRequest) -> Page[Access]:
        """A part of the person's accesses, newest first.

        Raises DomainError INVALID_CURSOR.
        """
        person = acting.subject
        # A cursor is good for one person's list only: the list's name has the person in it.
        return page_of(
            self._cursors,
            f"accesses {person}",
            request,
            lambda limit, after: self._store.page(person, limit, after),
        )
