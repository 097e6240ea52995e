"""Whatever belongs to a person is seen and changed as that person's alone (M5).

Every route with a person in its path is in the table below; one that is not fails here until it is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import functions
from shared.aws.http import Route
from tests.aws_calls import listed
from tests.builders import idempotency
from tests.functions.people import NOBODY, Somebody, World, now_stored, settled
from tests.region import Answer, deployed_region, resident_claims
from tests.unit.codes.pixels import opened, read

Body = Callable[[Somebody], dict[str, Any]]


@dataclass(frozen=True)
class Tried:
    """Which marks of a person the route's answer shows, and what is sent to it."""

    shows: tuple[str, ...] = ()
    body: Body | None = None


def shows(*marks: str) -> Tried:
    return Tried(marks)


def sends(body: Body, *marks: str) -> Tried:
    return Tried(marks, body)


def declaring(somebody: Somebody) -> dict[str, Any]:
    nothing: dict[str, Any] = {"symptoms": [], "stays": [], "contacts": [], "isolation": {"kind": "NONE"}}
    return {"kind": "EMPLOYEE", "organisation": somebody.marks["organisation"]} | nothing


def handing_in(somebody: Somebody) -> dict[str, Any]:
    return {"kind": "OTHER", "media_type": "image/png", "note": somebody.marks["note"]}


def joining(somebody: Somebody) -> dict[str, Any]:
    return {"invitation": somebody.invitation}


def appealing(somebody: Somebody) -> dict[str, Any]:
    return {"record": somebody.marks["record"], "reason": somebody.marks["appeal_reason"]}


TABLE = {
    "DELETE /v1/family/{person}": shows(),
    "GET /v1/people/{person}/code": shows("person", "masked_name", "payload", "record", "category", "reason"),
    "GET /v1/people/{person}/code/card.svg": shows("masked_name"),
    "GET /v1/people/{person}/code/card.png": shows("payload"),
    "GET /v1/people/{person}/code/sheet.svg": shows("masked_name"),
    "POST /v1/people/{person}/code/replacement": shows("person", "masked_name", "record"),
    "GET /v1/people/{person}/health": shows(
        *("person", "record", "reason", "temperature", "celsius", "declaration", "organisation_name"),
        *("certificate", "notice", "institution", "health_check", "found"),
    ),
    "GET /v1/people/{person}/health-checks": shows("health_check", "found", "place"),
    "GET /v1/people/{person}/accesses": shows("place"),
    "GET /v1/people/{person}/appeals": shows("appeal", "record", "appeal_reason", "decision_reason"),
    "POST /v1/people/{person}/appeals": sends(appealing, "record", "appeal_reason"),
    "GET /v1/people/{person}/temperatures": shows("temperature", "celsius", "place"),
    "GET /v1/people/{person}/temperatures/{temperature}": shows("temperature", "celsius", "place"),
    "PUT /v1/people/{person}/temperatures/{temperature}": shows(),
    "PATCH /v1/people/{person}/temperatures/{temperature}": shows(),
    "DELETE /v1/people/{person}/temperatures/{temperature}": shows(),
    "GET /v1/people/{person}/release-notices": shows("notice", "number", "masked_name", "institution", "place"),
    "GET /v1/people/{person}/test-results": shows("test_result", "laboratory"),
    "GET /v1/people/{person}/release-notices/{notice}": shows("notice", "number", "masked_name", "institution"),
    "GET /v1/people/{person}/release-notices/{notice}/notice.svg": shows("number", "masked_name", "institution"),
    "GET /v1/people/{person}/declarations": shows("declaration", "organisation", "organisation_name", "remarks"),
    "GET /v1/people/{person}/declarations/{declaration}": shows("declaration", "organisation_name", "remarks"),
    "POST /v1/people/{person}/declarations": sends(declaring, "organisation", "organisation_name"),
    "GET /v1/people/{person}/organisations": shows("organisation", "organisation_name", "member_number"),
    "POST /v1/people/{person}/organisations": sends(joining),
    "DELETE /v1/people/{person}/organisations/{organisation}": shows(),
    "GET /v1/people/{person}/certificates": shows("certificate", "note"),
    "GET /v1/people/{person}/certificates/{certificate}": shows("certificate", "note"),
    "GET /v1/people/{person}/certificates/{certificate}/file": shows("person", "certificate"),
    "POST /v1/people/{person}/certificates": sends(handing_in, "note"),
    "GET /v1/people/{person}/itinerary": shows("phone"),
    "GET /v1/people/{person}/itinerary/card.svg": shows("phone"),
    "PUT /v1/people/{person}/itinerary/consent": shows(),
    "DELETE /v1/people/{person}/itinerary/consent": shows(),
    "GET /v1/people/{person}/provinces": shows("person"),
    "GET /v1/people/{person}/provinces/{issuer}": shows("elsewhere"),
    "PUT /v1/people/{person}/provinces/consent": shows(),
    "DELETE /v1/people/{person}/provinces/consent": shows(),
}
READING = [key for key in TABLE if key.startswith("GET ")]
CHANGING = [key for key in TABLE if key not in READING]
OF_NOBODY = {"issuer": "42"}
"""What stands in a path and belongs to no person."""
OF_AN_ENTRY = [key for key in TABLE if len(set(re.findall(r"{(\w+)}", key)) - OF_NOBODY.keys()) > 1]


