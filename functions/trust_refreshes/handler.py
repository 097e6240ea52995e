"""Composition root of what keeps the trust list fresh."""

import os

from functions.trust_refreshes.app import Settings, build
from functions.trust_refreshes.services import refresh
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

signals = cloudwatch_signals("trust_refreshes")
handler = build(refresh(load(Settings, os.environ), signals), signals)
