"""The itinerary's Lambda, made of its environment, over HTTP to a provider on this machine (M19)."""

import json
from importlib import import_module

import boto3
import pytest

from shared.kernel.clock import day_of, utc_now
from tests.acts import PHONE, register
from tests.functions.samples import filled
from tests.itinerary_acts import give_consent
from tests.loopback import answer, loopback
from tests.region import RESIDENT_ISSUER, deployed_region


def test_the_handler_asks_the_provider_of_its_settings_with_the_key_of_its_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with deployed_region() as region, loopback() as provider:
        person = register(region).person_id
        give_consent(region)
        boto3.client("secretsmanager").create_secret(Name="itinerary/key", SecretString="the-key\n")
        today = day_of(utc_now()).isoformat()
        stay = {"division": "440100", "from": today, "to": today}
        provider.script = [answer(content={"result": "FOUND", "stays": [stay]})]
        for name, value in {
            "CORE_TABLE": region.core.name,
            "VAULT_TABLE": region.vault.name,
            "ITINERARY_URL": provider.url,
            "ITINERARY_SECRET": "itinerary/key",
            "RESIDENT_ISSUER": RESIDENT_ISSUER,
        }.items():
            monkeypatch.setenv(name, value)
        values = {"account": "account-1", "person": person, "resident_issuer": RESIDENT_ISSUER}

        handler = import_module("functions.itinerary.handler").handler
        answered = handler(filled("GET /v1/people/{person}/itinerary", values), None)

    assert answered["statusCode"] == 200, answered["body"]
    (place,) = json.loads(answered["body"])["places"]
    assert (place["city"], place["from"], place["to"]) == ("广州市", today, today)
    (request,) = provider.received
    assert request.headers["authorization"] == "Bearer the-key"
    assert json.loads(request.body)["phone"] == f"+86{PHONE}"
