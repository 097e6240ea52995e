"""Composition root of what answers other regions."""

import os

from functions.federation.app import Settings, build
from functions.federation.services import peer_answers
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

settings, signals = load(Settings, os.environ), cloudwatch_signals("federation")
handler = build(peer_answers(settings, signals), signals)
