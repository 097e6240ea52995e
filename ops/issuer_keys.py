"""Withdrawing an issuer's key, which no function of the suite may do."""

from dataclasses import dataclass

from shared.aws import keys
from shared.aws.tables import Table
from shared.aws.transactions import Refused, commit, update
from shared.kernel.clock import Clock, iso
from shared.trust.store import TrustStore


@dataclass(frozen=True, slots=True)
class KeyWithdrawal:
    """What operators do when the private half of a key may be in other hands."""

    core: Table
    clock: Clock

    def withdraw(self, issuer: int, key_id: int) -> None:
        """Let nothing count any more that was ever signed with an old key; one that is withdrawn stays as it is.

        Raises LookupError for a key that was never published, and ValueError for the newest: nobody could be issued a
        code, until the region has another one.
        """
        published = TrustStore(self.core).published_keys(issuer)
        newest = max(published, key=lambda key: (key.published_at, key.key_id), default=None)
        if newest and newest.key_id == key_id:
            raise ValueError(f"key {key_id} is the one in use: deploy the region with another code.key_id before")
        mark = update(
            "issuer key",
            self.core.name,
            keys.issuer_key(issuer, key_id),
            "SET withdrawn_at = if_not_exists(withdrawn_at, :now)",
            condition="attribute_exists(pk)",
            now=iso(self.clock()),
        )
        try:
            commit(self.core.client, [mark])
        except Refused:
            raise LookupError(f"issuer {issuer} has published no key {key_id}") from None
