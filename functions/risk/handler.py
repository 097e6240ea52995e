"""Composition root of the red list."""

import os

from functions.risk.app import Settings, build
from shared.aws import clients
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.identity.service import PersonIds
from shared.kernel.clock import utc_now
from shared.risk.service import RiskService

settings, signals = load(Settings, os.environ), cloudwatch_signals("risk")
core = Table(clients.dynamodb(), settings.core_table)
person_ids = PersonIds(KmsKeyedHash(clients.kms(), settings.person_key))
handler = build(settings, RiskService(core=core, person_ids=person_ids, clock=utc_now, signals=signals), signals)
