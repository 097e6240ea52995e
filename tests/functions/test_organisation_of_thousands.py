"""An organisation of 5,000 members: its list pages past everybody once, at a known cost, and fits one sheet (M18)."""

import csv
import gzip
import io
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any
from unittest.mock import patch

import pytest

from shared.aws import keys
from shared.aws.transactions import wire_item
from shared.declarations.model import (
    Contact,
    ContactKind,
    Content,
    Declaration,
    Isolation,
    IsolationKind,
    Kind,
    Membership,
    Recipient,
    Stay,
    Symptom,
)
from shared.declarations.rules import MOST_CONTACTS, MOST_STAYS
from shared.declarations.store import DeclarationStore
from shared.kernel.ids import EntryId, PersonId, derived_id
from shared.organisations.model import Organisation
from shared.organisations.store import _member_item
from tests.declaration_acts import ADMINISTRATOR, organisation
from tests.region import START, Answer, Region, deployed_region, staff_claims

MEMBERS, DECLARED, LEFT = 5000, 4000, 100
READ_UNIT_BYTES = 4096
ANSWER_BYTES, LAMBDA_ANSWER_BYTES = 1024 * 1024, 6 * 1024 * 1024
DAY = date(2020, 4, 7)
Item = dict[str, Any]
_ROUTE = "GET /v1/organisations/{organisation}/declarations"
_CLAIMS = staff_claims("org_admin", account=ADMINISTRATOR)


class Partitions:
    """The queries of DynamoDB in memory: moto takes some milliseconds for every item that it answers with.

    Keeps to the limit of a megabyte that real answers have, and notes what every query takes.
    """

    def __init__(self) -> None:
        self._items: dict[str, dict[str, Item]] = {}
        self.units: list[float] = []

    def put(self, items: Iterable[Item]) -> None:
        for item in items:
            self._items.setdefault(item["pk"]["S"], {})[item["sk"]["S"]] = item

    def query(self, **query: Any) -> dict[str, Any]:
        assert query["KeyConditionExpression"] == "pk = :partition AND sk BETWEEN :first AND :last"
        values = {name: value["S"] for name, value in query["ExpressionAttributeValues"].items()}
        after = query.get("ExclusiveStartKey", {"sk": {"S": ""}})["sk"]["S"]
        partition = self._items.get(values[":partition"], {})
        places = [sk for sk in sorted(partition) if values[":first"] <= sk <= values[":last"] and sk > after]
        found, size = list[Item](), 0
        for place in places:
            if len(found) == query.get("Limit") or size + _size({"M": partition[place]}) > ANSWER_BYTES:
                break
            found.append(partition[place])
            size += _size({"M": found[-1]})
        self.units.append(max(1, ceil(size / READ_UNIT_BYTES)) * (1 if query.get("ConsistentRead") else 0.5))
        full = len(found) == query.get("Limit") or len(found) < len(places)
        return {"Items": found} | ({"LastEvaluatedKey": found[-1]} if found and full else {})


def _size(value: dict[str, Any]) -> int:
    """At most the bytes that DynamoDB counts for a value in its typed JSON."""
    ((kind, content),) = value.items()
    match kind:
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size(each) for name, each in content.items())
        case "L":
            return 3 + sum(1 + _size(each) for each in content)
        case "N":
            return len(content) // 2 + 2
        case _:
            return len(content.encode())


@dataclass(frozen=True)
class Large:
    """A region with an organisation of 5,000; 100 more left after they had declared."""

    region: Region
    organisation: Organisation
    numbers: frozenset[str]
    partitions: Partitions


@pytest.fixture(scope="module")
def large() -> Iterator[Large]:
    with deployed_region() as region:
        made, partitions = organisation(region), Partitions()
        of = [_membership(made, number) for number in range(MEMBERS + LEFT)]
        partitions.put(_member(each) for each in of[:MEMBERS])
        partitions.put(_declared(region, each) for each in [*of[:DECLARED], *of[MEMBERS:]])
        with patch.object(region.core.client, "query", partitions.query):
            yield Large(region, made, frozenset(str(each.number) for each in of), partitions)


def _membership(of: Organisation, number: int) -> Membership:
    person = PersonId(derived_id(str(number)) + derived_id("more", str(number)))
    return Membership(of.organisation_id, of.name, of.kind, person, "张*明", f"N-{number:04d}", START, person)


def _member(of: Membership) -> Item:
    return wire_item(keys.organisation_member(of.organisation_id, of.person_id) | _member_item(of))


