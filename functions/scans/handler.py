"""Composition root of the scan."""

from shared.aws.start import started

# isort: split
import os

from functions.scans.app import Settings, build
from functions.scans.services import scan_service
from shared.aws import clients
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table

settings, signals = load(Settings, os.environ), cloudwatch_signals("scans")
core = Table(clients.dynamodb(), settings.core_table)
handler = build(settings, scan_service(settings, core, signals), signals)
started()
