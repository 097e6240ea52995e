"""Consents in the core table: one item a person and matter, which keeps who gave the last one, and who took it back."""

from dataclasses import dataclass
from datetime import datetime

from shared.aws import federation_keys, keys
from shared.aws.reading import one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, put_unless, update
from shared.consents.model import Consent, Matter
from shared.kernel.clock import from_iso, iso
from shared.kernel.ids import PersonId

_KEYS = {Matter.ITINERARY: keys.itinerary_consent, Matter.PROVINCES: federation_keys.provinces_consent}


@dataclass(frozen=True, slots=True)
class ConsentStore:
    """Who let others be asked about whom, in one matter."""

    core: Table
    matter: Matter

    def consent(self, subject: PersonId) -> Consent | None:
        """The consent that holds for `subject` now, or None."""
        item = one(self.core, _KEYS[self.matter](subject))
        return _consent(item) if item and "revoked_at" not in item else None

    def give(self, subject: PersonId, consent: Consent) -> Consent:
        """Record `consent`; returns the one that holds already when there is one."""
        item = _KEYS[self.matter](subject) | {"given_at": iso(consent.given_at), "given_by": consent.given_by}
        write = put_unless("consent", self.core.name, item, condition="attribute_type(revoked_at, :text)", text="S")
        try:
            commit(self.core.client, [write])
        except Refused as refused:
            return _consent(refused.item)
        return consent

    def revoke(self, subject: PersonId, actor: PersonId, now: datetime) -> bool:
        """Record that the consent for `subject` is taken back; False when none holds."""
        write = update(
            "consent",
            self.core.name,
            _KEYS[self.matter](subject),
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
