"""Composition root of organisations."""

import os
import secrets

from functions.organisations.app import Settings, build
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors
from shared.organisations.service import OrganisationService

settings, signals = load(Settings, os.environ), cloudwatch_signals("organisations")
core, mac = Table(clients.dynamodb(), settings.core_table), KmsKeyedHash(clients.kms(), settings.cursor_key)
cursors, draw = Cursors(seal(mac), unseal(mac)), secrets.token_bytes
service = OrganisationService(core=core, cursors=cursors, random_bytes=draw, clock=utc_now, signals=signals)
handler = build(settings, service, signals)
