"""Composition root of the itinerary."""

import os

from functions.itinerary.app import Settings, build
from shared.aws import clients
from shared.aws.settings import load
from shared.aws.signals import cloudwatch_signals
from shared.aws.tables import Table
from shared.family.service import FamilyService
from shared.itinerary.provider import HttpItineraryProvider
from shared.itinerary.service import ItineraryService
from shared.kernel.clock import utc_now

settings, signals, dynamodb = load(Settings, os.environ), cloudwatch_signals("itinerary"), clients.dynamodb()
core, vault = Table(dynamodb, settings.core_table), Table(dynamodb, settings.vault_table)
provider = HttpItineraryProvider(settings.itinerary_url, clients.secret(settings.itinerary_secret))
family = FamilyService(core=core, clock=utc_now, signals=signals)
service = ItineraryService(core=core, vault=vault, provider=provider, clock=utc_now, signals=signals)
handler = build(settings, family, service, signals)
