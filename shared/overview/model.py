"""What a resident sees of a person at one glance (M17, M21)."""

from dataclasses import dataclass
from datetime import datetime

from shared.certificates.model import Certificate
from shared.declarations.model import Declaration
from shared.health_checks.model import HealthCheck
from shared.kernel.ids import PersonId
from shared.notices.model import ReleaseNotice
from shared.risk.model import Status
from shared.temperatures.model import Temperature


@dataclass(frozen=True, slots=True)
class Province:
    """Another province, by its number in GB/T 2260, and the address where it shows the health information it holds."""

    issuer: int
    address: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The colour with its reasons, and the newest of every list; what was never recorded is None, or empty."""

    person_id: PersonId
    status: Status
    as_of: datetime
    temperature: Temperature | None
    fever: bool
    """Whether that temperature is one."""
    health_check: HealthCheck | None
    declaration: Declaration | None
    certificates: tuple[Certificate, ...]
    """Confirmed ones only: the others show nothing yet, or never will."""
    release_notices: tuple[ReleaseNotice, ...]
    provinces: tuple[Province, ...]
