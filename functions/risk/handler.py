"""Composition root of the red list."""

import os

from functions.risk.app import Settings, build
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.identity.service import PersonIds
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors
from shared.risk.service import ApprovalService, RiskService

settings, signals = load(Settings, os.environ), cloudwatch_signals("risk")
core, kms = Table(clients.dynamodb(), settings.core_table), clients.kms()
people, mac = PersonIds(KmsKeyedHash(kms, settings.person_key)), KmsKeyedHash(kms, settings.cursor_key)
brake, cursors = settings.assignments_an_hour, Cursors(seal(mac), unseal(mac))
service = RiskService(core=core, person_ids=people, assignments_an_hour=brake, clock=utc_now, signals=signals)
approvals = ApprovalService(core=core, cursors=cursors, clock=utc_now, signals=signals)
handler = build(settings, service, approvals, signals)
