"""Composition root of the nightly publication."""

import os

from functions.audit_days.app import Settings, build
from shared.audit_days.service import DayPublishing
from shared.audit_days.store import DayFiles
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.kernel.clock import utc_now

settings, signals = load(Settings, os.environ), cloudwatch_signals("audit_days")
service = DayPublishing(
    audit=Table(clients.dynamodb(), settings.audit_table),
    files=DayFiles(Bucket(clients.s3(), settings.days_bucket)),
    clock=utc_now,
    signals=signals,
)
handler = build(service, signals)
