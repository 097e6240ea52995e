"""Composition root of the audit."""

import os

from functions.audit.app import Settings
from shared.audit.service import AuditService
from shared.aws import clients
from shared.aws.poison import poison_queue
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.streams import stream_handler
from shared.aws.tables import Table
from shared.kernel.clock import utc_now

settings, signals = load(Settings, os.environ), cloudwatch_signals("audit")
service = AuditService(
    audit=Table(clients.dynamodb(), settings.audit_table),
    poison=poison_queue(clients.sqs(), settings.poison_changes),
    clock=utc_now,
    signals=signals,
)
handler = stream_handler(service.record, signals)
