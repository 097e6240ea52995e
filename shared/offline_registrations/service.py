"""Registration at the door: somebody whom the identity register does not hold gets a code from their papers (M4).

The identity register is not asked: it confirms a document only together with a face, and no face is taken here. Until
it has confirmed the person, by their own registration or when a relative adds them, person and code carry a mark.
"""

from dataclasses import dataclass
from datetime import date

from shared.aws.tables import Table
from shared.checkpoints.rules import place_of
from shared.codes.issuing import CodeIssuer
from shared.codes.model import Code
from shared.codes.store import CodeStore
from shared.identity import rules
from shared.identity.model import Document, IdentityOnFile
from shared.identity.service import PersonIds
from shared.identity.store import AccountStore
from shared.kernel.clock import Clock, day_of
from shared.kernel.concurrency import Changed, retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode, refuse_together
from shared.kernel.ids import CheckpointId, EntryId, derived_id
from shared.kernel.pii import Name, Phone
from shared.kernel.roles import Actor
from shared.kernel.signals import PersonRegisteredOffline, Signals
from shared.offline_registrations.model import Evidence, OfflineRegistration
from shared.offline_registrations.store import OfflineRegistrationStore
from shared.risk.store import Person, RiskStore


@dataclass(frozen=True, slots=True)
class Papers:
    """What a grid worker enters, as text; each field is checked by its rule before anything else happens."""

    document_type: str
    document_number: str
    name: str
    phone: str | None
    evidence: Evidence
    checkpoint_id: str

    def __repr__(self) -> str:
        return "Papers(…)"


@dataclass(frozen=True, slots=True)
class RegisteredOffline:
    """A registration and its person's code; `new` is False when the code was there before."""

    registration: OfflineRegistration
    code: Code
    new: bool


class OfflineRegistrationService:
    """Registers from papers, at most so often an hour."""

    def __init__(
        self,
        *,
        core: Table,
        vault: Table,
        person_ids: PersonIds,
        issuer: CodeIssuer,
        per_hour: int,
        clock: Clock,
        signals: Signals,
    ) -> None:
        """`per_hour` is how many registrations one officer may try within a clock hour."""
        self._accounts = AccountStore(core)
        self._registrations = OfflineRegistrationStore(core, vault)
        self._people = RiskStore(core)
        self._codes = CodeStore(core)
        self._person_ids = person_ids
        self._issuer = issuer
        self._per_hour = per_hour
        self._clock = clock
        self._signals = signals

    def register(self, actor: Actor, papers: Papers, idempotency_key: str) -> RegisteredOffline:
        """Register a person without an account and issue their code, both marked as unconfirmed.

        Whoever has such a code already keeps it, with another entry of what was seen, so that a lost sheet is printed
        again; a retry adds no entry. Raises FieldsRefused, also for another name than the one written down before, or
        DomainError UNSUPPORTED_DOCUMENT, INVALID_DOCUMENT_NUMBER, INVALID_CHECKPOINT, TOO_MANY_ATTEMPTS,
        ALREADY_REGISTERED for whom the identity register has confirmed, IDEMPOTENCY_KEY_REUSED or BUSY.
        """
        place_of(papers.checkpoint_id)
        now = self._clock().replace(microsecond=0)
        identity = _checked(papers, day_of(now))
        # Before anything is looked for: who is refused has learnt whether somebody is registered.
        self._accounts.count_attempt(actor.account, now, self._per_hour)
        registration = OfflineRegistration(
            entry_id=EntryId(derived_id("offline registration", actor.account, idempotency_key)),
            person_id=self._person_ids.of(identity.document),
            evidence=papers.evidence,
            officer=actor,
            checkpoint_id=CheckpointId(papers.checkpoint_id),
            registered_at=now,
        )
        return retry_when_changed(lambda: self._register(registration, identity))

    def _register(self, registration: OfflineRegistration, identity: IdentityOnFile) -> RegisteredOffline:
        person = self._people.person(registration.person_id)
        if person.code_id is None:
            return self._enrol(registration, person, identity)
        if not person.unconfirmed:
            raise DomainError(ErrorCode.ALREADY_REGISTERED)
        code = self._codes.code(person.code_id)
        if code is None:
            raise Changed
        stored = self._registrations.see_again(registration, identity.name)
        if (stored.evidence, stored.checkpoint_id) != (registration.evidence, registration.checkpoint_id):
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        return RegisteredOffline(stored, code, new=False)

    def _enrol(self, registration: OfflineRegistration, person: Person, identity: IdentityOnFile) -> RegisteredOffline:
        masked_name = rules.masked_name(identity.name)
        code = self._issuer.draw(
            person.person_id, masked_name, person.holds, registration.registered_at, unconfirmed=True
        )
        self._registrations.enrol(registration, person, code, identity)
        self._signals(PersonRegisteredOffline(registration.evidence.value))
        return RegisteredOffline(registration, code, new=True)


def _checked(papers: Papers, today: date) -> IdentityOnFile:
    def document() -> Document:
        return rules.document(papers.document_type, papers.document_number, today)

    def name() -> Name:
        return rules.name(papers.name)

    def phone() -> Phone | None:
        return None if papers.phone is None else rules.phone(papers.phone)

    refuse_together(document, name, phone)
    return IdentityOnFile(document(), name(), phone(), unconfirmed=True)
