"""How often accounts looked at what other regions hold, in the core table."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.aws import federation_keys
from shared.aws.tables import Table
from shared.aws.transactions import Refused, commit, update
from shared.kernel.clock import iso
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId

_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ProvinceLookStore:
    """One count for each account and clock hour."""

    core: Table

    def count(self, account_id: AccountId, now: datetime, most: int) -> None:
        """Count one look of this account.

        Raises DomainError TOO_MANY_ATTEMPTS from the one after `most` in a clock hour on, with the seconds until the
        next.
        """
        started = now.replace(minute=0, second=0, microsecond=0)
        look = update(
            "province look",
            self.core.name,
            federation_keys.province_looks(account_id, iso(started)),
            "ADD looks :one SET expires_at = :expires_at",
            condition="attribute_not_exists(looks) OR looks < :most",
            one=1,
            most=most,
            expires_at=int((started + 2 * _WINDOW).timestamp()),
        )
        try:
            commit(self.core.client, [look])
        except Refused:
            wait = int((started + _WINDOW - now).total_seconds()) + 1
            raise DomainError(ErrorCode.TOO_MANY_ATTEMPTS, retry_after=wait) from None
