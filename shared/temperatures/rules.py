"""What a temperature says, and who may register one."""

from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused
from shared.kernel.roles import Actor, StaffRole
from shared.temperatures.model import HIGHEST, LOWEST, MEASURERS, Temperature

FEVER = 373
"""Tenths of a degree Celsius; the diagnosis and treatment plans of 2020 call 37.3 and above a fever."""


def is_fever(temperature: Temperature) -> bool:
    """Whether the temperature is one that staff act on."""
    return temperature.tenths >= FEVER


def check_tenths(tenths: int) -> None:
    """Raises FieldsRefused for what is no person's temperature."""
    if not LOWEST <= tenths <= HIGHEST:
        raise FieldsRefused({"celsius": f"from {LOWEST / 10} to {HIGHEST / 10}"})


def measuring_role(actor: Actor) -> StaffRole:
    """The role in which somebody measures.

    Raises DomainError FORBIDDEN.
    """
    for role in MEASURERS:
        if role in actor.roles:
            return role
    raise DomainError(ErrorCode.FORBIDDEN)
