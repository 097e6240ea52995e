"""Setting up and listing checkpoints (M24)."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.aws.tables import Table
from shared.checkpoints.model import Checkpoint, Place
from shared.checkpoints.rules import checkpoint_id
from shared.checkpoints.store import CheckpointStore
from shared.kernel.clock import Clock
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, CheckpointId, derived_id

PAGE_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Cursors:
    """Opaque marks of where a list went on: sealed for one list, opened only for the same one."""

    seal: Callable[[str, str], str]
    open: Callable[[str, str], str]


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

    def page(self, limit: int, cursor: str | None) -> tuple[tuple[Checkpoint, ...], str | None]:
        """At most `limit` (1 to 100) checkpoints from `cursor` on, and the cursor of the next page if there is one.

        Raises DomainError INVALID_CURSOR.
        """
        after = CheckpointId(self._cursors.open("checkpoints", cursor)) if cursor else None
        found, last = self._store.page(min(limit, PAGE_LIMIT), after)
        return found, self._cursors.seal("checkpoints", last) if last else None
