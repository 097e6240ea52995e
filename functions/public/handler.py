"""Composition root of the public routes."""

from functions.public.app import build
from shared.aws.signals import cloudwatch_signals

handler = build(cloudwatch_signals("public"))
