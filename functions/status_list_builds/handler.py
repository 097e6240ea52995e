"""Composition root of the builds of the status lists."""

import os

from functions.status_list_builds.app import Settings, build
from functions.status_list_builds.services import builder
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

signals = cloudwatch_signals("status_list_builds")
handler = build(builder(load(Settings, os.environ), signals), signals)
