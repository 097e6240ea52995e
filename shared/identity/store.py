"""Accounts in the core table; names, documents and phones in the vault, and nowhere else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.aws import keys
from shared.aws.reading import one
from shared.aws.tables import Table
from shared.aws.transactions import Refused, Write, commit, plain_item, put_new, update, wire_item
from shared.identity.model import Document, DocumentType, IdentityOnFile
from shared.kernel.clock import iso
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.pii import DocumentNumber, Name, Phone

ACCOUNT = "account"
IDENTITY = "identity"
_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class AccountStore:
    """Which person an account belongs to, and how often it tried."""

    core: Table

    def person_of(self, account_id: AccountId) -> PersonId | None:
        """The person who registered with this account, or None."""
        answer = self.core.client.get_item(
            TableName=self.core.name, Key=wire_item(keys.account(account_id)), ConsistentRead=True
        )
        item = plain_item(answer.get("Item", {}))
        return PersonId(item["person_id"]) if item else None

    def count_attempt(self, account_id: AccountId, now: datetime, limit: int) -> None:
        """Count one attempt of this account within the clock hour.

        Raises DomainError TOO_MANY_ATTEMPTS from the one after `limit` on, with the seconds until the next hour.
        """
        started = now.replace(minute=0, second=0, microsecond=0)
        attempt = update(
            "attempt",
            self.core.name,
            keys.attempts(account_id, iso(started)),
            "ADD attempts :one SET expires_at = :expires_at",
            condition="attribute_not_exists(attempts) OR attempts < :limit",
            one=1,
            limit=limit,
            expires_at=int((started + 2 * _WINDOW).timestamp()),
        )
        try:
            commit(self.core.client, [attempt])
        except Refused:
            wait = int((started + _WINDOW - now).total_seconds()) + 1
            raise DomainError(ErrorCode.TOO_MANY_ATTEMPTS, retry_after=wait) from None


@dataclass(frozen=True, slots=True)
class PhoneStore:
    """The phones in the vault, for the one who asks the carriers about them; nothing else is read there."""

    vault: Table

    def phone_of(self, person_id: PersonId) -> Phone | None:
        """The phone of a person, or None for who has none."""
        answer = self.vault.client.get_item(
            TableName=self.vault.name,
            Key=wire_item(keys.vault_identity(person_id)),
            ProjectionExpression="phone",
            ConsistentRead=True,
        )
        item = plain_item(answer.get("Item", {}))
        return Phone(item["phone"]) if "phone" in item else None


@dataclass(frozen=True, slots=True)
class DocumentStore:
    """The documents in the vault, for the one who asks other regions about their people; nothing else is read there."""

    vault: Table

    def document_of(self, person_id: PersonId) -> Document | None:
        """The document of a person, or None for whom the vault does not hold."""
        answer = self.vault.client.get_item(
            TableName=self.vault.name,
            Key=wire_item(keys.vault_identity(person_id)),
            ProjectionExpression="document_type, document_number",
            ConsistentRead=True,
        )
        item = plain_item(answer.get("Item", {}))
        return Document(DocumentType(item["document_type"]), DocumentNumber(item["document_number"])) if item else None


@dataclass(frozen=True, slots=True)
class IdentityStore:
    """Who people are, for the one who looks them up."""

    vault: Table

    def identity_of(self, person_id: PersonId) -> IdentityOnFile | None:
        """Name, document and phone of a person, or None for whom the vault does not hold."""
        item = one(self.vault, keys.vault_identity(person_id))
        if item is None:
            return None
        return IdentityOnFile(
            document=Document(DocumentType(item["document_type"]), DocumentNumber(item["document_number"])),
            name=Name(item["name"]),
            phone=Phone(item["phone"]) if "phone" in item else None,
            unconfirmed=item.get("unconfirmed", False),
        )


def account_write(core_table: str, account_id: AccountId, person_id: PersonId) -> Write:
    """Bind an account to its person, once."""
    return put_new(ACCOUNT, core_table, keys.account(account_id) | {"person_id": person_id})


def vault_write(vault_table: str, person_id: PersonId, identity: IdentityOnFile, now: datetime) -> Write:
    """Keep who a person is. A family member may have no phone (M3)."""
    return put_new(
        IDENTITY,
        vault_table,
        keys.vault_identity(person_id)
        | {
            "document_type": identity.document.type.value,
            "document_number": identity.document.number.reveal(),
            "name": identity.name.reveal(),
            "phone": identity.phone.reveal() if identity.phone else None,
            "registered_at": iso(now),
            "unconfirmed": identity.unconfirmed or None,
        },
    )


def seen_again_write(vault_table: str, person_id: PersonId, name: Name, now: datetime) -> Write:
    """Note that staff saw papers again of a person whom no register has confirmed, in the name that was written down.

    Refused with the item that is there: one of another name, or without the mark.
    """
    return update(
        IDENTITY,
        vault_table,
        keys.vault_identity(person_id),
        "SET seen_again_at = :now",
        condition="unconfirmed = :yes AND #name = :name",
        now=iso(now),
        yes=True,
        name=name.reveal(),
    )


def confirmed_identity_write(vault_table: str, person_id: PersonId, name: Name, phone: Phone | None) -> Write:
    """Take the mark of an offline registration off an identity.

    The name is the one that the register has confirmed, and the phone the one of the person's own account, if they have
    one now: what was written down at the door goes.
    """
    own_phone = "SET #name = :name, phone = :phone REMOVE unconfirmed"
    no_phone = "SET #name = :name REMOVE unconfirmed, phone"
    return update(
        IDENTITY,
        vault_table,
        keys.vault_identity(person_id),
        own_phone if phone else no_phone,
        condition="unconfirmed = :yes",
        yes=True,
        name=name.reveal(),
        **({"phone": phone.reveal()} if phone else {}),
    )


def phone_write(vault_table: str, person_id: PersonId, phone: Phone) -> Write:
    """Keep the phone of a person who had none, since until now they had no account either."""
    return update(
        "phone",
        vault_table,
        keys.vault_identity(person_id),
        "SET phone = :phone",
        condition="attribute_exists(pk) AND attribute_not_exists(phone)",
        phone=phone.reveal(),
    )
