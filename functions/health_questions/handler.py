"""Composition root of what answers other regions about people's health."""

import os

from functions.health_questions.app import Settings, build
from functions.health_questions.services import peer_answers
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

settings, signals = load(Settings, os.environ), cloudwatch_signals("health_questions")
handler = build(peer_answers(settings, signals), signals)
