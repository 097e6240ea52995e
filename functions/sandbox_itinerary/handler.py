"""Composition root of the sandbox itinerary provider."""

import os

from functions.sandbox_itinerary.app import Settings, build
from shared.aws.clients import secret
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

settings = load(Settings, os.environ)
handler = build(secret(settings.itinerary_secret)(), cloudwatch_signals("sandbox_itinerary"))
