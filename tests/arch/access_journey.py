"""One journey through every route of a region: each DynamoDB call that it leads to, and the store that made it."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from local.population import people
from shared.aws.tables import Table
from shared.aws.transactions import Item, plain_item
from shared.codes.keyring import KeyRing
from shared.codes.store import CodeStore
from shared.risk.rules import MOST_ACTIVE
from tests.acts import STATION, in_days
from tests.builders import CHECKPOINT, assignment, idempotency, registration, resident_id
from tests.region import PREFIX, Answer, Region, deployed_region, resident_claims, staff_claims
from tests.sandbox import KEY, sandbox

_SHARED = Path(__file__).parents[2] / "shared"

Key = tuple[str, str, str]
"""Table, partition key, sort key."""
Case = tuple[str, str]
"""A route, and the way in which it succeeded; empty for the ordinary one."""


@dataclass(frozen=True)
class Step:
    """One item, or one partition, that a call reads or writes."""

    kind: str
    """`Get`, `Query`, `Put` or `Update`."""
    key: Key
    condition: str
    change: str
    item: Item
    """What is put; empty for the rest."""


@dataclass
class Call:
    """One call of the SDK, by the store method that made it."""

    method: str
    operation: str
    steps: tuple[Step, ...]
    consistent: bool
    found: list[Item] = field(default_factory=list)


@dataclass
class Journey:
    """What each case led to, and the tables as they were after it."""

    calls: dict[Case, list[Call]] = field(default_factory=dict)
    items: dict[Case, dict[Key, Item]] = field(default_factory=dict)

    def every_call(self) -> Iterator[Call]:
        for calls in self.calls.values():
            yield from calls

    def every_item(self) -> Iterator[tuple[Key, Item]]:
        """Each state that an item was seen in."""
        for items in self.items.values():
            yield from items.items()


def journey() -> Journey:
    """Every route, in every way to succeed that makes other calls."""
    made = Journey()
    with deployed_region() as region:
        _Walk(region, made).walk()
    _ask_the_sandbox(made)
    return made


@contextmanager
def _recorded(table: Table) -> Iterator[list[Call]]:
    calls: list[Call] = []

    def sent(params: Mapping[str, Any], model: Any, **_: Any) -> None:
        steps = tuple(_steps(model.name, params))
        calls.append(Call(_store_method(), model.name, steps, params.get("ConsistentRead", False)))

    def answered(parsed: Mapping[str, Any], **_: Any) -> None:
        items = [parsed["Item"]] if parsed.get("Item") else parsed.get("Items", [])
        calls[-1].found = [plain_item(item) for item in items]

    events = table.client.meta.events
    events.register("provide-client-params.dynamodb", sent)
    events.register("after-call.dynamodb", answered)
    try:
        yield calls
    finally:
        events.unregister("provide-client-params.dynamodb", sent)
        events.unregister("after-call.dynamodb", answered)


def _steps(operation: str, params: Mapping[str, Any]) -> Iterator[Step]:
    if operation == "TransactWriteItems":
        for entry in params["TransactItems"]:
            ((kind, arguments),) = entry.items()
            yield _step(kind, arguments)
    else:
        yield _step(operation.removesuffix("Item"), params)


def _step(kind: str, arguments: Mapping[str, Any]) -> Step:
    item = plain_item(arguments.get("Item", {}))
    key = plain_item(arguments.get("Key", {})) or item
    condition = arguments.get("ConditionExpression", arguments.get("KeyConditionExpression", ""))
    if kind == "Query":
        values = plain_item(arguments["ExpressionAttributeValues"])
        key = {"pk": values[condition.removeprefix("pk = ")], "sk": ""}
    place = (arguments["TableName"], key["pk"], key["sk"])
    return Step(kind, place, condition, arguments.get("UpdateExpression", ""), item)


def _store_method() -> str:
    """The public method of a store in which the present call began."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        path, name = Path(frame.f_code.co_filename), frame.f_code.co_qualname
        if path.name == "store.py" and path.is_relative_to(_SHARED) and not name.rpartition(".")[2].startswith("_"):
            return name
        frame = frame.f_back
    return "no store"


def _tables(*tables: Table) -> dict[Key, Item]:
    items: dict[Key, Item] = {}
    for table in tables:
        for raw in table.client.scan(TableName=table.name)["Items"]:
            item = plain_item(raw)
            items[table.name, item["pk"], item["sk"]] = item
    return items


