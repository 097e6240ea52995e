"""The Lambdas that ask and that answer, each made of its environment, with HTTP and KMS between them (M21)."""

import json
from http.server import BaseHTTPRequestHandler
from importlib import import_module
from typing import Any

import pytest

from shared.kernel.clock import utc_now
from tests.acts import ACCOUNT, register
from tests.functions.samples import filled
from tests.health_records import measured
from tests.loopback import answer
from tests.province_acts import consent
from tests.region import RESIDENT_ISSUER, Region
from tests.two_regions import recognise, two_regions


def settings(region: Region) -> dict[str, str]:
    """What a deployment sets; the keys are where the region's services have them."""
    signing: Any = region.issuer.key
    hashing: Any = region.person_ids._keyed_hash
    opening: Any = region.health_answers._recipient.unwrap
    return {
        "CORE_TABLE": region.core.name,
        "VAULT_TABLE": region.vault.name,
        "PERSON_KEY": hashing.key,
        "SIGNING_KEY": signing.key,
        "ENCRYPTION_KEY": opening.__self__.key,
        "CODE_ISSUER": str(region.issuer.issuer),
        "CODE_KEY_ID": "1",
        "HEALTH_QUESTIONS_PER_HOUR": "100",
        "LOOK_UP_RETENTION_DAYS": "365",
        "RESIDENT_ISSUER": RESIDENT_ISSUER,
    }


def handler_of(function: str, region: Region, monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as environment:
        for name, value in settings(region).items():
            environment.setenv(name, value)
        return import_module(f"functions.{function}.handler").handler


def test_a_resident_asks_through_one_lambda_what_the_other_one_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    with two_regions() as both:
        for region, other, service in (
            (both.ours, both.theirs, both.line.url),
            (both.theirs, both.ours, "https://guangdong.example"),
        ):
            # The Lambdas have the real time.
            region.clock.now = other.clock.now = utc_now()
            recognise(region, other, service)
        person = register(both.ours).person_id
        consent(both.ours)
        measured(both.theirs, register(both.theirs).person_id, 366)
        asking = handler_of("provinces", both.ours, monkeypatch)
        answering = handler_of("health_questions", both.theirs, monkeypatch)

        def serve(request: BaseHTTPRequestHandler) -> None:
            event = filled("POST /v1/federation/health-summary", {"peer_health_summary": ""})
            event |= {"routeKey": f"POST {request.path}", "body": both.line.received[-1].body.decode()}
            said = answering(event, None)
            answer(said["statusCode"], json.loads(said["body"]))(request)

        both.line.script[:] = [serve]
        values = {"account": ACCOUNT, "person": person, "resident_issuer": RESIDENT_ISSUER}
        summary = asking(filled("GET /v1/people/{person}/provinces", values), None)
        detail = asking(filled("GET /v1/people/{person}/provinces/{issuer}", values), None)

    (row,) = json.loads(summary["body"])["provinces"]
    assert (row["issuer"], row["silence"], row["known"]) == (42, None, True), row
    assert row["summary"]["temperatures"]["count"] == 1
    assert [each["celsius"] for each in json.loads(detail["body"])["health"]["temperatures"]] == [36.6]