def _declared(region: Region, by: Membership, content: Content | None = None) -> dict[str, Any]:
    made = Declaration(
        entry_id=EntryId(derived_id("entry", by.person_id)),
        kind=Kind.EMPLOYEE,
        subject=by.person_id,
        declared_by=by.person_id,
        declared_at=START,
        content=content or Content(365, (), (), (), Isolation(IsolationKind.NONE), None),
        recipient=Recipient(by.organisation_id, by.organisation_name),
    )
    item: dict[str, Any] = DeclarationStore(region.core, timedelta(days=60))._day_write(made, by).arguments["Item"]
    return item


def _page(large: Large, **query: str) -> Answer:
    path: dict[str, str] = {"organisation": large.organisation.organisation_id}
    return large.region.call(_ROUTE, claims=_CLAIMS, path=path, query=query)


def _sheet(large: Large) -> tuple[Answer, list[list[str]]]:
    answer = large.region.call(
        f"{_ROUTE}.csv",
        claims=_CLAIMS,
        path={"organisation": large.organisation.organisation_id},
        headers={"accept-encoding": "gzip"},
    )
    assert isinstance(answer.body, bytes)
    return answer, list(csv.reader(io.StringIO(gzip.decompress(answer.body).decode("utf-8-sig"), newline="")))


def test_the_pages_show_each_member_once_and_those_who_left_after_they_declared(large: Large) -> None:
    found: list[dict[str, Any]] = []
    query: dict[str, str] = {}
    pages = 0
    while True:
        answer = _page(large, **query).json
        pages += 1
        assert len(answer["members"]) <= 100
        found += answer["members"]
        if answer["cursor"] is None:
            break
        query["cursor"] = answer["cursor"]

    assert pages == ceil((MEMBERS + LEFT) / 100)
    assert len(found) == len({each["member"] for each in found}) == MEMBERS + LEFT
    assert {each["number"] for each in found} == large.numbers
    assert sum(each["declared"] for each in found) == DECLARED + LEFT
    assert sum(each["left"] for each in found) == LEFT


@pytest.mark.parametrize(("limit", "units"), [("100", 6), ("20", 2), ("1", 1)])
def test_a_page_takes_two_queries_whatever_its_length(large: Large, limit: str, units: float) -> None:
    query = {"limit": limit}
    for _ in range(3):
        large.partitions.units.clear()
        answer = _page(large, **query).json

        assert len(answer["members"]) == int(limit)
        assert len(large.partitions.units) == 2
        assert sum(large.partitions.units) <= units
        query["cursor"] = answer["cursor"]


def test_the_whole_list_costs_what_its_items_weigh(large: Large) -> None:
    large.partitions.units.clear()
    _sheet(large)

    # 5,000 members of less than a fifth of a KB and 4,100 declarations of a third, at half a unit for 4 KB.
    assert len(large.partitions.units) <= 5
    assert sum(large.partitions.units) <= 300


def test_the_sheet_has_everybody_of_the_pages(large: Large) -> None:
    answer, rows = _sheet(large)

    assert answer.headers["content-encoding"] == "gzip"
    assert {row[2] for row in rows[1:]} == large.numbers
    assert sum(row[4] == "yes" for row in rows[1:]) == DECLARED + LEFT
    assert len(answer.body) < LAMBDA_ANSWER_BYTES // 10


def test_a_sheet_fits_an_answer_of_lambda_even_if_everybody_declares_as_much_as_there_can_be(large: Large) -> None:
    draw, region = random.Random(1), large.region
    made = organisation(region, key="create-0002")
    of = [_membership(made, number) for number in range(MEMBERS)]
    large.partitions.put(_member(each) for each in of)
    large.partitions.put(_declared(region, each, _longest(draw)) for each in of)
    event: dict[str, Any] = {
        "routeKey": f"{_ROUTE}.csv",
        # Who does not take compressed answers gets one all the same where no other would fit.
        "headers": {},
        "pathParameters": {"organisation": made.organisation_id},
        "requestContext": {"requestId": "request-1", "authorizer": {"jwt": {"claims": _CLAIMS}}},
    }

    answer = region.handlers[event["routeKey"]](event, None)

    assert answer["statusCode"] == 200
    assert answer["isBase64Encoded"]
    assert len(json.dumps(answer)) < LAMBDA_ANSWER_BYTES


def _longest(draw: random.Random) -> Content:
    """As many entries as there may be, and remarks of 200 characters that nothing but chance has chosen."""
    return Content(
        temperature_tenths=draw.randint(300, 450),
        symptoms=tuple(Symptom),
        stays=tuple(Stay(draw.choice(["420100", "110101", "510100"]), DAY, DAY) for _ in range(MOST_STAYS)),
        contacts=tuple(Contact(draw.choice(list(ContactKind)), DAY) for _ in range(MOST_CONTACTS)),
        isolation=Isolation(IsolationKind.CENTRAL, DAY, DAY),
        remarks="".join(chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(200)),
    )
