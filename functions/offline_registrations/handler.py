"""Composition root of registration by staff."""

import os

from functions.offline_registrations.app import Settings, build
from functions.offline_registrations.services import offline_registration_service
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

settings, signals = load(Settings, os.environ), cloudwatch_signals("offline_registrations")
handler = build(settings, offline_registration_service(settings, signals), signals)
