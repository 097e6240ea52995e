"""Composition root of the check of imports' files."""

import os

from functions.import_uploads.app import Settings, build
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.import_files.service import FileCheck
from shared.import_files.store import WholeFiles

settings, signals = load(Settings, os.environ), cloudwatch_signals("import_uploads")
# A copy of gigabytes takes its time.
files = WholeFiles(Bucket(clients.s3(read_timeout=120.0), settings.imports_bucket))
service = FileCheck(core=Table(clients.dynamodb(), settings.core_table), files=files, signals=signals)
handler = build(service, signals)
