"""Composition root of making notifications."""

import os
import secrets
from datetime import timedelta

from functions.notification_changes.app import Settings
from shared.aws import clients
from shared.aws.queues import Queue
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.streams import stream_handler
from shared.aws.tables import Table
from shared.kernel.clock import utc_now
from shared.notifications.service import Delays, NotificationMaking
from shared.notifications.store import written_by

settings, signals = load(Settings, os.environ), cloudwatch_signals("notification_changes")
core, queue = Table(clients.dynamodb(), settings.core_table), Queue(clients.sqs(), settings.notification_queue)
delays = Delays(settings.notification_delay_seconds, secrets.randbelow)
kept = timedelta(days=settings.notification_retention_days)
making = NotificationMaking(core=core, retention=kept, deliveries=queue, delays=delays, clock=utc_now, signals=signals)
handler = stream_handler(lambda change: making.tell(written_by(change)), signals)
