"""Composition root of a person's health in other regions."""

import os

from functions.provinces.app import Settings, build
from functions.provinces.services import services
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

settings, signals = load(Settings, os.environ), cloudwatch_signals("provinces")
handler = build(settings, *services(settings, signals), signals)