def routes() -> Iterator[Route]:
    """Every route of every function that has a person in its path."""
    for app in sorted(Path(functions.__path__[0]).glob("*/app.py")):
        yield from (
            each for each in import_module(f"functions.{app.parent.name}.app").ROUTES if "{person}" in each.path
        )


ROUTES = {route.key: route for route in routes()}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with deployed_region() as region:
        yield settled(region)


def sent(
    world: World, key: str, whose: Somebody, *, by: Somebody | None = None, path: dict[str, str] | None = None
) -> Answer:
    """The answer to the account of `own`, or of `by`, about `whose`; `path` replaces parameters."""
    names = re.findall(r"{(\w+)}", key)
    content = TABLE[key].body
    return world.region.call(
        key,
        body=content(whose) if content else None,
        claims=resident_claims((by or world.own).account),
        path={name: OF_NOBODY.get(name) or whose.marks[name] for name in names} | (path or {}),
        headers=idempotency() if ROUTES[key].idempotency_key else None,
    )


def text_of(answer: Answer) -> str:
    """All that an answer says; of a picture, what a scanner reads in it."""
    if isinstance(answer.body, bytes):
        return "\n".join(read(opened(answer.body)))
    return answer.body


def seen_by(world: World, somebody: Somebody) -> list[str]:
    """All that a person's own account is shown of them, without pictures of the same and signatures of links."""
    keys = [key for key in READING if ROUTES[key].media_type == "application/json"]
    return [re.sub(r"\?[^\"]*", "", text_of(sent(world, key, somebody, by=somebody))) for key in keys]


def test_every_route_with_a_person_in_its_path_is_in_the_table() -> None:
    assert set(TABLE) == set(ROUTES)


def test_no_mark_of_one_person_is_in_anothers(world: World) -> None:
    people = (world.own, world.member, world.stranger)
    for somebody in people:
        others = "\n".join(text for each in people if each is not somebody for text in each.marks.values())
        assert [name for name, text in somebody.marks.items() if text in others] == []


@pytest.mark.parametrize("key", READING)
def test_an_answer_is_about_the_person_asked_for_and_nobody_else(world: World, key: str) -> None:
    for one, other in ((world.own, world.member), (world.member, world.own)):
        answer = sent(world, key, one)
        text = text_of(answer)

        assert answer.status == 200
        assert [name for name in TABLE[key].shows if one.marks[name] not in text] == []
        assert [mark for mark in other.texts | world.stranger.texts if mark in text] == []


@pytest.mark.parametrize("key", READING)
def test_who_acts_for_a_person_sees_what_the_person_sees(world: World, key: str) -> None:
    by_family, by_oneself = (sent(world, key, world.member, by=each) for each in (world.own, world.member))

    # The links to one file differ in their signatures.
    assert text_of(by_family).partition("?")[0] == text_of(by_oneself).partition("?")[0]
    assert by_family.status == by_oneself.status == 200


@pytest.mark.parametrize("key", CHANGING)
def test_an_act_for_one_person_changes_nothing_of_another(world: World, key: str) -> None:
    pairs = ((world.own, world.member), (world.member, world.own))
    # One's own person is no link that could be removed.
    for one, other in pairs[1:] if key.startswith("DELETE /v1/family/") else pairs:
        theirs = world.items_of(other, world.settled), seen_by(world, other)
        try:
            answer = sent(world, key, one)

            assert answer.status in {ROUTES[key].status, ROUTES[key].repeated}, answer.body
            assert [name for name in TABLE[key].shows if one.marks[name] not in text_of(answer)] == []
            assert [mark for mark in other.texts if mark in text_of(answer)] == []
            assert (world.items_of(other, now_stored(world.region)), seen_by(world, other)) == theirs
        finally:
            world.restore()


@pytest.mark.parametrize("key", TABLE)
def test_somebody_elses_person_is_like_one_who_does_not_exist(world: World, key: str) -> None:
    signals = list(world.region.signals)
    with listed(world.region) as calls:
        unlinked = sent(world, key, world.stranger)
    asked = [call.operation for call in calls]
    with listed(world.region) as calls:
        missing = sent(world, key, world.stranger, path={"person": NOBODY})

    assert (unlinked.status, unlinked.json["code"]) == (404, "NOT_FOUND")
    # Both requests have one id here, so that the whole of the answers is compared, byte for byte.
    assert unlinked == missing
    assert [call.operation for call in calls] == asked
    assert sent(world, key, world.stranger, path={"person": "x"}) == missing
    assert (now_stored(world.region), world.region.signals) == (world.settled, signals)


@pytest.mark.parametrize("key", OF_AN_ENTRY)
def test_anothers_entry_is_like_one_that_does_not_exist(world: World, key: str) -> None:
    *_, name = re.findall(r"{(\w+)}", key)

    for somebody in (world.member, world.stranger):
        answer = sent(world, key, world.own, path={name: somebody.marks[name]})
        assert answer.status in {404, 405}
        assert answer == sent(world, key, world.own, path={name: "a" * 16})
    assert now_stored(world.region) == world.settled
