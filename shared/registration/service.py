"""Registration: real name, document, phone and face in; a person with a code out, in one request (M1, M2, M4, M14)."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from shared.aws.tables import Table
from shared.codes.issuing import CodeIssuer
from shared.codes.model import Code
from shared.codes.store import CodeStore
from shared.identity import rules
from shared.identity.model import Document, Identity
from shared.identity.service import PersonIds
from shared.identity.store import AccountStore
from shared.kernel.clock import Clock, day_of
from shared.kernel.concurrency import Changed, retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode, refuse_together
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.pii import Phone
from shared.kernel.signals import PersonRegistered, RegistrationRefused, Signals
from shared.registration.store import RegistrationStore
from shared.risk.store import Person, RiskStore

ATTEMPTS_AN_HOUR = 10
"""Enough for a bad camera and a mistyped name, too few for trying names or faces against a stolen number."""


class IdentityRegister(Protocol):
    """The public-security register, on whose word alone a person is registered."""

    def verify(self, identity: Identity) -> None:
        """Return when name, document and face belong together.

        Raises DomainError IDENTITY_NOT_ON_FILE, NAME_OR_DOCUMENT_MISMATCH, FACE_MISMATCH or
        IDENTITY_REGISTER_UNAVAILABLE.
        """


@dataclass(frozen=True, slots=True)
class Applicant:
    """What a resident enters, as text; each field is checked by its rule before anything else happens."""

    document_type: str
    document_number: str
    name: str
    phone: str
    face: str

    def __repr__(self) -> str:
        return "Applicant(…)"


@dataclass(frozen=True, slots=True)
class Registered:
    """A person with their code; `new` is False when the same account had registered them before."""

    person_id: PersonId
    masked_name: str
    code: Code
    new: bool


@dataclass(frozen=True, slots=True)
class SwitchEntry:
    """One person an account may act for (M5)."""

    person_id: PersonId
    masked_name: str
    relation: str


class RegistrationService:
    """Registers residents and tells an account whom it may act for."""

    def __init__(
        self,
        *,
        core: Table,
        vault: Table,
        register: IdentityRegister,
        person_ids: PersonIds,
        issuer: CodeIssuer,
        clock: Clock,
        signals: Signals,
    ) -> None:
        self._register = register
        self._accounts = AccountStore(core)
        self._registrations = RegistrationStore(core, vault)
        self._risks = RiskStore(core)
        self._codes = CodeStore(core)
        self._person_ids = person_ids
        self._issuer = issuer
        self._clock = clock
        self._signals = signals

    def register(self, account: AccountId, applicant: Applicant) -> Registered:
        """Register the applicant and issue their code; the same applicant and account again gets the same code.

        Raises FieldsRefused, or DomainError with a code of this port's register, UNSUPPORTED_DOCUMENT,
        INVALID_DOCUMENT_NUMBER, TOO_MANY_ATTEMPTS, ACCOUNT_HAS_OTHER_PERSON, PERSON_HAS_OTHER_ACCOUNT or BUSY.
        """
        now = self._clock()
        identity, phone = _checked(applicant, day_of(now))
        self._accounts.count_attempt(account, now, ATTEMPTS_AN_HOUR)
        self._verify(identity)
        person_id = self._person_ids.of(identity.document)
        return retry_when_changed(lambda: self._enrol(account, person_id, identity, phone))

    def people(self, account: AccountId) -> tuple[SwitchEntry, ...]:
        """Whom the account may act for, the account's own person first; empty before registration (M5)."""
        person_id = self._accounts.person_of(account)
        if person_id is None:
            return ()
        person = self._risks.person(person_id)
        return (SwitchEntry(person_id, person.masked_name or "", "SELF"),)

    def _verify(self, identity: Identity) -> None:
        try:
            self._register.verify(identity)
        except DomainError as refusal:
            self._signals(RegistrationRefused(refusal.code.value))
            raise

    def _enrol(self, account: AccountId, person_id: PersonId, identity: Identity, phone: Phone) -> Registered:
        person = self._risks.person(person_id)
        if person.code_id is not None:
            return self._registered_before(account, person)
        now = self._clock()
        code = self._issuer.draw(person_id, rules.masked_name(identity.name), person.holds, now)
        self._registrations.enrol(account, person, code, identity, phone, now)
        self._signals(PersonRegistered(identity.document.type.value))
        return Registered(person_id, code.masked_name, code, new=True)

    def _registered_before(self, account: AccountId, person: Person) -> Registered:
        if person.account_id != account or person.code_id is None:
            raise DomainError(ErrorCode.PERSON_HAS_OTHER_ACCOUNT)
        code = self._codes.code(person.code_id)
        if code is None:
            raise Changed
        return Registered(person.person_id, code.masked_name, code, new=False)


def _checked(applicant: Applicant, today: date) -> tuple[Identity, Phone]:
    def document() -> Document:
        return rules.document(applicant.document_type, applicant.document_number, today)

    refuse_together(
        document,
        lambda: rules.name(applicant.name),
        lambda: rules.phone(applicant.phone),
        lambda: rules.face(applicant.face),
    )
    return Identity(document(), rules.name(applicant.name), rules.face(applicant.face)), rules.phone(applicant.phone)
