"""Composition root of sending notifications."""

import os

from functions.notification_deliveries.app import DETAIL_TYPE, SOURCE, Settings, build
from shared.aws import clients
from shared.aws.event_bus import EventBus
from shared.aws.queues import queue_handler
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.kernel.clock import utc_now
from shared.notifications.service import NotificationSending

settings, signals = load(Settings, os.environ), cloudwatch_signals("notification_deliveries")
core, bus = Table(clients.dynamodb(), settings.core_table), settings.notification_bus
events = EventBus(clients.events(), bus, SOURCE, DETAIL_TYPE)
handler = queue_handler(build(NotificationSending(core=core, bus=events, clock=utc_now, signals=signals)), signals)
