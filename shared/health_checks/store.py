"""Health checks in the core table: written once with their temperature, kept for the region's retention time."""

from dataclasses import dataclass
from datetime import timedelta

from shared.aws import keys
from shared.aws.reading import in_list, newest, one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, put_new
from shared.declarations.model import Symptom
from shared.health_checks.model import Findings, HealthCheck
from shared.kernel.clock import from_iso, iso
from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, ScanId
from shared.temperatures.model import Temperature
from shared.temperatures.store import temperature_write


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a check is kept, and how long the temperature that was taken with it."""

    health_checks: timedelta
    temperatures: timedelta


@dataclass(frozen=True, slots=True)
class HealthCheckStore:
    """Append-only health checks."""

    core: Table

    def add(self, check: HealthCheck, temperature: Temperature | None, retention: Retention) -> HealthCheck:
        """Store a check and its temperature, or neither; returns the stored one when this one was stored before.

        Raises Changed when the same check was being stored at the same time.
        """
        writes = [put_new("health check", self.core.name, _item(check, retention.health_checks))]
        if temperature is not None:
            writes.append(temperature_write(self.core.name, temperature, retention.temperatures))
        try:
            commit(self.core.client, writes)
        except Refused as refused:
            return _health_check(refused.item)
        return check

    def health_check(self, person_id: PersonId, entry_id: EntryId) -> HealthCheck | None:
        """One check of a person, or None."""
        item = one(self.core, keys.health_check(person_id, entry_id))
        return _health_check(item) if item else None

    def page(
        self, person_id: PersonId, limit: int, after: str | None = None
    ) -> tuple[tuple[HealthCheck, ...], str | None]:
        """At most `limit` checks of a person that are older than `after`, newest first, and where to go on."""
        items, last = newest(self.core, keys.health_checks(person_id), limit, after)
        return tuple(map(_health_check, items)), last


def _item(check: HealthCheck, retention: timedelta) -> Item:
    findings = check.findings
    return {
        **keys.health_check(check.person_id, check.entry_id),
        **in_list(keys.health_checks(check.person_id), check.checked_at, check.entry_id),
        "entry_id": check.entry_id,
        "person_id": check.person_id,
        "symptoms": [symptom.value for symptom in findings.symptoms],
        "tenths": findings.tenths,
        "temperature_id": check.temperature_id,
        "remarks": findings.remarks,
        "checked_at": iso(check.checked_at),
        "officer": check.officer,
        "checkpoint_id": check.checkpoint_id,
        "scan_id": check.scan_id,
        "expires_at": int((check.checked_at + retention).timestamp()),
    }


def _health_check(item: Item) -> HealthCheck:
    return HealthCheck(
        entry_id=EntryId(item["entry_id"]),
        person_id=PersonId(item["person_id"]),
        findings=Findings(
            symptoms=tuple(map(Symptom, item["symptoms"])),
            tenths=item.get("tenths"),
            remarks=item.get("remarks"),
        ),
        temperature_id=EntryId(item["temperature_id"]) if "temperature_id" in item else None,
        checked_at=from_iso(item["checked_at"]),
        officer=AccountId(item["officer"]),
        checkpoint_id=CheckpointId(item["checkpoint_id"]),
        scan_id=ScanId(item["scan_id"]),
    )
