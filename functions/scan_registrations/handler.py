"""Composition root of what is registered through a scan."""

import os

from functions.scan_registrations.app import Settings, build
from functions.scan_registrations.services import services
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

settings, signals = load(Settings, os.environ), cloudwatch_signals("scan_registrations")
handler = build(settings, *services(settings, signals), signals)
