"""Who may call what, with real tokens at the real authorizers; what is denied is denied before any function decides."""

import re

import pytest

from infra.functions import API_FUNCTIONS
from local.client import ApiClient
from local.state import State
from shared.aws.http import Audience, Route

pytestmark = pytest.mark.journey

ROUTES = tuple(route for function in API_FUNCTIONS for route in function.routes)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_a_route_answers_those_it_is_for_and_nobody_else(api: ApiClient, state: State, route: Route) -> None:
    for holder, token in _tokens(state).items():
        status = _send(api, route, token)
        if _may_call(route, holder):
            assert status not in {401, 403}, holder
            assert status < 500, holder
        else:
            assert status in {401, 403}, holder


def test_a_path_that_is_no_route_is_not_found(api: ApiClient, state: State) -> None:
    assert api.send("GET", "/v1/people", token=state.residents["green"].token).status == 404
    assert api.send("DELETE", "/v1/risk-records", token=state.staff["health_authority"]).status == 404


def _tokens(state: State) -> dict[str, str | None]:
    resident = state.residents["green"].token
    header, claims, signature = resident.split(".")
    return {
        "nobody": None,
        "garbage": "garbage",
        "unsigned": f"{header}.{claims}.",
        "tampered": f"{header}.{claims}.{signature[::-1]}",
        "resident": resident,
        **state.staff,
    }


def _may_call(route: Route, holder: str) -> bool:
    match route.audience:
        case Audience.ANYONE:
            return True
        case Audience.PEER:
            # None of them can sign as another region.
            return False
        case Audience.RESIDENT:
            return holder == "resident"
        case Audience.STAFF:
            return holder in {role.value for role in route.roles}


def _send(api: ApiClient, route: Route, token: str | None) -> int:
    """The status of a request that the right caller is refused only for what it says."""
    known = {"record": "a" * 32 + "-" + "a" * 16, "category": "SUSPECTED", "digits": "1" * 200}
    names: dict[str, str] = dict.fromkeys(re.findall(r"{(\w+)}", route.path), "a" * 32)
    path = route.path.format(**(names | known))
    body: dict[str, str] | None = {} if route.method == "POST" else None
    if route.audience is Audience.PEER:
        body = {"request": "signed by nobody"}
    return api.send(route.method, path, token=token, body=body, headers={"idempotency-key": "access-0001"}).status
