"""Composition root of the check of uploads."""

import os
from datetime import timedelta

from functions.certificate_uploads.app import Settings, build
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.certificates.service import UploadService
from shared.certificates.store import CertificateFiles
from shared.kernel.clock import utc_now

settings, signals = load(Settings, os.environ), cloudwatch_signals("certificate_uploads")
service = UploadService(
    core=Table(clients.dynamodb(), settings.core_table),
    files=CertificateFiles(Bucket(clients.s3(), settings.certificates_bucket)),
    retention=timedelta(days=settings.certificate_retention_days),
    clock=utc_now,
    signals=signals,
)
handler = build(service, signals)
