"""Health checks: made by the grid worker who scanned a person's code, and shown to the person (M15, M17)."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.aws.tables import Table
from shared.family.model import Acting
from shared.health_checks import rules
from shared.health_checks.model import CHECKER, Findings, HealthCheck
from shared.health_checks.store import HealthCheckStore, Retention
from shared.kernel.clock import Clock
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.encounter import Encounter
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import EntryId, derived_id
from shared.kernel.paging import Cursors, Page, PageRequest, page_of
from shared.kernel.signals import HealthCheckRegistered, Signals, TemperatureRegistered
from shared.temperatures.model import Temperature


@dataclass(frozen=True, slots=True)
class Checked:
    """What a grid worker registered; `new` is false for a retry."""

    health_check: HealthCheck
    new: bool


class HealthCheckService:
    """Health checks of the people an account may act for."""

    def __init__(self, *, core: Table, cursors: Cursors) -> None:
        self._store = HealthCheckStore(core)
        self._cursors = cursors

    def page(self, acting: Acting, request: PageRequest) -> Page[HealthCheck]:
        """A part of the person's health checks, newest first.

        Raises DomainError INVALID_CURSOR.
        """
        return page_of(
            self._cursors,
            f"health-checks/{acting.subject}",
            request,
            lambda limit, after: self._store.page(acting.subject, limit, after),
        )


class HealthCheckRegistration:
    """What grid workers find."""

    def __init__(self, *, core: Table, retention: Retention, clock: Clock, signals: Signals) -> None:
        self._store = HealthCheckStore(core)
        self._retention = retention
        self._clock = clock
        self._signals = signals

    def register(self, encounter: Encounter, findings: Findings, idempotency_key: str) -> Checked:
        """Keep what was found, and the temperature as one of the person's; a retry returns the check of its first try.

        Raises FieldsRefused, DomainError SCAN_REQUIRED when the scan is too long ago, FORBIDDEN for whoever is no grid
        worker, IDEMPOTENCY_KEY_REUSED, or BUSY.
        """
        rules.check_role(encounter.actor)
        rules.check(findings)
        now = self._clock()
        check = _health_check(encounter, findings, now, idempotency_key)
        stored = self._added(check) if encounter.lasts(now) else self._first_try(check)
        # A second try is later.
        if replace(stored, checked_at=check.checked_at) != check:
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        new = stored is check
        if new:
            self._signals(HealthCheckRegistered())
        if new and findings.tenths is not None:
            self._signals(TemperatureRegistered())
        return Checked(stored, new)

    def _added(self, check: HealthCheck) -> HealthCheck:
        temperature = _temperature(check)
        return retry_when_changed(lambda: self._store.add(check, temperature, self._retention))

    def _first_try(self, check: HealthCheck) -> HealthCheck:
        stored = self._store.health_check(check.person_id, check.entry_id)
        if stored is None:
            raise DomainError(ErrorCode.SCAN_REQUIRED)
        return stored


def _health_check(encounter: Encounter, findings: Findings, now: datetime, idempotency_key: str) -> HealthCheck:
    request = (encounter.actor.account, encounter.scan_id, idempotency_key)
    # Not the id of a temperature that is registered alone: one key may serve for both.
    temperature_id = EntryId(derived_id("temperature of a health check", *request))
    return HealthCheck(
        entry_id=EntryId(derived_id("health check", *request)),
        person_id=encounter.person_id,
        findings=findings,
        temperature_id=None if findings.tenths is None else temperature_id,
        checked_at=now.replace(microsecond=0),
        officer=encounter.actor.account,
        checkpoint_id=encounter.checkpoint_id,
        scan_id=encounter.scan_id,
    )


def _temperature(check: HealthCheck) -> Temperature | None:
    if check.temperature_id is None or check.findings.tenths is None:
        return None
    return Temperature(
        entry_id=check.temperature_id,
        person_id=check.person_id,
        tenths=check.findings.tenths,
        measured_at=check.checked_at,
        officer=check.officer,
        role=CHECKER,
        checkpoint_id=check.checkpoint_id,
        scan_id=check.scan_id,
    )
