"""Filing appeals against red, and deciding them against a deadline (GB/T 38963, correction)."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from shared.appeals import rules
from shared.appeals.model import Appeal, AppealOutcome, AppealState, Decision
from shared.appeals.store import AppealStore, Ending
from shared.aws.tables import Table
from shared.family.model import Acting
from shared.kernel.clock import Clock
from shared.kernel.concurrency import Changed, retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import Authority, EntryId, derived_id
from shared.kernel.paging import Cursors, Page, PageRequest, page_of
from shared.kernel.roles import Actor
from shared.kernel.signals import AppealDecided, AppealFiled, RiskLifted, Signals
from shared.risk.rules import without_hold
from shared.risk.store import RiskStore

# An appeal that cannot exist is not looked for.
_ENTRY_ID = re.compile(r"[a-z2-7]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """An appeal with where it stands."""

    appeal: Appeal
    state: AppealState


@dataclass(frozen=True, slots=True)
class Filed:
    """What a resident filed; `new` is false for a retry."""

    standing: Standing
    new: bool


class AppealService:
    """Appeals of the people an account may act for; filing one changes no colour."""

    def __init__(self, *, core: Table, term: timedelta, cursors: Cursors, clock: Clock, signals: Signals) -> None:
        self._store = AppealStore(core)
        self._people = RiskStore(core)
        self._term = term
        self._cursors = cursors
        self._clock = clock
        self._signals = signals

    def file(self, acting: Acting, record_id: str, reason: str, idempotency_key: str) -> Filed:
        """Appeal against a record that makes the person red now; a retry gets the appeal of its first try.

        Raises FieldsRefused when it is no such record, DomainError ALREADY_APPEALED while another appeal is open
        against it, IDEMPOTENCY_KEY_REUSED or BUSY.
        """
        entry_id = EntryId(derived_id("appeal", acting.account, idempotency_key))
        try:
            filed = retry_when_changed(lambda: self._file(entry_id, acting, record_id, reason))
        except DomainError:
            # What can no longer be appealed against may have been by the first try: it may be decided by now.
            first = self._store.appeal(entry_id)
            if first is None:
                raise
            filed = self._filed(first, new=False)
        appeal = filed.standing.appeal
        first_try = (appeal.person_id, appeal.filed_by, appeal.record_id, appeal.reason)
        if first_try != (acting.subject, acting.actor, record_id, reason):
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        if filed.new:
            self._signals(AppealFiled(appeal.category.value))
        return filed

    def page(self, acting: Acting, request: PageRequest) -> Page[Standing]:
        """A part of the person's appeals, newest first.

        Raises DomainError INVALID_CURSOR.
        """
        person_id, now = acting.subject, self._clock()
        page = page_of(
            self._cursors,
            f"appeals/{person_id}",
            request,
            lambda limit, after: self._store.page(person_id, limit, after),
        )
        return Page(tuple(Standing(each, rules.state_at(each, now)) for each in page.items), page.cursor)

    def _file(self, entry_id: EntryId, acting: Acting, record_id: str, reason: str) -> Filed:
        now = self._clock().replace(microsecond=0)
        hold = rules.hold_to_appeal(self._people.person(acting.subject).holds, record_id, now)
        appeal = Appeal(
            entry_id=entry_id,
            person_id=acting.subject,
            filed_by=acting.actor,
            record_id=hold.record_id,
            category=hold.category,
            authority=hold.authority,
            reason=reason,
            filed_at=now,
            deadline=now + self._term,
        )
        stored = self._store.add(appeal)
        return self._filed(stored, new=stored is appeal)

    def _filed(self, appeal: Appeal, *, new: bool) -> Filed:
        return Filed(Standing(appeal, rules.state_at(appeal, self._clock())), new)


class AppealDecisions:
    """What officers do with appeals; `supervising` is the authority to which appeals escalate."""

    def __init__(
        self, *, core: Table, supervising: Authority, cursors: Cursors, clock: Clock, signals: Signals
    ) -> None:
        self._store = AppealStore(core)
        self._people = RiskStore(core)
        self._supervising = supervising
        self._cursors = cursors
        self._clock = clock
        self._signals = signals

    def own(self, actor: Actor, request: PageRequest) -> Page[Standing]:
        """A part of the open appeals against records of the officer's own authority, the oldest deadline first.

        Raises DomainError AUTHORITY_MISSING or INVALID_CURSOR.
        """
        authority = _authority_of(actor)
        page = page_of(
            self._cursors,
            f"open-appeals/{authority}",
            request,
            lambda limit, after: self._store.open_for(authority, limit, after),
        )
        return self._standing(page)

    def escalated(self, actor: Actor, request: PageRequest) -> Page[Standing]:
        """A part of the open appeals of every authority whose deadline is over, the oldest deadline first.

        Raises DomainError AUTHORITY_MISSING, INVALID_CURSOR, or OTHER_AUTHORITY for an officer of any but the
        supervising authority.
        """
        if _authority_of(actor) != self._supervising:
            raise DomainError(ErrorCode.OTHER_AUTHORITY)
        now = self._clock()
        page = page_of(
            self._cursors,
            "escalated-appeals",
            request,
            lambda limit, after: self._store.overdue(now, limit, after),
        )
        return self._standing(page)

    def decide(self, actor: Actor, appeal_id: str, outcome: AppealOutcome, reason: str) -> Standing:
        """Decide an appeal; LIFTED lifts its record in the same write. The same decision again returns the first one.

        An appeal outlives its record: when that has ended meanwhile, it is still decided, and nothing else changes.
        Raises DomainError AUTHORITY_MISSING, NOT_FOUND, OTHER_AUTHORITY, OWN_RECORD, ALREADY_DECIDED or BUSY.
        """
        authority = _authority_of(actor)
        if not _ENTRY_ID.fullmatch(appeal_id):
            raise DomainError(ErrorCode.NOT_FOUND)
        return retry_when_changed(lambda: self._decide(actor, authority, EntryId(appeal_id), outcome, reason))

    def _decide(
        self, actor: Actor, authority: Authority, entry_id: EntryId, outcome: AppealOutcome, reason: str
    ) -> Standing:
        now = self._clock().replace(microsecond=0)
        appeal = self._store.appeal(entry_id)
        if appeal is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        if not rules.may_decide(appeal, authority, self._supervising, now):
            raise DomainError(ErrorCode.OTHER_AUTHORITY)
        decision = Decision(outcome, reason, authority, actor.account, now)
        if appeal.decision is not None:
            if replace(appeal.decision, decided_at=now) != decision:
                raise DomainError(ErrorCode.ALREADY_DECIDED)
            return Standing(appeal, rules.state_at(appeal, now))
        ending = self._ending(actor, appeal, decision)
        self._store.decide(appeal, decision, ending)
        self._signals(AppealDecided(outcome.value))
        if ending is not None:
            self._signals(RiskLifted(appeal.category.value))
        decided = replace(appeal, decision=decision)
        return Standing(decided, rules.state_at(decided, now))

    def _ending(self, actor: Actor, appeal: Appeal, decision: Decision) -> Ending | None:
        record = self._people.record(appeal.person_id, appeal.record_id)
        if record is None:
            raise Changed
        if record.assignment.officer == actor.account:
            raise DomainError(ErrorCode.OWN_RECORD)
        if decision.outcome is not AppealOutcome.LIFTED or record.lifted_at is not None:
            return None
        person = self._people.person(appeal.person_id)
        return Ending(person, without_hold(person.holds, appeal.record_id, decision.decided_at))

    def _standing(self, page: Page[Appeal]) -> Page[Standing]:
        now = self._clock()
        return Page(tuple(Standing(each, rules.state_at(each, now)) for each in page.items), page.cursor)


def _authority_of(actor: Actor) -> Authority:
    if actor.authority is None:
        raise DomainError(ErrorCode.AUTHORITY_MISSING)
    return actor.authority
