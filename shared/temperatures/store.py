"""Temperatures in the core table: written once, kept for the region's retention time, never changed (M16)."""

from dataclasses import dataclass
from datetime import timedelta

from shared.aws import keys
from shared.aws.reading import in_list, newest, one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, Write, commit, put_new
from shared.kernel.clock import from_iso, iso
from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, ScanId
from shared.kernel.roles import StaffRole
from shared.temperatures.model import Temperature


@dataclass(frozen=True, slots=True)
class TemperatureStore:
    """Append-only temperatures."""

    core: Table

    def add(self, temperature: Temperature, retention: timedelta) -> Temperature:
        """Store a temperature; returns the stored one when this one was stored before."""
        try:
            commit(self.core.client, [temperature_write(self.core.name, temperature, retention)])
        except Refused as refused:
            return _temperature(refused.item)
        return temperature

    def temperature(self, person_id: PersonId, entry_id: EntryId) -> Temperature | None:
        """One temperature of a person, or None."""
        item = one(self.core, keys.temperature(person_id, entry_id))
        return _temperature(item) if item else None

    def page(
        self, person_id: PersonId, limit: int, after: str | None = None
    ) -> tuple[tuple[Temperature, ...], str | None]:
        """At most `limit` temperatures of a person that are older than `after`, newest first, and where to go on."""
        items, last = newest(self.core, keys.temperatures(person_id), limit, after)
        return tuple(map(_temperature, items)), last


def temperature_write(table: str, temperature: Temperature, retention: timedelta) -> Write:
    """The write of a new temperature, alone or with what it was taken for."""
    expires_at = int((temperature.measured_at + retention).timestamp())
    key = keys.temperature(temperature.person_id, temperature.entry_id)
    return put_new("temperature", table, key | _item(temperature) | {"expires_at": expires_at})


def _item(temperature: Temperature) -> Item:
    return {
        "entry_id": temperature.entry_id,
        "person_id": temperature.person_id,
        "tenths": temperature.tenths,
        "measured_at": iso(temperature.measured_at),
        "officer": temperature.officer,
        "role": temperature.role.value,
        "checkpoint_id": temperature.checkpoint_id,
        "scan_id": temperature.scan_id,
    } | in_list(keys.temperatures(temperature.person_id), temperature.measured_at, temperature.entry_id)


def _temperature(item: Item) -> Temperature:
    return Temperature(
        entry_id=EntryId(item["entry_id"]),
        person_id=PersonId(item["person_id"]),
        tenths=item["tenths"],
        measured_at=from_iso(item["measured_at"]),
        officer=AccountId(item["officer"]),
        role=StaffRole(item["role"]),
        checkpoint_id=CheckpointId(item["checkpoint_id"]),
        scan_id=ScanId(item["scan_id"]),
    )
