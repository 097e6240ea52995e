"""Composition root of certificates."""

import os

from functions.certificates.app import Settings, build
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.cursor import seal, unseal
from shared.aws.kms import KmsKeyedHash
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.certificates.service import CertificateService
from shared.certificates.store import CertificateFiles
from shared.family.service import FamilyService
from shared.kernel.clock import utc_now
from shared.kernel.paging import Cursors

settings, signals = load(Settings, os.environ), cloudwatch_signals("certificates")
keyed_hash = KmsKeyedHash(clients.kms(), settings.cursor_key)
core = Table(clients.dynamodb(), settings.core_table)
files = CertificateFiles(Bucket(clients.s3(), settings.certificates_bucket))
cursors = Cursors(seal(keyed_hash), unseal(keyed_hash))
service = CertificateService(core=core, files=files, cursors=cursors, clock=utc_now)
handler = build(settings, FamilyService(core=core, clock=utc_now, signals=signals), service, signals)
