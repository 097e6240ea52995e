"""Composition root of the status lists."""

import os

from functions.status_lists.app import Settings, build
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.kms import KmsSigningKey
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.kernel.clock import utc_now
from shared.statuslist.service import StatusListService
from shared.statuslist.signed_addresses import signed_addresses
from shared.statuslist.store import StatusListFiles

settings, signals = load(Settings, os.environ), cloudwatch_signals("status_lists")
core = Table(clients.dynamodb(), settings.core_table)
files = StatusListFiles(Bucket(clients.s3(), settings.status_lists_bucket))
addresses = signed_addresses(
    settings.status_lists_cdn, lambda: KmsSigningKey(clients.kms(), settings.status_lists_signing_key).sign, utc_now
)
service = StatusListService(core=core, files=files, issuer=settings.code_issuer, clock=utc_now, addresses=addresses)
handler = build(settings, service, signals)
