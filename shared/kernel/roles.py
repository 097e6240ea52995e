"""Who acts: the staff roles of the field, and the actor of one request."""

from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.ids import AccountId, Authority


class StaffRole(StrEnum):
    """A group claim in a staff token."""

    GRID_WORKER = "grid_worker"
    INSPECTOR = "inspector"
    MEDIC = "medic"
    HEALTH_AUTHORITY = "health_authority"
    ORG_ADMIN = "org_admin"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    SCANNER = "scanner"
    """An unattended gate."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who sent a request; residents have no roles and no authority."""

    account: AccountId
    roles: frozenset[StaffRole] = frozenset()
    authority: Authority | None = None
    """The health authority an officer acts for."""
