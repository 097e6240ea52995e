"""A region in which anybody calls anything, and after every call the laws are checked."""

import json
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from moto.core.model_instances import reset_model_data

from shared.aws import keys
from shared.aws.http import Route
from shared.aws.transactions import wire_item
from shared.identity.rules import document
from tests.builders import resident_id
from tests.functions.samples import Event, send
from tests.functions.sequences.callers import CALLERS, MEDIC, OFFICERS, OPERATOR, RESIDENTS, SCANNER, Caller
from tests.functions.sequences.calls import NAMES, World, phone, request
from tests.functions.sequences.changes import Step, check_changes
from tests.functions.sequences.drawing import Draw, Seeded
from tests.functions.sequences.ledger import (
    ALONE_AN_HOUR,
    Law,
    backend,
    check,
    check_items,
    check_unchanged,
    ends_at,
    people,
    records,
    reds,
    region_day,
    snapshot,
)
from tests.functions.sequences.privacy import check_privacy
from tests.functions.sequences.trail import check_trail
from tests.peer_region import recognise
from tests.region import START, Answer, Region

CHECKPOINTS = "POST /v1/checkpoints"
REGISTER, ADD_MEMBER = "POST /v1/registration", "POST /v1/family"
ASSIGN, APPROVE = "POST /v1/risk-records", "POST /v1/risk-records/{record}/approval"
LIFT = "POST /v1/risk-records/{record}/lift"
APPEAL, ANSWER_APPEAL = "POST /v1/people/{person}/appeals", "POST /v1/appeals/{appeal}/decision"
SCAN, RELEASE = "POST /v1/scans", "POST /v1/scans/{scan}/release-notices"
CODE, REPLACE = "GET /v1/people/{person}/code", "POST /v1/people/{person}/code/replacement"


