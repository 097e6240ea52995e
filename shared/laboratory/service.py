"""Test results: recorded by the medic who scanned a person's code, shown to the person, and counted (M9, M15)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from shared.aws.tables import Table
from shared.family.model import Acting
from shared.kernel.clock import Clock
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.encounter import Encounter
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import EntryId, derived_id
from shared.kernel.paging import Cursors, Page, PageRequest, page_of
from shared.kernel.signals import LabResultRecorded, RiskLifted, Signals
from shared.laboratory import rules
from shared.laboratory.model import LabResult, Result, Sample
from shared.laboratory.store import LabResultStore
from shared.risk.model import Hold
from shared.risk.rules import without_holds
from shared.risk.store import Lift, Person, RiskStore


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a medic recorded; `new` is false for a retry."""

    result: LabResult
    new: bool


class LabResultService:
    """Test results of the people an account may act for."""

    def __init__(self, *, core: Table, cursors: Cursors) -> None:
        self._store = LabResultStore(core)
        self._cursors = cursors

    def page(self, acting: Acting, request: PageRequest) -> Page[LabResult]:
        """A part of the person's test results, the one that was recorded last first.

        Raises DomainError INVALID_CURSOR.
        """
        return page_of(
            self._cursors,
            f"test-results/{acting.subject}",
            request,
            lambda limit, after: self._store.page(acting.subject, limit, after),
        )


class LabResultRecording:
    """What medics are told by laboratories."""

    def __init__(self, *, core: Table, retention: timedelta, clock: Clock, signals: Signals) -> None:
        self._store = LabResultStore(core)
        self._people = RiskStore(core)
        self._retention = retention
        self._clock = clock
        self._signals = signals

    def record(self, encounter: Encounter, sample: Sample, idempotency_key: str) -> Recorded:
        """Keep a result of the person who was scanned, and end the records that a second negative one ends, or neither.

        A retry returns the result of its first try. Raises FieldsRefused, DomainError SCAN_REQUIRED when the scan is
        too long ago, FORBIDDEN for whoever is no medic, IDEMPOTENCY_KEY_REUSED or BUSY.
        """
        rules.check_role(encounter.actor)
        sample = replace(sample, sampled_at=sample.sampled_at.replace(microsecond=0))
        entry_id = EntryId(derived_id("test result", encounter.actor.account, encounter.scan_id, idempotency_key))
        try:
            recorded = retry_when_changed(lambda: self._record(entry_id, encounter, sample))
        except DomainError:
            # What can no longer be recorded may have been recorded by the first try.
            first = self._store.result(encounter.person_id, entry_id)
            if first is None:
                raise
            recorded = Recorded(first, new=False)
        if recorded.result.sample != sample:
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        return recorded

    def _record(self, entry_id: EntryId, encounter: Encounter, sample: Sample) -> Recorded:
        now = self._clock().replace(microsecond=0)
        if not encounter.lasts(now):
            raise DomainError(ErrorCode.SCAN_REQUIRED)
        rules.check_sample(sample, now)
        # The person first: whatever is recorded after this read changes them, and then nothing of this is kept.
        person = self._people.person(encounter.person_id)
        known = self._store.all_of(encounter.person_id)
        first = next((each for each in known if each.entry_id == entry_id), None)
        if first is not None:
            return Recorded(first, new=False)
        new = LabResult(
            entry_id=entry_id,
            person_id=encounter.person_id,
            sample=replace(sample, sampled_at=sample.sampled_at.astimezone(UTC)),
            lifted=(),
            recorded_at=now,
            officer=encounter.actor.account,
            checkpoint_id=encounter.checkpoint_id,
            scan_id=encounter.scan_id,
        )
        return self._kept(new, person, known, now)

    def _kept(self, new: LabResult, person: Person, known: tuple[LabResult, ...], now: datetime) -> Recorded:
        ended, reason = _ended(new, person, known, now)
        lifted = tuple(hold.record_id for hold in ended)
        result = replace(new, lifted=lifted)
        lift = Lift(new.officer, reason, now)
        stored = self._store.add(result, self._retention, person, lift, without_holds(person.holds, lifted, now))
        if stored is not result:
            return Recorded(stored, new=False)
        self._signals(LabResultRecorded(result.sample.result.value))
        for hold in ended:
            self._signals(RiskLifted(hold.category.value))
        return Recorded(result, new=True)


def _ended(new: LabResult, person: Person, known: tuple[LabResult, ...], now: datetime) -> tuple[tuple[Hold, ...], str]:
    if new.sample.result is not Result.NEGATIVE:
        return (), ""
    ended, pair = rules.ended_by(person.holds, (*known, new), now)
    return ended, rules.lift_reason(pair) if pair else ""
