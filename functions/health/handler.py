"""Composition root of the health overview, of health checks, of test results and of the access log."""

import os

from functions.health.app import Settings, build
from functions.health.services import services
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

settings, signals = load(Settings, os.environ), cloudwatch_signals("health")
handler = build(settings, *services(settings, signals), signals)
