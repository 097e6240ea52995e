"""The walk through declarations and organisations, with one of more members than a page shows."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from shared.aws.transactions import wire_item
from shared.kernel.ids import AccountId, derived_id
from tests.acts import register
from tests.arch.access.people import MAIN
from tests.arch.access.walk import Journey, Walk
from tests.builders import idempotency
from tests.region import Region, deployed_region, staff_claims

MEMBERS = 250
"""Enough for two full pages and a part of a third; a page of any larger organisation reads the same."""
T = TypeVar("T")
_ADMINISTRATOR = staff_claims("org_admin", account="administrator-1")
_DAY = "/v1/organisations/{organisation}/declarations"
_ORGANISATION = {"name": "某某公司", "kind": "ENTERPRISE"}
_DECLARATION: dict[str, Any] = {
    "temperature": 36.5,
    "symptoms": [],
    "stays": [],
    "contacts": [],
    "isolation": {"kind": "NONE"},
}


def organisations(walk: Walk) -> None:
    request: dict[str, Any] = {"body": _ORGANISATION, "claims": _ADMINISTRATOR, "headers": idempotency()}
    made = walk.call("POST /v1/organisations", **request)
    walk.call("POST /v1/organisations", "a retry", **request)
    path = {"organisation": made.json["organisation"]}
    other = walk.aside("POST /v1/organisations", **(request | {"headers": idempotency("request-0002")})).json
    walk.call("GET /v1/organisations", claims=_ADMINISTRATOR)
    walk.second_page("GET /v1/organisations", claims=_ADMINISTRATOR)
    renewed = walk.call("POST /v1/organisations/{organisation}/invitation", claims=_ADMINISTRATOR, path=path)
    _member(walk, path, renewed.json["invitation"])
    _sparing_member(walk, other)


def _member(walk: Walk, path: dict[str, str], invitation: str) -> None:
    own, joined = walk.own(MAIN), "/v1/people/{person}/organisations"
    for case in ("", "a member already"):
        walk.call(f"POST {joined}", case, body={"invitation": invitation, "number": "A-17"}, **own)
    walk.call(f"GET {joined}", **own)
    _declarations(walk, own, path["organisation"])
    walk.call(f"GET {_DAY}", claims=_ADMINISTRATOR, path=path)
    walk.call(f"GET {_DAY}.csv", claims=_ADMINISTRATOR, path=path)
    walk.call(f"DELETE {joined}/{{organisation}}", claims=own["claims"], path=own["path"] | path)


def _sparing_member(walk: Walk, organisation: dict[str, Any]) -> None:
    """Somebody without a number, who declares as little as may be."""
    own = walk.own(MAIN)
    walk.aside("POST /v1/people/{person}/organisations", body={"invitation": organisation["invitation"]}, **own)
    least = _DECLARATION | {"kind": "EMPLOYEE", "organisation": organisation["organisation"]}
    walk.aside("POST /v1/people/{person}/declarations", body=least, headers=idempotency("declare-0003"), **own)


def _declarations(walk: Walk, own: dict[str, Any], organisation: str) -> None:
    route = "/v1/people/{person}/declarations"
    body = _DECLARATION | {"kind": "SELF_CHECK", "temperature": None}
    alone: dict[str, Any] = {"body": body, "headers": idempotency("declare-0001")}
    made = walk.call(f"POST {route}", **alone, **own)
    walk.call(f"POST {route}", "a retry", **alone, **own)
    told = _DECLARATION | {"kind": "EMPLOYEE", "organisation": organisation, "remarks": "已向社区报备"}
    for case in ("to an organisation", "to an organisation, a retry"):
        walk.call(f"POST {route}", case, body=told, headers=idempotency("declare-0002"), **own)
    walk.call(f"GET {route}", **own)
    walk.second_page(f"GET {route}", **own)
    path = own["path"] | {"declaration": made.json["declaration"]}
    walk.call(f"GET {route}/{{declaration}}", claims=own["claims"], path=path)


def large_organisation(journey: Journey) -> None:
    """The list of a day of an organisation whose many members have all declared; in a region of its own."""
    with deployed_region() as region:
        walk = Walk(region, journey)
        path = {"organisation": _with_one_member(region)}
        _multiply_the_member(region)
        request: dict[str, Any] = {"claims": _ADMINISTRATOR, "path": path}
        first = walk.call(f"GET {_DAY}", "a full page", **request)
        assert len(first.json["members"]) == 100
        rest = {"cursor": first.json["cursor"]}
        walk.call(f"GET {_DAY}", "a full page after another", query=rest, **request)


def _with_one_member(region: Region) -> str:
    """The id of an organisation with one member, who has declared today."""
    made = region.call("POST /v1/organisations", body=_ORGANISATION, claims=_ADMINISTRATOR, headers=idempotency()).json
    register(region, account=AccountId(MAIN))
    own = Walk(region, Journey()).own(MAIN)
    joined = {"invitation": made["invitation"], "number": "A-0017"}
    region.call("POST /v1/people/{person}/organisations", body=joined, **own)
    declared = _DECLARATION | {"kind": "EMPLOYEE", "organisation": made["organisation"]}
    answer = region.call("POST /v1/people/{person}/declarations", body=declared, headers=idempotency(), **own)
    assert answer.status == 201, answer.body
    return str(made["organisation"])


def _multiply_the_member(region: Region) -> None:
    """Others, whose items differ from the first one's in whose they are."""
    own = [item for item in region.items() if item["pk"].startswith("ORGANISATION#") and "person_id" in item]
    assert len(own) == 2
    copies: Iterator[Any] = (
        {"PutRequest": {"Item": wire_item(item | {"person_id": person, "sk": item["sk"].replace(first, person)})}}
        for first in {item["person_id"] for item in own}
        for person in (derived_id(str(number)) + derived_id(str(-number)) for number in range(1, MEMBERS))
        for item in own
    )
    for batch in _batches(copies, 24):
        region.core.client.batch_write_item(RequestItems={region.core.name: list(batch)})


def _batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch
