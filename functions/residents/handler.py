"""Composition root of registration."""

import os

from functions.residents.app import Settings, build
from functions.residents.services import family_service, registration_service
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

settings, signals = load(Settings, os.environ), cloudwatch_signals("residents")
handler = build(settings, registration_service(settings, signals), family_service(settings, signals), signals)
