"""The sample events of `events/`, filled in for a region of this process."""

import json
import re
from base64 import b64decode
from pathlib import Path
from typing import Any, cast

from tests.acts import ACCOUNT, NAME, STATION, assign, in_days, officer, register
from tests.builders import face, resident_id
from tests.region import RESIDENT_ISSUER, STAFF_ISSUER, Answer, Region

EVENTS = Path(__file__).parents[2] / "events"
OTHER_SYSTEMS = frozenset({"sandbox_register"})

Event = dict[str, Any]
Values = dict[str, str]


def sample_files() -> list[Path]:
    """Every sample event of the region's API."""
    return sorted(path for path in EVENTS.glob("*/*.json") if path.parent.name not in OTHER_SYSTEMS)


def route_key(path: Path) -> str:
    """The route that a sample is for."""
    return cast(str, json.loads(path.read_text(encoding="utf-8"))["routeKey"])


SAMPLE = {route_key(path): path for path in sample_files()}
"""The sample of each route."""


def placeholders(text: str) -> set[str]:
    """The names that stand in `{{…}}`."""
    return set(re.findall(r"{{(\w+)}}", text))


def prepared(region: Region) -> Values:
    """Register a resident, put them on the red list, and say what the placeholders stand for."""
    registered = register(region)
    return {
        "account": ACCOUNT,
        "person": registered.person_id,
        "payload": registered.code.payload,
        "document_number": resident_id(),
        "name": NAME,
        "face": face(),
        "checkpoint": STATION,
        "record": assign(region, actor=officer("health_authority-of-the-sample-events")).record_id,
        "authority": "CDC-440106",
        "ends_on": in_days(14).isoformat(),
        "resident_issuer": RESIDENT_ISSUER,
        "staff_issuer": STAFF_ISSUER,
    }


def newcomer(values: Values) -> Values:
    """The same values for somebody who is not registered yet."""
    return values | {"account": "account-2", "document_number": resident_id(2)}


def filled(key: str, values: Values) -> Event:
    """The sample of route `key`."""
    text = SAMPLE[key].read_text(encoding="utf-8")
    for name in placeholders(text):
        text = text.replace(f"{{{{{name}}}}}", values[name])
    return cast(Event, json.loads(text))


def send(region: Region, event: Event) -> Answer:
    """What the handler of the event's route answers."""
    answer = region.handlers[event["routeKey"]](event, None)
    text = answer["body"]
    return Answer(answer["statusCode"], answer["headers"], b64decode(text) if answer["isBase64Encoded"] else text)
