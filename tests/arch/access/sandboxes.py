"""The stand-ins of other systems."""

import json

from functions.sandbox_itinerary import app as sandbox_itinerary
from local.population import people
from tests.arch.access.recorded import recorded
from tests.arch.access.walk import Journey
from tests.sandbox import KEY, sandbox


def ask_the_sandboxes(journey: Journey) -> None:
    _ask_the_register(journey)
    # The itinerary provider has no table: it makes up what it says.
    journey.calls[sandbox_itinerary.ITINERARIES.key, ""] = []


def _ask_the_register(journey: Journey) -> None:
    (person,) = people(1)
    body = {
        "document_type": person.document_type.value,
        "document_number": person.document_number,
        "name": person.name,
        "face": person.face,
    }
    case = ("POST /v1/verifications", "")
    event = {
        "routeKey": case[0],
        "headers": {"content-type": "application/json", "authorization": f"Bearer {KEY}"},
        "requestContext": {"requestId": "request-1"},
        "body": json.dumps(body),
    }
    with sandbox([person]) as register:
        with recorded(register.store.table) as calls:
            answer = register.handler(event, None)
        (call,) = calls
        journey.on_file[call.steps[0].key] = call.found[0]
        assert answer["statusCode"] == 200, answer
    journey.calls[case] = calls
