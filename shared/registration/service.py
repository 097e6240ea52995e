"""Registration of oneself and of family members: name, document and face in; a person with a code out (M1 to M4)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from shared.aws.tables import Table
from shared.codes.issuing import CodeIssuer
from shared.codes.model import Code
from shared.codes.store import CodeStore
from shared.family.model import Link, Relation
from shared.family.rules import ends_at, holding
from shared.family.store import FamilyStore
from shared.identity import rules
from shared.identity.model import Document, Identity
from shared.identity.service import PersonIds
from shared.identity.store import AccountStore
from shared.kernel.clock import Clock, day_of
from shared.kernel.concurrency import Changed, retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode, refuse_together
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.pii import Phone
from shared.kernel.signals import FamilyLinkMade, PersonConfirmed, PersonRegistered, RegistrationRefused, Signals
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
    face: str
    phone: str = ""
    """A family member needs none (M3)."""

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
class Added:
    """A family link; `new` is False when it was there before."""

    link: Link
    new: bool


class RegistrationService:
    """Registers residents, and adds family members to them."""

    def __init__(
        self,
        *,
        core: Table,
        vault: Table,
        register: IdentityRegister,
        person_ids: PersonIds,
        issuer: CodeIssuer,
        most_members: int,
        clock: Clock,
        signals: Signals,
    ) -> None:
        """`most_members` is for how many people one may act."""
        self._register = register
        self._accounts = AccountStore(core)
        self._registrations = RegistrationStore(core, vault)
        self._risks = RiskStore(core)
        self._codes = CodeStore(core)
        self._links = FamilyStore(core)
        self._most_members = most_members
        self._person_ids = person_ids
        self._issuer = issuer
        self._clock = clock
        self._signals = signals

    def register(self, account: AccountId, applicant: Applicant) -> Registered:
        """Register the applicant and issue their code; the same applicant and account again gets the same code.

        Somebody whom staff registered offline keeps person and code, and is confirmed from here on.

        Raises FieldsRefused, or DomainError with a code of this port's register, UNSUPPORTED_DOCUMENT,
        INVALID_DOCUMENT_NUMBER, TOO_MANY_ATTEMPTS, ACCOUNT_HAS_OTHER_PERSON, PERSON_HAS_OTHER_ACCOUNT or BUSY.
        """
        now = self._clock()
        identity, phone = _checked(applicant, day_of(now))
        self._verify(account, identity, now)
        person_id = self._person_ids.of(identity.document)
        return retry_when_changed(lambda: self._enrol(account, person_id, identity, phone))

    def add_member(self, account: AccountId, member: Applicant, relation: Relation) -> Added:
        """Let the account's own person act for `member`, whose own face the identity register confirms (M4).

        Somebody new becomes a person with a code and without an account; somebody whom staff registered offline keeps
        theirs, and is confirmed from here on. The same member again is the same link.
        Raises FieldsRefused, or DomainError NOT_REGISTERED, MEMBER_IS_SELF, TOO_MANY_MEMBERS, and what `register`
        raises for an identity.
        """
        now = self._clock()
        identity = _checked_identity(member, day_of(now))
        guardian = self._accounts.person_of(account)
        if guardian is None:
            raise DomainError(ErrorCode.NOT_REGISTERED)
        member_id = self._person_ids.of(identity.document)
        if member_id == guardian:
            raise DomainError(ErrorCode.MEMBER_IS_SELF)
        self._verify(account, identity, now)
        added = retry_when_changed(lambda: self._link(guardian, member_id, identity, relation))
        if added.new:
            self._signals(FamilyLinkMade(relation.value))
        return added

    def _verify(self, account: AccountId, identity: Identity, now: datetime) -> None:
        self._accounts.count_attempt(account, now, ATTEMPTS_AN_HOUR)
        try:
            self._register.verify(identity)
        except DomainError as refusal:
            self._signals(RegistrationRefused(refusal.code.value))
            raise

    def _enrol(self, account: AccountId, person_id: PersonId, identity: Identity, phone: Phone) -> Registered:
        person = self._risks.person(person_id)
        if person.code_id is not None:
            return self._registered_before(account, person, identity, phone)
        now = self._clock()
        code = self._issuer.draw(person_id, rules.masked_name(identity.name), person.holds, now)
        self._registrations.enrol(account, person, code, identity, phone, now)
        self._signals(PersonRegistered(identity.document.type.value))
        return Registered(person_id, code.masked_name, code, new=True)

    def _registered_before(self, account: AccountId, person: Person, identity: Identity, phone: Phone) -> Registered:
        if person.account_id not in {None, account} or person.code_id is None:
            raise DomainError(ErrorCode.PERSON_HAS_OTHER_ACCOUNT)
        code = self._codes.code(person.code_id)
        if code is None:
            raise Changed
        # Somebody's family member until now, or registered offline: the code stays, and the person is their own from
        # here on.
        takes_over = person.account_id is None
        if person.unconfirmed:
            code = replace(code, masked_name=rules.masked_name(identity.name), unconfirmed=False)
            self._registrations.confirm(account, person, identity, code.masked_name, phone)
            self._signals(PersonConfirmed())
        elif takes_over:
            self._registrations.take_over(account, person, phone)
        if takes_over:
            self._signals(PersonRegistered(identity.document.type.value))
        return Registered(person.person_id, code.masked_name, code, new=takes_over)

    def _link(self, guardian: PersonId, member_id: PersonId, identity: Identity, relation: Relation) -> Added:
        now = self._clock()
        version, links = self._links.version(guardian), holding(self._links.members(guardian), now)
        for link in links:
            if link.member == member_id:
                return Added(link, new=False)
        if len(links) >= self._most_members:
            raise DomainError(ErrorCode.TOO_MANY_MEMBERS, {"limit": self._most_members})
        link = Link(
            guardian=guardian,
            member=member_id,
            relation=relation,
            guardian_name=self._risks.person(guardian).masked_name or "",
            member_name=rules.masked_name(identity.name),
            linked_at=now,
            ends_at=ends_at(relation, rules.born_on(identity.document), now),
        )
        person = self._risks.person(member_id)
        if person.unconfirmed:
            self._registrations.link_confirmed(link, version, person, identity)
            self._signals(PersonConfirmed())
            return Added(link, new=True)
        code = None
        if person.code_id is None:
            code = self._issuer.draw(member_id, link.member_name, person.holds, now)
        self._registrations.link(link, version, person, code, identity)
        return Added(link, new=True)


def _checked(applicant: Applicant, today: date) -> tuple[Identity, Phone]:
    refuse_together(lambda: _checked_identity(applicant, today), lambda: rules.phone(applicant.phone))
    return _checked_identity(applicant, today), rules.phone(applicant.phone)


def _checked_identity(applicant: Applicant, today: date) -> Identity:
    def document() -> Document:
        return rules.document(applicant.document_type, applicant.document_number, today)

    refuse_together(document, lambda: rules.name(applicant.name), lambda: rules.face(applicant.face))
    return Identity(document(), rules.name(applicant.name), rules.face(applicant.face))
