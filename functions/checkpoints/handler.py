"""Composition root of checkpoints."""

import os

from functions.checkpoints.app import Settings, build
from shared.aws import clients
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.checkpoints.service import CheckpointService
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors

settings, signals = load(Settings, os.environ), cloudwatch_signals("checkpoints")
keyed_hash = KmsKeyedHash(clients.kms(), settings.cursor_key)
cursors = Cursors(seal(keyed_hash), unseal(keyed_hash))
core = Table(clients.dynamodb(), settings.core_table)
handler = build(settings, CheckpointService(core=core, cursors=cursors, clock=utc_now), signals)
