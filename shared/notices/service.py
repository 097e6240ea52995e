"""Release notices: issued by medics through a scan, shown to their person, verified by anyone (M15, M17)."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from shared.aws.tables import Table
from shared.codes.issuing import SigningKey, publish_key
from shared.codes.store import CodeStore
from shared.family.model import Acting
from shared.kernel.clock import Clock, day_of
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.encounter import Encounter
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import EntryId, derived_id
from shared.kernel.paging import Cursors, Page, PageRequest, page_of
from shared.kernel.roles import StaffRole
from shared.kernel.signals import ReleaseNoticeIssued, RiskLifted, Signals
from shared.notices import rules, token
from shared.notices.keyring import NoticeKeys
from shared.notices.model import NoticeClaims, Observation, ReleaseNotice
from shared.notices.store import NoticeStore
from shared.risk.rules import without_holds
from shared.risk.store import Lift, RiskStore

# A notice that cannot exist is not looked for.
_ENTRY_ID = re.compile(r"[a-z2-7]{16}", re.ASCII)


@dataclass
class NoticeSigner:
    """Signs notices under the region's key, whose public half is published before the first of them."""

    core: Table
    key: SigningKey
    issuer: int
    key_id: int
    code_prefix: str
    _published: bool = field(default=False, init=False)

    def payload(self, entry_id: EntryId, issued_at: datetime) -> str:
        """The text of a notice's QR."""
        if not self._published:
            publish_key(self.core, self.key, self.issuer, self.key_id, issued_at)
            self._published = True
        claims = NoticeClaims(self.issuer, self.key_id, int(issued_at.timestamp()), entry_id)
        return token.issue(claims, token.prefix_of(self.code_prefix), self.key.sign)


@dataclass(frozen=True, slots=True)
class Issued:
    """What a medic issued; `new` is false for a retry."""

    notice: ReleaseNotice
    new: bool


class NoticeIssuing:
    """What medics do at the end of an observation."""

    def __init__(
        self, *, core: Table, retention: timedelta, signer: NoticeSigner, clock: Clock, signals: Signals
    ) -> None:
        self._store = NoticeStore(core)
        self._people = RiskStore(core)
        self._retention = retention
        self._signer = signer
        self._clock = clock
        self._signals = signals

    def issue(
        self, encounter: Encounter, observation: Observation, lifts: tuple[str, ...], idempotency_key: str
    ) -> Issued:
        """Issue a notice to the person who was scanned and end the records that `lifts` names, all or none.

        A retry returns the notice of its first try. Raises FieldsRefused, with the name NOT_RELEASED_BY_NOTICE for a
        record of a category that no notice ends, DomainError SCAN_REQUIRED when the scan is too long ago, FORBIDDEN for
        whoever is no medic, IDEMPOTENCY_KEY_REUSED or BUSY.
        """
        if StaffRole.MEDIC not in encounter.actor.roles:
            raise DomainError(ErrorCode.FORBIDDEN)
        entry_id = EntryId(derived_id("notice", encounter.actor.account, encounter.scan_id, idempotency_key))
        try:
            issued = retry_when_changed(lambda: self._issue(entry_id, encounter, observation, lifts))
        except DomainError:
            # What can no longer be issued may have been issued by the first try: its records are lifted by now.
            first = self._store.notice(entry_id)
            if first is None:
                raise
            issued = Issued(first, new=False)
        if (issued.notice.observation, issued.notice.lifted) != (observation, lifts):
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        return issued

    def _issue(
        self, entry_id: EntryId, encounter: Encounter, observation: Observation, lifts: tuple[str, ...]
    ) -> Issued:
        now = self._clock().replace(microsecond=0)
        if not encounter.lasts(now):
            raise DomainError(ErrorCode.SCAN_REQUIRED)
        rules.check_observation(observation, now)
        person = self._people.person(encounter.person_id)
        ended = rules.lifted_holds(person.holds, lifts, now)
        lifted = rules.records_of(ended)
        notice = ReleaseNotice(
            entry_id=entry_id,
            person_id=encounter.person_id,
            masked_name=person.masked_name or "",
            observation=observation,
            lifted=lifted,
            issued_at=now,
            kept_until=now + self._retention,
            payload=self._signer.payload(entry_id, now),
            officer=encounter.actor.account,
            role=StaffRole.MEDIC,
            checkpoint_id=encounter.checkpoint_id,
            scan_id=encounter.scan_id,
        )
        lift = Lift(encounter.actor.account, rules.lift_reason(entry_id), now)
        stored = self._store.add(notice, person, lift, without_holds(person.holds, lifted, now))
        if stored is not notice:
            return Issued(stored, new=False)
        self._signals(ReleaseNoticeIssued())
        for hold in ended:
            self._signals(RiskLifted(hold.category.value))
        return Issued(notice, new=True)


class Finding(StrEnum):
    """What became of verifying a notice."""

    GENUINE = "GENUINE"
    NO_LONGER_KEPT = "NO_LONGER_KEPT"
    """Signed by an issuer, and its retention time is over: nothing is told of it but the day of issue."""
    UNKNOWN = "UNKNOWN"
    """Signed by an issuer, and not on file here."""
    NOT_GENUINE = "NOT_GENUINE"


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer to whoever verifies a notice; the notice is there exactly when it is genuine."""

    finding: Finding
    notice: ReleaseNotice | None = None
    issued_on: date | None = None
    """Whenever an issuer has signed it."""


class NoticeService:
    """Release notices of the people an account may act for, and the verification of anybody's."""

    def __init__(self, *, core: Table, retention: timedelta, cursors: Cursors, clock: Clock) -> None:
        self._store = NoticeStore(core)
        self._retention = retention
        self._keys = NoticeKeys(CodeStore(core).issuer_keys, clock)
        self._cursors = cursors
        self._clock = clock

    def page(self, acting: Acting, request: PageRequest) -> Page[ReleaseNotice]:
        """A part of the person's notices, newest first.

        Raises DomainError INVALID_CURSOR.
        """
        person_id = acting.subject
        return page_of(
            self._cursors,
            f"release-notices/{person_id}",
            request,
            lambda limit, after: self._store.page(person_id, limit, after),
        )

    def one(self, acting: Acting, entry_id: str) -> ReleaseNotice:
        """One of the person's notices.

        Raises DomainError NOT_FOUND, the same for a notice that does not exist and for somebody else's.
        """
        found = self._store.notice(EntryId(entry_id)) if _ENTRY_ID.fullmatch(entry_id) else None
        if found is None or found.person_id != acting.subject:
            raise DomainError(ErrorCode.NOT_FOUND)
        return found

    def verify(self, digits: str) -> Verification:
        """What the digits of a notice's QR are worth; any text may be asked about."""
        try:
            claims = token.verify(digits, self._keys.find)
        except token.NotGenuine:
            return Verification(Finding.NOT_GENUINE)
        now, issued_at = self._clock(), datetime.fromtimestamp(claims.issued_at, UTC)
        issued_on = day_of(issued_at)
        notice = self._store.notice(claims.entry_id)
        if notice is None:
            over = issued_at + self._retention <= now
            return Verification(Finding.NO_LONGER_KEPT if over else Finding.UNKNOWN, issued_on=issued_on)
        # A peer's key vouches for that peer's notices, and never for one of ours.
        if not notice.payload.endswith(digits):
            return Verification(Finding.NOT_GENUINE)
        if not rules.is_kept(notice, now):
            return Verification(Finding.NO_LONGER_KEPT, issued_on=issued_on)
        return Verification(Finding.GENUINE, notice, issued_on)
