"""Composition root of those who decide appeals."""

import os

from functions.appeal_decisions.app import Settings, build
from shared.appeals.service import AppealDecisions
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.kernel.clock import utc_now
from shared.kernel.ids import Authority
from shared.kernel.paging import Cursors

settings, signals = load(Settings, os.environ), cloudwatch_signals("appeal_decisions")
core, mac = Table(clients.dynamodb(), settings.core_table), KmsKeyedHash(clients.kms(), settings.cursor_key)
cursors, supervising = Cursors(seal(mac), unseal(mac)), Authority(settings.supervising_authority)
service = AppealDecisions(core=core, supervising=supervising, cursors=cursors, clock=utc_now, signals=signals)
handler = build(settings, service, signals)