class RegionUnderTest:
    """Empty at first but for two residents, a relative of the first one, and a checkpoint."""

    def __init__(self, region: Region) -> None:
        region.forget_everybody()
        region.clock.now = START
        # What a schedule builds, since no call does.
        region.on_schedule({}, None)
        region.on_trust_schedule({}, None)
        recognise(region)
        self.region = region
        self.world = World()
        self.steps: list[Step] = []
        self._stored = snapshot(region)
        self._seen: object = None
        self._probes = 0
        today = region_day(START)
        self._serials = {
            str(region.person_ids.of(document("RESIDENT_ID", resident_id(serial), today))): serial for serial in NAMES
        }
        draw = Seeded(1, sensible=True)
        self.call(draw, CHECKPOINTS, OPERATOR)
        for serial, resident in enumerate(RESIDENTS[:2], start=1):
            self.call(draw, REGISTER, resident, **_identity(serial))
        relative = {"relative_document_number": resident_id(3), "relative_name": NAMES[3]}
        self.call(draw, ADD_MEMBER, RESIDENTS[0], **relative)
        self._at_first = deepcopy((backend(region).tables, self.world, self._stored))

    def start_again(self) -> None:
        """As it was when it had just been made."""
        tables, self.world, self._stored = deepcopy(self._at_first)
        backend(self.region).tables.update(tables)
        self.region.clock.now = START
        self.region.signals.clear()
        self.region.poison.clear()
        self.steps.clear()
        self._seen = None
        # moto remembers the copies of the tables that it makes for every transaction, and slows down with them.
        reset_model_data()

    def somebody(self, draw: Draw, route: Route) -> Caller:
        """Who calls a route: mostly one who may."""
        entitled = [caller for caller in CALLERS if caller.may_call(route)]
        return draw.one_of(entitled if entitled and draw.mostly(6) else CALLERS)

    def call(self, draw: Draw, key: str, caller: Caller | None = None, **stated: Any) -> Answer:
        """Send one request to route `key`, and check all that must hold after it."""
        route = self.region.routes[key]
        caller = caller or self.somebody(draw, route)
        event = request(draw, self.world, route, caller, self.region.clock.now, stated)
        return self.send(caller, event)

    def send(self, caller: Caller, event: Event) -> Answer:
        """Send an event, and check all that must hold after it."""
        before, now = self._stored, self.region.clock.now
        answer = send(self.region, event)
        self._stored = snapshot(self.region)
        step = Step(
            caller=caller,
            key=event["routeKey"],
            path=event.get("pathParameters") or {},
            body=json.loads(event["body"]) if "body" in event else None,
            answer=answer,
            at=now,
            before=before,
            after=self._stored,
        )
        self.steps.append(step)
        check_items(step.after, now)
        check_unchanged(before, step.after)
        check_changes(step)
        check_trail(self.region, step)
        check_privacy(step, self._serials)
        self.check_colours()
        check(Law.FAULT, answer.status < 500, f"{step.key}: {answer.status}")
        self.world.learn(caller, answer)
        return answer

    def check_colours(self) -> None:
        """What holders and gates see is what the records say; nothing to look at where nothing has changed."""
        now = self.region.clock.now
        red = reds(self._stored, now)
        coded = {
            person_id: (item["account_id"], item["code_id"])
            for person_id, item in people(self._stored)
            if "account_id" in item and "code_id" in item
        }
        if self._seen == (red, coded):
            return
        self._seen = (red, coded)
        for person_id, (account, code_id) in coded.items():
            code = self.region.call(CODE, claims=_resident(account).claims(), path={"person": person_id})
            self._check_colour(code, red[person_id], CODE)
            payload = self._stored[f"CODE#{code_id}", "CODE"]["payload"]
            self._check_colour(self._probe(payload), red[person_id], SCAN)
        self._stored = snapshot(self.region)

    def _probe(self, payload: str) -> Answer:
        self._probes += 1
        checkpoint = next(item["checkpoint_id"] for _, item in self._stored.items() if "checkpoint_id" in item)
        body = {"payload": payload, "checkpoint_id": checkpoint}
        headers = {"idempotency-key": f"probe-{self._probes:05d}"}
        answer = self.region.call(SCAN, body=body, claims=SCANNER.claims(), headers=headers)
        # Whoever else scans, needs what is kept of it; this one is done with.
        if answer.status == 200:
            place = wire_item(dict(keys.scan(answer.json["scan"])))
            self.region.core.client.delete_item(TableName=self.region.core.name, Key=place)
        return answer

    def _check_colour(self, answer: Answer, red: set[str], key: str) -> None:
        check(Law.FAULT, answer.status == 200, f"{key}: {answer.status}")
        check(Law.COLOUR, answer.json["colour"] == ("RED" if red else "GREEN"), f"{key}: {answer.json}, {red}")
        named = answer.json["reasons"]
        if named is not None:
            check(Law.COLOUR, {each["record"] for each in named} == red, f"{key}: {named}, {red}")

    # What belongs together, so that short sequences come far.

    def medic_ends_observation(self, draw: Draw) -> None:
        """Somebody is assigned; a medic scans them, and issues them a notice."""
        serial, resident = draw.one_of(((1, RESIDENTS[0]), (2, RESIDENTS[1])))
        self.call(draw, ASSIGN, draw.one_of(OFFICERS[:3]), **_identity(serial))
        shown = [text for text, account in self.world.told["payload"] if account == resident.account]
        scanned = self.call(draw, SCAN, MEDIC, payload=shown[-1])
        if scanned.status == 200:
            self.call(draw, RELEASE, MEDIC if draw.mostly(4) else None, scan=scanned.json["scan"])

    def resident_appeals(self, draw: Draw) -> None:
        """Somebody is assigned, asks for their code, appeals against what makes it red, and an officer answers."""
        serial, resident = draw.one_of(((1, RESIDENTS[0]), (2, RESIDENTS[1])))
        maker = draw.one_of(OFFICERS[:3])
        self.call(draw, ASSIGN, maker, **_identity(serial))
        seen = self.call(draw, CODE, resident)
        if seen.status != 200 or not seen.json["reasons"]:
            return
        about = {"appellant_person": seen.json["person"], "appellant_record": seen.json["reasons"][0]["record"]}
        filed = self.call(draw, APPEAL, resident, **about, record=about["appellant_record"])
        if filed.status in {200, 201}:
            others = [officer for officer in OFFICERS if officer != maker]
            officer = draw.one_of(others) if draw.mostly(4) else None
            self.call(draw, ANSWER_APPEAL, officer, appeal=filed.json["appeal"])

    def officer_reaches_the_brake(self, draw: Draw) -> None:
        """An officer assigns until one waits, and somebody decides on it: mostly a colleague."""
        officer, colleague = draw.one_of((OFFICERS[:2], OFFICERS[1::-1]))
        for _ in range(ALONE_AN_HOUR + 2):
            made = self.call(draw, ASSIGN, officer)
            if made.status == 202:
                decider = colleague if draw.mostly(3) else draw.one_of((officer, None))
                self.call(draw, APPROVE, decider, waiting_record=made.json["record"])
                return

    def red_person_gets_a_new_code(self, draw: Draw) -> None:
        """Somebody is assigned, and then replaces their code, or registers at last."""
        serial, resident = draw.one_of(((1, RESIDENTS[0]), (2, RESIDENTS[1]), (4, RESIDENTS[2])))
        self.call(draw, ASSIGN, draw.one_of(OFFICERS[:3]), **_identity(serial))
        if draw.one_of((REPLACE, REGISTER)) == REGISTER:
            self.call(draw, REGISTER, resident, **_identity(serial))
        else:
            self.call(draw, REPLACE, resident)

    def time_comes(self, draw: Draw) -> None:
        """The next instant at which a record begins or ends, or the second before it."""
        now = self.region.clock.now
        ends = [
            (ends_at(record), datetime.fromisoformat(record["starts_at"])) for record in records(self._stored).values()
        ]
        later = sorted(instant for pair in ends for instant in pair if instant is not None and instant > now)
        if later:
            self.region.clock.now = later[0] if draw.mostly(4) else max(now, later[0] - timedelta(seconds=1))

    def record_is_made_and_lifted(self, draw: Draw) -> None:
        """An officer assigns, and somebody lifts it."""
        made = self.call(draw, ASSIGN)
        if made.status in {200, 201}:
            self.call(draw, LIFT, record=made.json["record"])


def _resident(account: str) -> Caller:
    return next(caller for caller in RESIDENTS if caller.account == account)


def _identity(serial: int) -> dict[str, str]:
    return {"document_number": resident_id(serial), "name": NAMES[serial], "phone": phone(serial)}
