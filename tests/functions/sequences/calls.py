"""Requests to any route, made of the sample events and of what earlier answers have told."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.aws.http import Route
from shared.federation.model import Question
from shared.jws.signature import seconds
from shared.risk.model import Category
from shared.statuslist.rules import edition_at
from tests.builders import face, resident_id
from tests.functions.samples import SAMPLE, Event, Values, placeholders
from tests.functions.sequences.callers import Caller
from tests.functions.sequences.drawing import Draw
from tests.functions.sequences.ledger import region_day
from tests.peer_region import asks, asks_about
from tests.province_acts import document
from tests.region import START, Answer

NAMES = {1: "张小明", 2: "欧阳大山", 3: "王二麻子", 4: "诸葛小小"}
"""Of everybody there is, by serial; the last one has no account and is in nobody's family."""

# What a placeholder of the samples stands for, by the member of an answer that tells it.
TOLD = {
    "person": ("person",),
    "appellant_person": ("person",),
    "member": ("person",),
    "payload": ("payload",),
    "checkpoint": ("checkpoint", "checkpoint_id"),
    "certificate": ("certificate",),
    "record": ("record",),
    "waiting_record": ("record",),
    "appellant_record": ("record",),
    "waiting_import": ("import_id",),
    "appeal": ("appeal",),
    "scan": ("scan",),
    "temperature": ("temperature",),
    "notice": ("notice",),
    "notice_digits": ("digits",),
    "organisation": ("organisation",),
    "other_organisation": ("organisation",),
    "invitation": ("invitation",),
    "declaration": ("declaration",),
}
OF_A_PERSON = frozenset(
    {"document_number", "name", "face", "relative_document_number", "relative_name", "relative_face"}
)
OF_THE_CLOCK = frozenset({"yesterday", "today", "ends_on"})
OF_A_PEER = frozenset(
    {
        "peer_verification",
        "peer_status_list_contents",
        "peer_status_list",
        "peer_health_summary",
        "peer_health_detail",
    }
)
"""What another region signs, whoever sends it."""
ABOUT_HEALTH = {"peer_health_summary": Question.HEALTH_SUMMARY, "peer_health_detail": Question.HEALTH_DETAIL}
OF_THE_TOKEN = frozenset(
    {"account", "appellant", "officer", "administrator", "authority", "resident_issuer", "staff_issuer"}
)
"""The caller's claims take the place of the sample's."""
KNOWN = frozenset(TOLD) | OF_A_PEER | OF_A_PERSON | OF_THE_CLOCK | OF_THE_TOKEN
# Told to one and used by another: shown at a gate, on a form, or by a colleague.
HANDED_ON = frozenset(
    {"payload", "checkpoint", "checkpoint_id", "record", "appeal", "invitation", "import_id", "digits"}
)
NONSENSE = "a" * 32
KEYS = ("", "", "", "", "", "", "key-00001", "key-00002")
FITTING = ((1, None), (0, None), (3, None), (None, 2), (1, 0))
UNFIT = ((None, None), (-1, None), (2, -1), (None, -1))
AGES = (timedelta(0), timedelta(0), timedelta(minutes=10), timedelta(days=40))
"""Of scans that are uploaded."""
STARTS = (None, None, None, None, None, timedelta(hours=1), timedelta(days=1), timedelta(days=-2))


def phone(serial: int) -> str:
    """Whose phone is whose."""
    return f"1380000{serial:04d}"


@dataclass
class World:
    """What everybody was told so far, by the name of the member that told it: the text, and the account it was told."""

    told: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    """The records that a scan named."""
    sent: int = 0

    def learn(self, caller: Caller, answer: Answer) -> None:
        """Remember the names that an answer tells."""
        if not answer.headers.get("content-type", "").startswith("application/json"):
            return
        for name, text in _texts(answer.json):
            if "/N/" in text and name == "payload":
                self._note("digits", text.rpartition("/")[2], caller)
            else:
                self._note(name, text, caller)
        if "scan" in answer.json and "reasons" in answer.json:
            self.reasons[answer.json["scan"]] = [each["record"] for each in answer.json["reasons"] or ()]

    def _note(self, name: str, text: str, caller: Caller) -> None:
        known = self.told.setdefault(name, [])
        if (text, caller.account) not in known:
            known.append((text, caller.account))

    def pick(self, draw: Draw, placeholder: str, caller: Caller) -> str:
        """A text for a placeholder: mostly one that the caller was told, now and then another's or nobody's."""
        names = TOLD[placeholder]
        known = [each for name in names for each in self.told.get(name, ())]
        own = [each for each in known if each[1] == caller.account]
        if not known or not draw.mostly(15):
            return NONSENSE
        foreign = bool(HANDED_ON & set(names)) or not own or not draw.mostly(5)
        # The newest first: what was told long ago is mostly over.
        return draw.one_of([text for text, _ in reversed(known if foreign else own)][:6])

    def key(self, draw: Draw) -> str:
        """An idempotency key: mostly a new one."""
        self.sent += 1
        return draw.one_of(KEYS) or f"key-1{self.sent:04d}"


def _texts(content: object) -> Iterator[tuple[str, str]]:
    match content:
        case dict():
            for name, value in content.items():
                if isinstance(value, str):
                    yield name, value
                else:
                    yield from _texts(value)
        case list():
            for each in content:
                yield from _texts(each)


