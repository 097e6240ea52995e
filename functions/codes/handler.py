"""Composition root of a resident's code."""

import os
import secrets

from functions.codes.app import Settings, build
from shared.aws import clients
from shared.aws.kms import KmsSigningKey
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.codes.issuing import CodeIssuer
from shared.codes.service import CodeService
from shared.family.service import FamilyService
from shared.kernel.clock import utc_now

settings, signals = load(Settings, os.environ), cloudwatch_signals("codes")
core, key = Table(clients.dynamodb(), settings.core_table), KmsSigningKey(clients.kms(), settings.signing_key)
issuer = CodeIssuer(core, key, settings.code_issuer, settings.code_key_id, settings.code_prefix, secrets.token_bytes)
family = FamilyService(core=core, clock=utc_now, signals=signals)
handler = build(settings, family, CodeService(core=core, issuer=issuer, clock=utc_now, signals=signals), signals)
