"""A health check as clients are shown it: to the one who makes it, and to its person."""

from shared.health_checks.model import HealthCheck
from shared.kernel.clock import iso
from shared.temperatures.rules import FEVER


def shown(check: HealthCheck) -> dict[str, object]:
    """The check by the names of the wire, without its officer: temperature in degrees Celsius."""
    findings, tenths = check.findings, check.findings.tenths
    return {
        "health_check": check.entry_id,
        "symptoms": [symptom.value for symptom in findings.symptoms],
        "celsius": None if tenths is None else tenths / 10,
        "fever": None if tenths is None else tenths >= FEVER,
        "temperature": check.temperature_id,
        "remarks": findings.remarks,
        "checked_at": iso(check.checked_at),
        "checkpoint": check.checkpoint_id,
    }
