"""Composition root of the scan; reading the issuers' keys at start also opens the connection that scans use."""

from shared.aws.start import started

# isort: split
import os
from datetime import timedelta

from functions.scans.app import Settings, build
from shared.aws import clients
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.codes.keyring import KeyRing
from shared.codes.store import CodeStore
from shared.kernel.clock import utc_now
from shared.scans.service import ScanService

settings, signals = load(Settings, os.environ), cloudwatch_signals("scans")
core, retention = Table(clients.dynamodb(), settings.core_table), timedelta(days=settings.scan_retention_days)
keyring = KeyRing(CodeStore(core).issuer_keys, utc_now)
service = ScanService(core=core, retention=retention, keyring=keyring, clock=utc_now, signals=signals)
handler = build(settings, service, signals)
started()
