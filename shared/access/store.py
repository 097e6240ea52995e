"""The list of a person's accesses in the core table: whatever is an access is an entry of the list by its own item.

So that a scan, which loads this, stays one write.
"""

from datetime import datetime

from shared.access.model import Access, LookedUp, Purpose
from shared.aws import keys
from shared.aws.reading import in_list, newest
from shared.aws.table_specs import LISTS
from shared.aws.tables import Table
from shared.aws.transactions import Item
from shared.checkpoints.rules import place_of
from shared.codes.model import Outcome
from shared.kernel.clock import from_iso
from shared.kernel.ids import CheckpointId, PersonId
from shared.kernel.roles import StaffRole
from shared.risk.model import Colour


class AccessStore:
    """Everybody's accesses, by the person who was looked at."""

    def __init__(self, core: Table) -> None:
        self._core = core

    def page(self, person_id: PersonId, limit: int, after: str | None) -> tuple[tuple[Access, ...], str | None]:
        """At most `limit` accesses that are older than the place `after`, newest first, and the last one's place."""
        items, last = newest(self._core, keys.accesses(person_id), limit, after)
        return tuple(map(_access, items)), last


def listed_access(person_id: PersonId, at: datetime, own_id: str, purpose: Purpose) -> Item:
    """The attributes that make an item an entry of the person's accesses.

    The item has `roles` and `checkpoint_id` besides, or `region` where another region asked; `outcome` and `colour`
    where a code was answered for, `looked_up` where it is a look-up, and `uploaded_at` where a gate decided by itself
    and told of it then.
    """
    return in_list(keys.accesses(person_id), at, own_id) | {"purpose": purpose.value}


def _access(item: Item) -> Access:
    at, _, _ = item[LISTS.sort_key].partition("#")
    return Access(
        at=from_iso(at),
        purpose=Purpose(item["purpose"]),
        roles=tuple(StaffRole(role) for role in item.get("roles", ())),
        checkpoint_id=CheckpointId(item["checkpoint_id"]) if "checkpoint_id" in item else None,
        place=place_of(item["checkpoint_id"]) if "checkpoint_id" in item else None,
        outcome=Outcome(item["outcome"]) if "outcome" in item else None,
        colour=Colour(item["colour"]) if "colour" in item else None,
        looked_up=LookedUp(item["looked_up"]) if "looked_up" in item else None,
        region=item.get("region"),
        decided_offline="uploaded_at" in item,
    )
