"""Composition root of the sandbox identity register."""

import os

from functions.sandbox_register.app import Settings, build
from shared.aws.clients import dynamodb, secret
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.sandbox.service import SandboxRegister
from shared.sandbox.store import SandboxStore

settings, signals = load(Settings, os.environ), cloudwatch_signals("sandbox_register")
register = SandboxRegister(SandboxStore(Table(dynamodb(), settings.register_table)))
handler = build(register, secret(settings.register_secret)(), signals)
