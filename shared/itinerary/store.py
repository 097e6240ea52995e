"""Consents in the core table: one item a person, which keeps who gave the last one, and who took it back."""

from dataclasses import dataclass
from datetime import datetime

from shared.aws import keys
from shared.aws.reading import one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, put_unless, update
from shared.itinerary.model import Consent
from shared.kernel.clock import from_iso, iso
from shared.kernel.ids import PersonId


@dataclass(frozen=True, slots=True)
class ConsentStore:
    """Who let the carriers be asked about whom."""

    core: Table

    def consent(self, subject: PersonId) -> Consent | None:
        """The consent that holds for `subject` now, or None."""
        item = one(self.core, keys.itinerary_consent(subject))
        return _consent(item) if item and "revoked_at" not in item else None

    def give(self, subject: PersonId, consent: Consent) -> Consent:
        """Record `consent`; returns the one that holds already when there is one."""
        item = keys.itinerary_consent(subject) | {"given_at": iso(consent.given_at), "given_by": consent.given_by}
        write = put_unless(
            "itinerary consent",
            self.core.name,
            item,
            condition="attribute_type(revoked_at, :text)",
            text="S",
        )
        try:
            commit(self.core.client, [write])
        except Refused as refused:
            return _consent(refused.item)
        return consent

    def revoke(self, subject: PersonId, actor: PersonId, now: datetime) -> bool:
        """Record that the consent for `subject` is taken back; False when none holds."""
        write = update(
            "itinerary consent",
            self.core.name,
            keys.itinerary_consent(subject),
            "SET revoked_at = :now, revoked_by = :actor",
            condition="attribute_exists(pk) AND attribute_not_exists(revoked_at)",
            now=iso(now),
            actor=actor,
        )
        try:
            commit(self.core.client, [write])
        except Refused:
            return False
        return True


def _consent(item: Item) -> Consent:
    return Consent(from_iso(item["given_at"]), PersonId(item["given_by"]))