def request(
    draw: Draw, world: World, route: Route, caller: Caller, now: datetime, stated: dict[str, Any] | None = None
) -> Event:
    """A request to `route`: its sample event with what is known now; `stated` stands in its body, or in its path."""
    text = SAMPLE[route.key].read_text(encoding="utf-8")
    serial = draw.one_of(tuple(NAMES))
    values = {name: _value(draw, world, name, caller, now, serial) for name in sorted(placeholders(text))}
    values |= {name: value for name, value in (stated or {}).items() if name in values}
    for name, value in values.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    event: Event = json.loads(text)
    event["requestContext"]["authorizer"] = {"jwt": {"claims": caller.claims(), "scopes": None}}
    if route.idempotency_key:
        event["headers"]["idempotency-key"] = world.key(draw)
    if "body" in event:
        event["body"] = _body(draw, world, route, values, now, serial, json.loads(event["body"]), stated or {})
    return event


def _value(draw: Draw, world: World, name: str, caller: Caller, now: datetime, serial: int) -> str:
    if name in TOLD:
        return world.pick(draw, name, caller)
    if name in OF_A_PEER:
        # As often the code of somebody as it is nobody's; no two requests have one name.
        world.sent += 1
        if name in ABOUT_HEALTH:
            return asks_about(now, ABOUT_HEALTH[name], document(serial), name=f"asked-{world.sent}")
        asked: dict[str, tuple[Question, dict[str, object]]] = {
            "peer_status_list_contents": (Question.STATUS_LIST_CONTENTS, {}),
            "peer_status_list": (Question.STATUS_LIST, {"list": 7, "issued_at": seconds(edition_at(START))}),
        }
        if name not in asked:
            asked[name] = (Question.CODE_VERIFICATION, {"payload": world.pick(draw, "payload", caller)})
        return asks(now, *asked[name], name=f"asked-{world.sent}")
    today = region_day(now)
    others = {
        "document_number": resident_id(serial),
        "name": NAMES[serial],
        "face": face(),
        "yesterday": (today - timedelta(days=1)).isoformat(),
        "today": today.isoformat(),
        "ends_on": (today + timedelta(days=1)).isoformat(),
    }
    return others.get(name.removeprefix("relative_"), caller.account)


def _body(
    draw: Draw,
    world: World,
    route: Route,
    values: Values,
    now: datetime,
    serial: int,
    body: dict[str, Any],
    stated: dict[str, Any],
) -> str:
    vary = VARIED.get(route.key)
    if vary is not None:
        body |= vary(_Making(draw, world, values, now, serial))
    body |= {name: value for name, value in stated.items() if name in body}
    if not draw.mostly(25):
        spoilt = draw.one_of(sorted(body))
        body = {name: value for name, value in body.items() if name != spoilt}
    return json.dumps(body, ensure_ascii=False)


@dataclass(frozen=True)
class _Making:
    draw: Draw
    world: World
    values: Values
    now: datetime
    serial: int

    def day(self, days: int | None) -> str | None:
        return None if days is None else (region_day(self.now) + timedelta(days=days)).isoformat()


def _registration(making: _Making) -> dict[str, Any]:
    return {"phone": phone(making.serial)}


def _assignment(making: _Making) -> dict[str, Any]:
    ends_on, review_on = making.draw.one_of(FITTING if making.draw.mostly(6) else UNFIT)
    start = making.draw.one_of(STARTS)
    return {
        "category": making.draw.one_of(tuple(Category)).value,
        "starts_at": None if start is None else (making.now + start).isoformat(),
        "ends_on": making.day(ends_on),
        "review_on": making.day(review_on),
    }


def _approval(making: _Making) -> dict[str, Any]:
    return {"decision": "APPROVE" if making.draw.mostly(5) else "REFUSE"}


def _appeal_decision(making: _Making) -> dict[str, Any]:
    return {"outcome": "LIFTED" if making.draw.mostly(4) else "UPHELD"}


def _release(making: _Making) -> dict[str, Any]:
    named = making.world.reasons.get(making.values["scan"], [])
    anybodys = [text for text, _ in making.world.told.get("record", ())]
    choices = [[], named[:1], named, *([anybodys[-1:]] if anybodys else [])]
    return {
        "lifts": making.draw.one_of(choices),
        "observed_from": making.day(-14),
        "observed_to": making.day(0),
    }


def _late_scans(making: _Making) -> dict[str, Any]:
    scanned_at = (making.now - making.draw.one_of(AGES)).isoformat()
    decided = making.draw.one_of((("PASS", "GREEN"), ("STOP", "RED")))
    late = {
        "key": making.world.key(making.draw),
        "payload": making.values["payload"],
        "checkpoint_id": making.values["checkpoint"],
        "scanned_at": scanned_at,
        "outcome": "VALID",
        "decision": decided[0],
        "colour": decided[1],
        "as_of": scanned_at,
        "source": "status_list",
    }
    return {"scans": [late]}


VARIED: dict[str, Callable[[_Making], dict[str, Any]]] = {
    "POST /v1/registration": _registration,
    "POST /v1/risk-records": _assignment,
    "POST /v1/risk-records/{record}/approval": _approval,
    "POST /v1/appeals/{appeal}/decision": _appeal_decision,
    "POST /v1/scans/{scan}/release-notices": _release,
    "POST /v1/scans/batch": _late_scans,
}
"""What in a body differs from its sample, where the sample's one case is too few."""
