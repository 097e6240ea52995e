"""Look-ups in the core table: each an entry of its person's access log, written with the count of its officer."""

from dataclasses import dataclass
from datetime import timedelta

from shared.access.store import listed_access
from shared.aws import keys
from shared.aws.tables import Table
from shared.aws.transactions import Refused, Write, commit, put_new, update
from shared.kernel.clock import iso
from shared.kernel.errors import DomainError, ErrorCode
from shared.lookups.model import LookUp

_COUNT = "look-ups of the hour"
_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LookUpStore:
    """Append-only look-ups."""

    core: Table
    retention: timedelta

    def add(self, look_up: LookUp, most: int) -> None:
        """Keep a look-up and count it for its officer, both or neither.

        Raises DomainError TOO_MANY_ATTEMPTS from the one after `most` in a clock hour on, with the seconds until the
        next, and Changed when the same officer looks somebody else up at the same instant.
        """
        try:
            commit(self.core.client, [self._count(look_up, most), self._entry(look_up)])
        except Refused as refused:
            if refused.what != _COUNT:
                raise
            left = look_up.at.replace(minute=0, second=0) + _WINDOW - look_up.at
            raise DomainError(ErrorCode.TOO_MANY_ATTEMPTS, retry_after=int(left.total_seconds()) + 1) from None

    def _count(self, look_up: LookUp, most: int) -> Write:
        started = look_up.at.replace(minute=0, second=0)
        return update(
            _COUNT,
            self.core.name,
            keys.look_ups(look_up.encounter.actor.account, iso(started)),
            "ADD look_ups :one SET expires_at = :expires_at",
            condition="attribute_not_exists(look_ups) OR look_ups < :most",
            one=1,
            most=most,
            expires_at=int((started + 2 * _WINDOW).timestamp()),
        )

    def _entry(self, look_up: LookUp) -> Write:
        encounter = look_up.encounter
        return put_new(
            "look-up",
            self.core.name,
            {
                **keys.look_up(encounter.person_id, look_up.look_up_id),
                **listed_access(encounter.person_id, look_up.at, look_up.look_up_id, look_up.purpose),
                "look_up_id": look_up.look_up_id,
                "person_id": encounter.person_id,
                "looked_up": look_up.looked_up.value,
                "looked_up_at": iso(look_up.at),
                "officer": encounter.actor.account,
                "roles": sorted(role.value for role in encounter.actor.roles),
                "checkpoint_id": encounter.checkpoint_id,
                "scan_id": encounter.scan_id,
                "expires_at": int((look_up.at + self.retention).timestamp()),
            },
        )
