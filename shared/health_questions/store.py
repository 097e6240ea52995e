"""Other regions' questions about people's health: each an entry of its person's access log, with its region's count."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.access.model import LookedUp, Purpose
from shared.access.store import listed_access
from shared.aws import federation_keys
from shared.aws.tables import Table
from shared.aws.transactions import Refused, Write, commit, put_new, update
from shared.kernel.clock import iso
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import EntryId, PersonId, derived_id

_ENTRY, _COUNT = "peer look", "health questions of the hour"
_WINDOW = timedelta(hours=1)
_SHARDS = 16


@dataclass(frozen=True, slots=True)
class PeerLook:
    """One question of another region about one person."""

    person_id: PersonId
    issuer: int
    """The region that asked."""
    request_id: str
    looked_up: LookedUp
    at: datetime


@dataclass(frozen=True, slots=True)
class HealthQuestionStore:
    """Append-only questions."""

    core: Table
    retention: timedelta

    def add(self, look: PeerLook, most: int) -> bool:
        """Keep a question and count it for its region, both or neither; False for one that was kept before.

        A region's questions are counted in sixteen parts, so that they need not wait for one another. Raises
        DomainError TOO_MANY_ATTEMPTS from the one after a sixteenth of `most` in a part and clock hour on, with the
        seconds until the next, and Changed when another of its questions is counted at the same instant.
        """
        try:
            # The entry first: of a question that came before, it is what is refused, even when the hour is full.
            commit(self.core.client, [self._entry(look), self._count(look, most)])
        except Refused as refused:
            if refused.what == _ENTRY:
                return False
            left = _started(look.at) + _WINDOW - look.at
            raise DomainError(ErrorCode.TOO_MANY_ATTEMPTS, retry_after=int(left.total_seconds()) + 1) from None
        return True

    def _entry(self, look: PeerLook) -> Write:
        look_id = EntryId(derived_id("peer look", str(look.issuer), look.request_id, look.looked_up.value))
        return put_new(
            _ENTRY,
            self.core.name,
            {
                **federation_keys.peer_look(look.person_id, look_id),
                **listed_access(look.person_id, look.at, look_id, Purpose.HEALTH_QUERY),
                "look_id": look_id,
                "person_id": look.person_id,
                "looked_up": look.looked_up.value,
                "asked_at": iso(look.at),
                "region": look.issuer,
                "expires_at": int((look.at + self.retention).timestamp()),
            },
        )

    def _count(self, look: PeerLook, most: int) -> Write:
        started = _started(look.at)
        return update(
            _COUNT,
            self.core.name,
            federation_keys.health_questions(look.issuer, iso(started), _shard(look.request_id)),
            "ADD questions :one SET expires_at = :expires_at",
            condition="attribute_not_exists(questions) OR questions < :most",
            one=1,
            most=-(-most // _SHARDS),
            expires_at=int((started + 2 * _WINDOW).timestamp()),
        )


def _started(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _shard(request_id: str) -> str:
    """One of sixteen; of the id's digest, for who chooses the id should choose no shard by its look."""
    return hashlib.sha256(request_id.encode()).hexdigest()[0]
