"""One registration, or one new family member, in one transaction over the core table and the vault."""

from dataclasses import dataclass
from datetime import datetime

from shared.aws.tables import Table
from shared.aws.transactions import Refused, Write, commit
from shared.codes.model import Code
from shared.codes.store import confirmed_write, issue_writes
from shared.family.model import Link
from shared.family.store import link_writes
from shared.identity.model import Identity, IdentityOnFile
from shared.identity.store import ACCOUNT, account_write, confirmed_identity_write, phone_write, vault_write
from shared.kernel.concurrency import Changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.pii import Phone
from shared.risk.store import Person, person_write


@dataclass(frozen=True, slots=True)
class RegistrationStore:
    """Everything that comes into being with a registration, or nothing of it."""

    core: Table
    vault: Table

    def enrol(
        self, account_id: AccountId, person: Person, code: Code, identity: Identity, phone: Phone, now: datetime
    ) -> None:
        """Store the account, the person, the code with its place in the status lists, and the identity.

        Raises DomainError ACCOUNT_HAS_OTHER_PERSON, or Changed when an item was changed meanwhile.
        """
        enrolled = person_write(
            self.core.name,
            person,
            "SET code_id = :code_id, account_id = :account_id, masked_name = :masked_name",
            code_id=code.code_id,
            account_id=account_id,
            masked_name=code.masked_name,
        )
        writes = [
            account_write(self.core.name, account_id, person.person_id),
            enrolled,
            *issue_writes(self.core.name, code),
            vault_write(self.vault.name, person.person_id, _on_file(identity, phone), now),
        ]
        self._commit(writes, person.person_id)

    def take_over(self, account_id: AccountId, person: Person, phone: Phone) -> None:
        """Bind an account to a person who has been somebody's family member until now, and keep their phone.

        Raises DomainError ACCOUNT_HAS_OTHER_PERSON, or Changed when an item was changed meanwhile.
        """
        writes = [
            account_write(self.core.name, account_id, person.person_id),
            person_write(self.core.name, person, "SET account_id = :account_id", account_id=account_id),
            phone_write(self.vault.name, person.person_id, phone),
        ]
        self._commit(writes, person.person_id)

    def confirm(
        self, account_id: AccountId, person: Person, identity: Identity, masked_name: str, phone: Phone
    ) -> None:
        """Bind an account to a person whom staff registered offline; from the same instant they are confirmed.

        Raises DomainError ACCOUNT_HAS_OTHER_PERSON, or Changed when an item was changed meanwhile.
        """
        confirmed = person_write(
            self.core.name,
            person,
            "REMOVE unconfirmed SET account_id = :account_id, masked_name = :masked_name",
            account_id=account_id,
            masked_name=masked_name,
        )
        writes = [
            account_write(self.core.name, account_id, person.person_id),
            confirmed,
            *self._marks_off(person, identity, masked_name, phone),
        ]
        self._commit(writes, person.person_id)

    def link(self, link: Link, version: int, person: Person, code: Code | None, identity: Identity) -> None:
        """Store a family link, and with it the member's `code` and identity when they are new here.

        `version` is that of the guardian's links as they were loaded. Raises Changed when an item was changed
        meanwhile.
        """
        writes = link_writes(self.core.name, link, version)
        if code is not None:
            writes += [
                person_write(
                    self.core.name,
                    person,
                    "SET code_id = :code_id, masked_name = :masked_name",
                    code_id=code.code_id,
                    masked_name=code.masked_name,
                ),
                *issue_writes(self.core.name, code),
                vault_write(self.vault.name, person.person_id, _on_file(identity, None), link.linked_at),
            ]
        self._commit_or_start_again(writes)

    def link_confirmed(self, link: Link, version: int, person: Person, identity: Identity) -> None:
        """Store a family link to a person whom staff registered offline; from the same instant they are confirmed.

        Raises Changed when an item was changed meanwhile.
        """
        confirmed = person_write(
            self.core.name,
            person,
            "REMOVE unconfirmed SET masked_name = :masked_name",
            masked_name=link.member_name,
        )
        marks_off = self._marks_off(person, identity, link.member_name, None)
        self._commit_or_start_again([*link_writes(self.core.name, link, version), confirmed, *marks_off])

    def _marks_off(self, person: Person, identity: Identity, masked_name: str, phone: Phone | None) -> list[Write]:
        if person.code_id is None:
            raise ValueError("whoever was registered offline has a code")
        return [
            confirmed_write(self.core.name, person.code_id, masked_name),
            confirmed_identity_write(self.vault.name, person.person_id, identity.name, phone),
        ]

    def _commit_or_start_again(self, writes: list[Write]) -> None:
        try:
            commit(self.core.client, writes)
        except Refused:
            raise Changed from None

    def _commit(self, writes: list[Write], person_id: PersonId) -> None:
        try:
            commit(self.core.client, writes)
        except Refused as refused:
            if refused.what == ACCOUNT and PersonId(refused.item["person_id"]) != person_id:
                raise DomainError(ErrorCode.ACCOUNT_HAS_OTHER_PERSON) from None
            raise Changed from None


def _on_file(identity: Identity, phone: Phone | None) -> IdentityOnFile:
    return IdentityOnFile(identity.document, identity.name, phone)
