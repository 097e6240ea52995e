"""Setting up and listing checkpoints (M24)."""

from shared.aws.tables import Table
from shared.checkpoints.entry import place_behind
from shared.checkpoints.model import Checkpoint, Place
from shared.checkpoints.rules import checkpoint_id
from shared.checkpoints.store import CheckpointStore
from shared.kernel.clock import Clock
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, CheckpointId, derived_id
from shared.kernel.paging import Cursors, Page, PageRequest, page_of


class CheckpointService:
    """What operators do with checkpoints."""

    def __init__(self, *, core: Table, cursors: Cursors, clock: Clock) -> None:
        self._store = CheckpointStore(core)
        self._cursors = cursors
        self._clock = clock

    def create(self, operator: AccountId, place: Place, name: str, idempotency_key: str) -> Checkpoint:
        """Set up a checkpoint; a retry returns the one of its first try.

        Raises DomainError IDEMPOTENCY_KEY_REUSED when the key was used for another checkpoint at this place.
        """
        own = derived_id(operator, idempotency_key)[:8]
        checkpoint = Checkpoint(checkpoint_id(place, own), place, name, operator, self._clock())
        stored = self._store.add(checkpoint)
        if (stored.name, stored.created_by) != (name, operator):
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        return stored

    def checkpoint(self, checkpoint_id: str) -> Checkpoint:
        """The checkpoint with this id.

        Raises DomainError NOT_FOUND, also for a text that is no id; that one is not looked for.
        """
        place_behind(checkpoint_id)
        found = self._store.checkpoint(CheckpointId(checkpoint_id))
        if found is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        return found

    def page(self, request: PageRequest) -> Page[Checkpoint]:
        """A part of the region's checkpoints, by division and kind.

        Raises DomainError INVALID_CURSOR.
        """
        return page_of(self._cursors, "checkpoints", request, self._store.page)
