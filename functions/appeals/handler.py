"""Composition root of a person's appeals."""

import os
from datetime import timedelta

from functions.appeals.app import Settings, build
from shared.appeals.service import AppealService
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.family.service import FamilyService
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors

settings, signals = load(Settings, os.environ), cloudwatch_signals("appeals")
core, mac = Table(clients.dynamodb(), settings.core_table), KmsKeyedHash(clients.kms(), settings.cursor_key)
cursors, term = Cursors(seal(mac), unseal(mac)), timedelta(days=settings.appeal_days)
family = FamilyService(core=core, clock=utc_now, signals=signals)
service = AppealService(core=core, term=term, cursors=cursors, clock=utc_now, signals=signals)
handler = build(settings, family, service, signals)
