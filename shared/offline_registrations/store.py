"""Offline registrations: each stays in its person's access log for good, and the first makes the person."""

from dataclasses import dataclass

from shared.access.model import Purpose
from shared.access.store import listed_access
from shared.aws import keys
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, Write, commit, put_new
from shared.codes.model import Code
from shared.codes.store import issue_writes
from shared.identity.model import IdentityOnFile
from shared.identity.store import IDENTITY, seen_again_write, vault_write
from shared.kernel.clock import from_iso, iso
from shared.kernel.concurrency import Changed
from shared.kernel.errors import FieldsRefused
from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId
from shared.kernel.pii import Name
from shared.kernel.roles import Actor
from shared.offline_registrations.model import Evidence, OfflineRegistration
from shared.risk.store import Person, person_write

_RECORD = "offline registration"


@dataclass(frozen=True, slots=True)
class OfflineRegistrationStore:
    """Append-only offline registrations, with what they bring into being."""

    core: Table
    vault: Table

    def enrol(self, registration: OfflineRegistration, person: Person, code: Code, identity: IdentityOnFile) -> None:
        """Store the registration, the person, the code with its place in the status lists, and the identity.

        All or none, and all with the mark. Raises Changed when an item was changed meanwhile.
        """
        enrolled = person_write(
            self.core.name,
            person,
            "SET code_id = :code_id, masked_name = :masked_name, unconfirmed = :yes",
            code_id=code.code_id,
            masked_name=code.masked_name,
            yes=True,
        )
        writes = [
            self._record(registration),
            enrolled,
            *issue_writes(self.core.name, code),
            vault_write(self.vault.name, person.person_id, identity, registration.registered_at),
        ]
        try:
            commit(self.core.client, writes)
        except Refused:
            raise Changed from None

    def see_again(self, registration: OfflineRegistration, name: Name) -> OfflineRegistration:
        """Store that papers were seen again of a person who is not confirmed yet.

        Returns the stored registration when this one was stored before. Raises FieldsRefused when the person was
        written down under another name, and Changed when they have been confirmed meanwhile.
        """
        person_id, now = registration.person_id, registration.registered_at
        writes = [seen_again_write(self.vault.name, person_id, name, now), self._record(registration)]
        try:
            commit(self.core.client, writes)
        except Refused as refused:
            if refused.what == _RECORD:
                return _registration(refused.item)
            if refused.what == IDENTITY and "unconfirmed" in refused.item:
                raise FieldsRefused({"name": "is not the name under which this person was registered"}) from None
            raise Changed from None
        return registration

    def _record(self, registration: OfflineRegistration) -> Write:
        return put_new(_RECORD, self.core.name, _item(registration))


def _item(registration: OfflineRegistration) -> Item:
    person_id, entry_id, at = registration.person_id, registration.entry_id, registration.registered_at
    return {
        **keys.offline_registration(person_id, entry_id),
        **listed_access(person_id, at, entry_id, Purpose.OFFLINE_REGISTRATION),
        "entry_id": entry_id,
        "person_id": person_id,
        "evidence": registration.evidence.value,
        "officer": registration.officer.account,
        "roles": sorted(role.value for role in registration.officer.roles),
        "checkpoint_id": registration.checkpoint_id,
        "registered_at": iso(at),
    }


def _registration(item: Item) -> OfflineRegistration:
    return OfflineRegistration(
        entry_id=EntryId(item["entry_id"]),
        person_id=PersonId(item["person_id"]),
        evidence=Evidence(item["evidence"]),
        officer=Actor(AccountId(item["officer"])),
        checkpoint_id=CheckpointId(item["checkpoint_id"]),
        registered_at=from_iso(item["registered_at"]),
    )
