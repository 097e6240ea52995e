"""Composition root of the upload of late scans."""

import os
from datetime import timedelta

from functions.scan_batches.app import Settings, build
from shared.aws import clients
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.codes.keyring import KeyRing
from shared.codes.store import CodeStore
from shared.kernel.clock import utc_now
from shared.scan_batches.service import ScanBatchService

settings, signals = load(Settings, os.environ), cloudwatch_signals("scan_batches")
core, retention = Table(clients.dynamodb(), settings.core_table), timedelta(days=settings.scan_retention_days)
keyring = KeyRing(CodeStore(core).issuer_keys, utc_now)
service = ScanBatchService(core=core, retention=retention, keyring=keyring, clock=utc_now, signals=signals)
handler = build(settings, service, signals)
