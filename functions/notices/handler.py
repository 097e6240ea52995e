"""Composition root of release notices."""

import os
from datetime import timedelta

from functions.notices.app import Settings, build
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.family.service import FamilyService
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors
from shared.notices.service import NoticeService

settings, signals = load(Settings, os.environ), cloudwatch_signals("notices")
keyed_hash = KmsKeyedHash(clients.kms(), settings.cursor_key)
cursors = Cursors(seal(keyed_hash), unseal(keyed_hash))
core, kept = Table(clients.dynamodb(), settings.core_table), timedelta(days=settings.release_notice_retention_days)
family = FamilyService(core=core, clock=utc_now, signals=signals)
handler = build(settings, family, NoticeService(core=core, retention=kept, cursors=cursors, clock=utc_now), signals)
