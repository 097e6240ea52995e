"""Composition root of published days."""

import os

from functions.published_days.app import Settings, build
from shared.audit_days.service import PublishedDays
from shared.audit_days.store import DayFiles
from shared.aws import clients
from shared.aws.buckets import Bucket
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals

settings = load(Settings, os.environ)
service = PublishedDays(DayFiles(Bucket(clients.s3(), settings.days_bucket)))
handler = build(service, cloudwatch_signals("published_days"))
