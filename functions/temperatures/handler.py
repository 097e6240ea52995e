"""Composition root of a person's temperatures."""

import os

from functions.temperatures.app import Settings, build
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.family.service import FamilyService
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors
from shared.temperatures.service import TemperatureService

settings, signals = load(Settings, os.environ), cloudwatch_signals("temperatures")
keyed_hash = KmsKeyedHash(clients.kms(), settings.cursor_key)
cursors = Cursors(seal(keyed_hash), unseal(keyed_hash))
core = Table(clients.dynamodb(), settings.core_table)
family = FamilyService(core=core, clock=utc_now, signals=signals)
handler = build(settings, family, TemperatureService(core=core, cursors=cursors), signals)
