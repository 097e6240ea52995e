"""Temperatures: registered by the staff who scanned a person's code, and shown to the person (M15 to M17)."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from shared.aws.tables import Table
from shared.family.model import Acting
from shared.kernel.clock import Clock
from shared.kernel.encounter import Encounter
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import EntryId, derived_id
from shared.kernel.paging import Cursors, Page, PageRequest, page_of
from shared.kernel.signals import Signals, TemperatureRegistered
from shared.temperatures import rules
from shared.temperatures.model import Temperature
from shared.temperatures.store import TemperatureStore

# An entry that cannot exist is not looked for.
_ENTRY_ID = re.compile(r"[a-z2-7]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """A temperature with what it says."""

    temperature: Temperature
    fever: bool
    current: bool
    """Whether it is the person's newest one, which is the one that counts (M16)."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What staff registered; `new` is false for a retry."""

    temperature: Temperature
    fever: bool
    new: bool


class TemperatureService:
    """Temperatures of the people an account may act for."""

    def __init__(self, *, core: Table, cursors: Cursors) -> None:
        self._store = TemperatureStore(core)
        self._cursors = cursors

    def page(self, acting: Acting, request: PageRequest) -> Page[Reading]:
        """A part of the person's temperatures, newest first.

        Raises DomainError INVALID_CURSOR.
        """
        person_id = acting.subject
        page = page_of(
            self._cursors,
            f"temperatures/{person_id}",
            request,
            lambda limit, after: self._store.page(person_id, limit, after),
        )
        # Only the first page begins with the newest one.
        first = None if request.cursor else next(iter(page.items), None)
        return Page(tuple(_reading(each, current=each is first) for each in page.items), page.cursor)

    def one(self, acting: Acting, entry_id: str) -> Reading:
        """One of the person's temperatures.

        Raises DomainError NOT_FOUND.
        """
        known = _ENTRY_ID.fullmatch(entry_id)
        found = self._store.temperature(acting.subject, EntryId(entry_id)) if known else None
        if found is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        latest, _ = self._store.page(acting.subject, 1)
        return _reading(found, current=latest == (found,))


class TemperatureRegistration:
    """What staff measure."""

    def __init__(self, *, core: Table, retention: timedelta, clock: Clock, signals: Signals) -> None:
        self._store = TemperatureStore(core)
        self._retention = retention
        self._clock = clock
        self._signals = signals

    def register(self, encounter: Encounter, tenths: int, idempotency_key: str) -> Registered:
        """Keep a temperature in tenths of a degree Celsius; a retry returns that of its first try.

        Raises FieldsRefused, DomainError SCAN_REQUIRED when the scan is too long ago, FORBIDDEN for a role that does
        not measure, or IDEMPOTENCY_KEY_REUSED.
        """
        rules.check_tenths(tenths)
        now = self._clock()
        temperature = Temperature(
            entry_id=EntryId(derived_id("temperature", encounter.actor.account, encounter.scan_id, idempotency_key)),
            person_id=encounter.person_id,
            tenths=tenths,
            measured_at=now.replace(microsecond=0),
            officer=encounter.actor.account,
            role=rules.measuring_role(encounter.actor),
            checkpoint_id=encounter.checkpoint_id,
            scan_id=encounter.scan_id,
        )
        stored = self._store.add(temperature, self._retention) if encounter.lasts(now) else self._first_try(temperature)
        # A second try is later, and may be made in another of the officer's roles.
        if replace(stored, measured_at=temperature.measured_at, role=temperature.role) != temperature:
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        new = stored is temperature
        if new:
            self._signals(TemperatureRegistered())
        return Registered(stored, rules.is_fever(stored), new)

    def _first_try(self, temperature: Temperature) -> Temperature:
        stored = self._store.temperature(temperature.person_id, temperature.entry_id)
        if stored is None:
            raise DomainError(ErrorCode.SCAN_REQUIRED)
        return stored


def _reading(temperature: Temperature, *, current: bool) -> Reading:
    return Reading(temperature, rules.is_fever(temperature), current)
