"""The sample events: one a route, each as API Gateway sends it, each answered as its route says."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from infra.openapi import ApiFunction, api_functions
from shared.aws.http import WITHOUT_TOKENS, Route
from tests.functions.samples import (
    EVENTS,
    SAMPLE,
    TAKES_AWAY,
    Values,
    filled,
    first_time,
    placeholders,
    prepared,
    put_back,
    route_key,
    sample_files,
    send,
)
from tests.region import Region, deployed_region

ROUTES = {route.key: (function, route) for function in api_functions() for route in function.routes}
DOCUMENTED = placeholders((EVENTS / "README.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def region() -> Iterator[Region]:
    with deployed_region() as region:
        region.on_schedule({}, None)
        region.on_trust_schedule({}, None)
        yield region


@pytest.fixture(scope="module")
def values(region: Region) -> Values:
    return prepared(region)


def test_every_route_has_exactly_one_sample() -> None:
    assert sorted(route_key(path) for path in sample_files()) == sorted(ROUTES)


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_lies_where_its_function_and_method_say(path: Path) -> None:
    function, route = ROUTES[route_key(path)]

    assert path.parent.name == function.name
    assert path.stem.startswith(f"{route.method.lower()}_")


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_is_an_event_of_payload_format_2(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    event = json.loads(text)
    _, route = ROUTES[event["routeKey"]]
    context = event["requestContext"]
    claims = context.get("authorizer", {"jwt": {"claims": {}}})["jwt"]["claims"]
    template = route.path
    for name, value in event.get("pathParameters", {}).items():
        template = template.replace(f"{{{name}}}", value)

    assert placeholders(text) <= DOCUMENTED
    assert event["version"] == "2.0"
    assert event["rawPath"] == context["http"]["path"] == template
    assert route.key == event["routeKey"] == context["routeKey"] == f"{context['http']['method']} {route.path}"
    assert set(event.get("queryStringParameters", {})) <= set(route.query)
    assert ("body" in event) == (route.body is not None)
    assert ("idempotency-key" in event["headers"]) == route.idempotency_key
    assert ("authorizer" in context) == (route.audience not in WITHOUT_TOKENS)
    assert all(name == name.lower() for name in event["headers"])
    assert all(isinstance(claim, str) for claim in claims.values())


def test_every_placeholder_of_the_readme_is_used() -> None:
    assert {name for path in SAMPLE.values() for name in placeholders(path.read_text(encoding="utf-8"))} == DOCUMENTED


@pytest.mark.parametrize(("function", "route"), ROUTES.values(), ids=ROUTES)
def test_a_sample_is_answered_as_its_route_says(
    region: Region, values: Values, function: ApiFunction, route: Route
) -> None:
    put_back(region, route.key)

    answer = send(region, filled(route.key, first_time(route.key, values)))

    assert answer.status == route.status
    if route.status == 204:
        assert (answer.body, answer.headers.get("content-type")) == ("", None)
        return
    assert answer.headers["content-type"] == route.media_type
    if route.answer is not None:
        model: type[BaseModel] = function.model(route.answer)
        model.model_validate_json(answer.body)
    else:
        assert answer.body.startswith(_FIRST_BYTES[route.media_type])  # type: ignore[arg-type]  # bytes or text, as the media type says


@pytest.mark.parametrize("route", [route for _, route in ROUTES.values()], ids=ROUTES)
def test_a_sample_may_be_sent_again(region: Region, values: Values, route: Route) -> None:
    event = filled(route.key, values)
    send(region, event)

    again = 404 if route.key in TAKES_AWAY else route.repeated or route.status
    assert send(region, event).status == again


_FIRST_BYTES = {
    "application/jwt": b"eyJ",
    "application/statuslist+jwt": b"eyJ",
    "text/csv; charset=utf-8": b"\x1f\x8b",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/problem+json": "{",
    "image/svg+xml": "<svg",
    "text/html; charset=utf-8": "<!doctype html>",
}
