"""Composition root of the work on imports' rows."""

import os

from functions.import_rows.app import Settings, build
from functions.import_rows.services import rows_service
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

settings, signals = load(Settings, os.environ), cloudwatch_signals("import_rows")
handler = build(rows_service(settings, signals), signals)
