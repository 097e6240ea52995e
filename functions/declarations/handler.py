"""Composition root of declarations."""

import os
from datetime import timedelta

from functions.declarations.app import Settings, build
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.declarations.service import DeclarationService
from shared.family.service import FamilyService
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors
from shared.organisations.service import MembershipService

settings, signals = load(Settings, os.environ), cloudwatch_signals("declarations")
core, mac = Table(clients.dynamodb(), settings.core_table), KmsKeyedHash(clients.kms(), settings.cursor_key)
cursors, retention = Cursors(seal(mac), unseal(mac)), timedelta(days=settings.declaration_retention_days)
family = FamilyService(core=core, clock=utc_now, signals=signals)
made = DeclarationService(core=core, retention=retention, cursors=cursors, clock=utc_now, signals=signals)
members = MembershipService(core=core, clock=utc_now, signals=signals)
handler = build(settings, family, made, members, signals)
