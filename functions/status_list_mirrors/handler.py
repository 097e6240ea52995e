"""Composition root of what takes over the status lists of other regions."""

import os

from functions.status_list_mirrors.app import Settings, build
from functions.status_list_mirrors.services import mirroring
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

signals = cloudwatch_signals("status_list_mirrors")
handler = build(mirroring(load(Settings, os.environ), signals), signals)
