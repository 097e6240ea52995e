"""The API has exactly the routes that the functions declare, each behind the authorizer of its audience."""

import json
from collections.abc import Mapping

import pytest

from infra.region import load_region
from shared.aws.http import Audience, Route
from tests.infra.template import Template

_API = "AWS::ApiGatewayV2::"


def _declared(stack: str) -> dict[str, tuple[str, Route]]:
    """Route key to function and route."""
    from infra.functions import API_FUNCTIONS
    from infra.sandbox_functions import SANDBOX_FUNCTIONS

    specs = {"Api": API_FUNCTIONS, "Sandbox": SANDBOX_FUNCTIONS}[stack]
    return {route.key: (spec.name, route) for spec in specs for route in spec.routes}


@pytest.fixture(params=["Api", "Sandbox"])
def stack(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_declared_route_exists_and_no_other(templates: Mapping[str, Template], stack: str) -> None:
    found = [each["RouteKey"] for each in templates[stack].properties(f"{_API}Route")]
    assert sorted(found) == sorted(_declared(stack))


def test_every_folder_of_functions_is_deployed(templates: Mapping[str, Template]) -> None:
    from tests.infra.synthesis import ROOT

    folders = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
    deployed = [*templates["Api"].functions(), *templates["Sandbox"].functions()]
    assert sorted(deployed) == sorted(folders)
    assert list(templates["Sandbox"].functions()) == ["sandbox_register", "sandbox_itinerary"]


def test_a_route_calls_the_function_that_declares_it(templates: Mapping[str, Template], stack: str) -> None:
    template = templates[stack]
    integrations = template.of_type(f"{_API}Integration")
    for route in template.properties(f"{_API}Route"):
        (integration,) = [name for name in integrations if f'"{name}"' in json.dumps(route["Target"])]
        properties = integrations[integration]["Properties"]
        assert properties["PayloadFormatVersion"] == "2.0"
        assert template.function_at(properties["IntegrationUri"]) == _declared(stack)[route["RouteKey"]][0]


def test_a_route_is_behind_the_authorizer_of_its_audience(templates: Mapping[str, Template]) -> None:
    template = templates["Api"]
    names = {name: each["Properties"]["Name"] for name, each in template.of_type(f"{_API}Authorizer").items()}
    expected = {Audience.ANYONE: None, Audience.PEER: None, Audience.RESIDENT: "Residents", Audience.STAFF: "Staff"}
    for route in template.properties(f"{_API}Route"):
        audience = _declared("Api")[route["RouteKey"]][1].audience
        authorizer = names[route["AuthorizerId"]["Ref"]] if "AuthorizerId" in route else None
        assert authorizer == expected[audience], route["RouteKey"]
        assert route["AuthorizationType"] == ("NONE" if authorizer is None else "JWT"), route["RouteKey"]


def test_the_authorizers_take_tokens_of_two_different_issuers(templates: Mapping[str, Template]) -> None:
    found = templates["Api"].properties(f"{_API}Authorizer")
    assert sorted(each["Name"] for each in found) == ["Residents", "Staff"]
    assert len({json.dumps(each["JwtConfiguration"]["Issuer"]) for each in found}) == 2
    assert len({json.dumps(each["JwtConfiguration"]["Audience"]) for each in found}) == 2
    assert all(each["IdentitySource"] == ["$request.header.Authorization"] for each in found)


def test_every_route_is_throttled_as_the_region_says(templates: Mapping[str, Template]) -> None:
    region = load_region("guangdong")
    stage = templates["Api"].only(f"{_API}Stage")
    assert stage["DefaultRouteSettings"] == {
        "ThrottlingRateLimit": region.throttle.rate,
        "ThrottlingBurstLimit": region.throttle.burst,
    }
    assert region.throttle.routes
    assert stage["RouteSettings"] == {
        key: {"ThrottlingRateLimit": limit.rate, "ThrottlingBurstLimit": limit.burst}
        for key, limit in region.throttle.routes.items()
    }


def test_a_stage_waits_for_its_routes(templates: Mapping[str, Template], stack: str) -> None:
    (found,) = templates[stack].of_type(f"{_API}Stage").values()
    assert set(templates[stack].of_type(f"{_API}Route")) <= set(found["DependsOn"])


def test_the_access_log_says_nothing_that_could_point_at_a_person(
    templates: Mapping[str, Template], stack: str
) -> None:
    logged = json.loads(templates[stack].only(f"{_API}Stage")["AccessLogSettings"]["Format"])
    assert set(logged.values()) == {
        "$context.routeKey",
        "$context.status",
        "$context.requestId",
        "$context.responseLatency",
    }
