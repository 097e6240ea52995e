"""Composition root of the health overview, of health checks, of test results and of the access log."""

import os

from functions.health.app import Lists, Settings, build
from shared.access.service import AccessService
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.family.service import FamilyService
from shared.health_checks.service import HealthCheckService
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors
from shared.laboratory.service import LabResultService
from shared.overview.service import OverviewService

settings, signals = load(Settings, os.environ), cloudwatch_signals("health")
keyed_hash = KmsKeyedHash(clients.kms(), settings.cursor_key)
core, cursors = Table(clients.dynamodb(), settings.core_table), Cursors(seal(keyed_hash), unseal(keyed_hash))
family = FamilyService(core=core, clock=utc_now, signals=signals)
overviews = OverviewService(core=core, provinces=settings.provinces, clock=utc_now)
lists = Lists(
    health_checks=HealthCheckService(core=core, cursors=cursors),
    lab_results=LabResultService(core=core, cursors=cursors),
    accesses=AccessService(core=core, cursors=cursors),
)
handler = build(settings, family, overviews, lists, signals)
