"""Composition root of the end of imports' runs."""

import os

from functions.import_report.app import Settings, build
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.import_files.service import ImportEnd
from shared.import_files.store import WholeFiles
from shared.kernel.clock import utc_now

settings, signals = load(Settings, os.environ), cloudwatch_signals("import_report")
files = WholeFiles(Bucket(clients.s3(), settings.imports_bucket))
core = Table(clients.dynamodb(), settings.core_table)
service = ImportEnd(core=core, files=files, clock=utc_now, signals=signals)
handler = build(service, signals)
