"""Composition root of the trust list."""

import os

from functions.trust_list.app import Settings, build
from shared.aws import clients
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.trust.service import TrustListService

settings, signals = load(Settings, os.environ), cloudwatch_signals("trust_list")
handler = build(TrustListService(Table(clients.dynamodb(), settings.core_table)), signals)