@dataclass
class _Walk:
    region: Region
    made: Journey

    def walk(self) -> None:
        self._anyone()
        self._before_registration()
        self._registration()
        self._code()
        self._scans()
        self._red_list()
        self._checkpoints()
        self._most_holds()

    def _case(self, route: str, case: str, send: Callable[[], Answer]) -> Answer:
        with _recorded(self.region.core) as calls:
            answer = send()
        assert answer.status < 300, f"{route}, {case}: {answer.body!r}"
        self._keep(route, case, calls)
        return answer

    def _keep(self, route: str, case: str, calls: list[Call]) -> None:
        self.made.calls[route, case] = calls
        self.made.items[route, case] = _tables(self.region.core, self.region.vault)

    def _call(self, route: str, case: str = "", **request: Any) -> Answer:
        return self._case(route, case, partial(self.region.call, route, **request))

    def _anyone(self) -> None:
        self._call("GET /v1/release-guides")
        self._call("GET /v1/release-guides/{category}", path={"category": "SUSPECTED"})
        self._call("GET /C/{digits}", path={"digits": "0" * 200})

    def _before_registration(self) -> None:
        self._call("GET /v1/me", "before registration", claims=resident_claims())
        self._assigned("nobody registered", 1)

    def _registration(self) -> None:
        self._registered("the first code that a process issues", 1)
        self._registered("", 2)
        self._registered("the same person and account again", 2)
        self._call("GET /v1/me", claims=resident_claims("account-2"))

    def _registered(self, case: str, serial: int) -> None:
        body = registration(document={"type": "RESIDENT_ID", "number": resident_id(serial)})
        self._call("POST /v1/registration", case, body=body, claims=resident_claims(f"account-{serial}"))

    def _code(self) -> None:
        route, claims = "/v1/people/{person}/code", resident_claims("account-2")
        path = {"person": self._person(claims)}
        for picture in ("", "/card.svg", "/card.png", "/sheet.svg"):
            self._call(f"GET {route}{picture}", claims=claims, path=path)
        for case in ("", "a retry"):
            self._call(f"POST {route}/replacement", case, claims=claims, path=path, headers=idempotency())

    def _scans(self) -> None:
        with _recorded(self.region.core) as calls:
            KeyRing(CodeStore(self.region.core).issuer_keys, PREFIX, self.region.clock)
        self._keep("POST /v1/scans", "the start of a process", calls)
        payload = self._payload("account-2")
        # The region's own process was there before the first key, so it looks for keys once more; then it has them.
        self._scan(payload, "scan-0000")
        self._scanned("", payload, "scan-0001")
        self._scanned("a retry", payload, "scan-0001")
        self._scanned("anything that is no code of ours", "WIFI:T:WPA;;", "scan-0002")

    def _scan(self, payload: str, key: str) -> Answer:
        body = {"payload": payload, "checkpoint_id": STATION}
        return self.region.call("POST /v1/scans", body=body, claims=staff_claims("inspector"), headers=idempotency(key))

    def _scanned(self, case: str, payload: str, key: str) -> None:
        self._case("POST /v1/scans", case, partial(self._scan, payload, key))

    def _red_list(self) -> None:
        reviewed = {"review_on": in_days(7).isoformat(), "ends_on": None}
        record = self._assigned("", 2, **reviewed).json["record"]
        self._assigned("a retry", 2, **reviewed)
        self._lifted("", record)
        self._lifted("a retry", record)
        self._lifted("nobody registered", self._assigned("nobody registered", 3).json["record"])

    def _assign(self, serial: int, key: str = "assign-0001", **changes: Any) -> Answer:
        body = assignment(document={"type": "RESIDENT_ID", "number": resident_id(serial)}, **changes)
        claims = staff_claims("health_authority")
        return self.region.call("POST /v1/risk-records", body=body, claims=claims, headers=idempotency(key))

    def _assigned(self, case: str, serial: int, **changes: Any) -> Answer:
        return self._case("POST /v1/risk-records", case, partial(self._assign, serial, **changes))

    def _lifted(self, case: str, record: str) -> None:
        body, claims = {"reason": "两次核酸阴性"}, staff_claims("health_authority")
        self._call("POST /v1/risk-records/{record}/lift", case, body=body, claims=claims, path={"record": record})

    def _most_holds(self) -> None:
        longest = "长" * 200
        for number in range(MOST_ACTIVE - 1):
            self._assign(2, f"most-{number:04}", reason=longest)
        self._assigned("the last of twenty long ones", 2, key="most-last", reason=longest)
        self._scanned("twenty long holds", self._payload("account-2"), "scan-0003")

    def _checkpoints(self) -> None:
        claims = staff_claims("operator")
        for case in ("", "a retry"):
            self._call("POST /v1/checkpoints", case, body=CHECKPOINT, claims=claims, headers=idempotency())
        self._call("GET /v1/checkpoints", claims=claims)

    def _person(self, claims: dict[str, str]) -> str:
        return str(self.region.call("GET /v1/me", claims=claims).json["people"][0]["person"])

    def _payload(self, account: str) -> str:
        claims = resident_claims(account)
        path = {"person": self._person(claims)}
        return str(self.region.call("GET /v1/people/{person}/code", claims=claims, path=path).json["payload"])


def _ask_the_sandbox(made: Journey) -> None:
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
        table = register.store.table
        with _recorded(table) as calls:
            answer = register.handler(event, None)
        assert answer["statusCode"] == 200, answer
        made.calls[case] = calls
        made.items[case] = _tables(table)
