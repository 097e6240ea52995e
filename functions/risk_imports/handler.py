"""Composition root of imports."""

import os

from functions.risk_imports.app import Settings, build
from functions.risk_imports.services import service
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

settings, signals = load(Settings, os.environ), cloudwatch_signals("risk_imports")
handler = build(settings, service(settings, signals), signals)
