"""What a health check may say, and who makes one (M15)."""

from shared.health_checks.model import CHECKER, Findings
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused, refuse_together
from shared.kernel.roles import Actor
from shared.temperatures.rules import check_tenths


def check_role(actor: Actor) -> None:
    """Raises DomainError FORBIDDEN for whoever is no grid worker."""
    if CHECKER not in actor.roles:
        raise DomainError(ErrorCode.FORBIDDEN)


def check(findings: Findings) -> None:
    """Raises FieldsRefused that names every wrong field."""
    refuse_together(lambda: _check_symptoms(findings), lambda: _check_temperature(findings))


def _check_symptoms(findings: Findings) -> None:
    if len(set(findings.symptoms)) != len(findings.symptoms):
        raise FieldsRefused({"symptoms": "names one twice"})


def _check_temperature(findings: Findings) -> None:
    if findings.tenths is not None:
        check_tenths(findings.tenths)
