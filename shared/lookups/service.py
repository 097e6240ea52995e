"""Look-ups by permission (M11): first the entry in the person's access log, then the answer."""

from dataclasses import dataclass
from datetime import timedelta

from shared.access.model import LookedUp, Purpose
from shared.aws.tables import Table
from shared.declarations.model import Contact, Declaration, Stay
from shared.declarations.store import DeclarationStore
from shared.identity.store import IdentityStore
from shared.kernel.clock import Clock
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import EntryId, PersonId, RandomBytes, base32
from shared.kernel.roles import Actor, StaffRole
from shared.kernel.signals import LookUpRefused, PersonLookedUp, Signals
from shared.lookups import rules
from shared.lookups.model import Fortnight, LookUp, SeenIdentity
from shared.lookups.store import LookUpStore
from shared.scans.service import EncounterService

_ID_BYTES = 10
# Nothing is added here, so no retention of declarations is ever reckoned.
_KEPT = timedelta(0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a region decides about look-ups."""

    per_hour: int
    """The most that one officer has in a clock hour."""
    retention: timedelta


def roles_that_may(*wanted: LookedUp) -> frozenset[StaffRole]:
    """The roles that may look up any of `wanted` for some purpose."""
    return rules.roles_that_may(wanted)


class LookUpService:
    """What an officer may look up of the person of their own scan, within the time of it.

    Every method takes the purpose as the client names it, and raises FieldsRefused for one that is none, DomainError
    FORBIDDEN when no role of the officer has that purpose for it, SCAN_REQUIRED, TOO_MANY_ATTEMPTS or BUSY. Nothing is
    read of the person before the look-up is in their access log, so without the entry there is no answer.
    """

    def __init__(
        self,
        *,
        core: Table,
        vault: Table,
        limits: Limits,
        random_bytes: RandomBytes,
        clock: Clock,
        signals: Signals,
    ) -> None:
        self._store = LookUpStore(core, limits.retention)
        self._per_hour = limits.per_hour
        self._identities = IdentityStore(vault)
        self._declarations = DeclarationStore(core, _KEPT)
        self._encounters = EncounterService(core=core)
        self._random_bytes = random_bytes
        self._clock = clock
        self._signals = signals

    def identity(self, actor: Actor, scan_id: str, purpose: str | None) -> SeenIdentity:
        """Who the person is; the document number without its middle where the role sees no more.

        Raises DomainError NOT_FOUND for whom the vault does not hold, besides.
        """
        made = self._made(actor, scan_id, purpose, LookedUp.IDENTITY, LookedUp.MASKED_IDENTITY)
        found = self._identities.identity_of(made.encounter.person_id)
        if found is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        return rules.seen(found, made.looked_up)

    def travel(self, actor: Actor, scan_id: str, purpose: str | None) -> Fortnight[Stay]:
        """Where the person has declared to have been in the last 14 days."""
        made = self._made(actor, scan_id, purpose, LookedUp.TRAVEL)
        newest, last = self._newest(made.encounter.person_id, rules.MOST_DECLARATIONS)
        return rules.travel(newest, made.at, all_read=last is None)

    def contacts(self, actor: Actor, scan_id: str, purpose: str | None) -> Fortnight[Contact]:
        """Which contacts the person has declared for the last 14 days."""
        made = self._made(actor, scan_id, purpose, LookedUp.CONTACTS)
        newest, last = self._newest(made.encounter.person_id, rules.MOST_DECLARATIONS)
        return rules.contacts(newest, made.at, all_read=last is None)

    def declarations(self, actor: Actor, scan_id: str, purpose: str | None) -> tuple[Declaration, ...]:
        """The person's ten newest declarations; their stays and contacts are look-ups of their own."""
        made = self._made(actor, scan_id, purpose, LookedUp.DECLARATIONS)
        return self._newest(made.encounter.person_id, rules.SHOWN_DECLARATIONS)[0]

    def _newest(self, person_id: PersonId, most: int) -> tuple[tuple[Declaration, ...], str | None]:
        return self._declarations.page(person_id, most, None)

    def _made(self, actor: Actor, scan_id: str, purpose: str | None, *wanted: LookedUp) -> LookUp:
        named = rules.purpose(purpose)
        try:
            made = self._kept(actor, scan_id, named, wanted)
        except DomainError as refusal:
            self._signals(LookUpRefused(wanted[0].value, refusal.code.value))
            raise
        self._signals(PersonLookedUp(made.looked_up.value, named.value))
        return made

    def _kept(self, actor: Actor, scan_id: str, purpose: Purpose, wanted: tuple[LookedUp, ...]) -> LookUp:
        looked_up = rules.permitted(actor.roles, purpose, wanted)
        encounter = self._encounters.encounter(actor, scan_id)
        now = self._clock().replace(microsecond=0)
        if not encounter.lasts(now):
            raise DomainError(ErrorCode.SCAN_REQUIRED)
        # Random, so that each answer is an entry of its own: a person sees how often they were looked at.
        look_up_id = EntryId(base32(self._random_bytes(_ID_BYTES)))
        made = LookUp(look_up_id, encounter, looked_up, purpose, now)
        retry_when_changed(lambda: self._store.add(made, self._per_hour))
        return made
