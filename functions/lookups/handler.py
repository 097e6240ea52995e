"""Composition root of look-ups."""

import os
import secrets
from datetime import timedelta

from functions.lookups.app import Settings, build
from shared.aws import clients
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.kernel.clock import utc_now
from shared.lookups.service import Limits, LookUpService

settings, signals, dynamodb = load(Settings, os.environ), cloudwatch_signals("lookups"), clients.dynamodb()
service = LookUpService(
    core=Table(dynamodb, settings.core_table),
    vault=Table(dynamodb, settings.vault_table),
    limits=Limits(settings.look_ups_per_hour, timedelta(days=settings.look_up_retention_days)),
    random_bytes=secrets.token_bytes,
    clock=utc_now,
    signals=signals,
)
handler = build(settings, service, signals)
