"""Composition root of an account's notifications."""

import os

from functions.notifications.app import Settings, build
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.family.service import FamilyService
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors
from shared.notifications.service import NotificationService

settings, signals = load(Settings, os.environ), cloudwatch_signals("notifications")
core, mac = Table(clients.dynamodb(), settings.core_table), KmsKeyedHash(clients.kms(), settings.cursor_key)
family = FamilyService(core=core, clock=utc_now, signals=signals)
service = NotificationService(core=core, cursors=Cursors(seal(mac), unseal(mac)))
handler = build(settings, family, service, signals)
