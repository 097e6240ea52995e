"""What the health overview, and the lists beside it, are made of in production."""

from functions.health.app import Lists, Settings
from shared.access.service import AccessService
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.tables import Table
from shared.family.service import FamilyService
from shared.health_checks.service import HealthCheckService
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors
from shared.kernel.signals import Signals
from shared.laboratory.service import LabResultService
from shared.overview.service import OverviewService


def services(settings: Settings, signals: Signals) -> tuple[FamilyService, OverviewService, Lists]:
    """The right to act for a person, the overview and the lists, over the region's core table."""
    keyed_hash = KmsKeyedHash(clients.kms(), settings.cursor_key)
    core, cursors = Table(clients.dynamodb(), settings.core_table), Cursors(seal(keyed_hash), unseal(keyed_hash))
    lists = Lists(
        health_checks=HealthCheckService(core=core, cursors=cursors),
        lab_results=LabResultService(core=core, cursors=cursors),
        accesses=AccessService(core=core, cursors=cursors),
    )
    family = FamilyService(core=core, clock=utc_now, signals=signals)
    return family, OverviewService(core=core, provinces=settings.provinces, clock=utc_now), lists
