"""Who may call what: every route with every kind of caller, and whoever is not allowed sets nothing in motion."""

import json
import re
from collections.abc import Iterable
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

import functions
from shared.aws.http import WITHOUT_TOKENS, Audience, Route
from shared.kernel.errors import ErrorCode
from shared.kernel.roles import StaffRole
from tests.functions.edge.refusals import code_of, nothing_done, refusal
from tests.functions.samples import SAMPLE, Event, Values, filled, send
from tests.region import RESIDENT_ISSUER, STAFF_ISSUER, Region

ANYONE, RESIDENT, PEER = "anyone", "resident", "peer"
# Written a second time, on purpose: whoever changes who may call a route does so here too.
MAY_CALL: dict[str, str | set[str]] = {
    "GET /v1/red-list/days/{day}": ANYONE,
    "GET /v1/release-guides": ANYONE,
    "GET /v1/release-guides/{category}": ANYONE,
    "GET /C/{digits}": ANYONE,
    "GET /E": ANYONE,
    "GET /v1/trust-list": ANYONE,
    "GET /E/{checkpoint}": ANYONE,
    "POST /v1/registration": RESIDENT,
    "GET /v1/me": RESIDENT,
    "GET /v1/family": RESIDENT,
    "POST /v1/family": RESIDENT,
    "DELETE /v1/family/{person}": RESIDENT,
    "GET /v1/people/{person}/code": RESIDENT,
    "GET /v1/people/{person}/code/card.svg": RESIDENT,
    "GET /v1/people/{person}/code/card.png": RESIDENT,
    "GET /v1/people/{person}/code/sheet.svg": RESIDENT,
    "POST /v1/people/{person}/code/replacement": RESIDENT,
    "GET /v1/people/{person}/health": RESIDENT,
    "GET /v1/people/{person}/health-checks": RESIDENT,
    "GET /v1/people/{person}/test-results": RESIDENT,
    "GET /v1/people/{person}/accesses": RESIDENT,
    "PUT /v1/people/{person}/itinerary/consent": RESIDENT,
    "GET /v1/people/{person}/itinerary": RESIDENT,
    "GET /v1/people/{person}/itinerary/card.svg": RESIDENT,
    "DELETE /v1/people/{person}/itinerary/consent": RESIDENT,
    "PUT /v1/people/{person}/provinces/consent": RESIDENT,
    "GET /v1/people/{person}/provinces": RESIDENT,
    "GET /v1/people/{person}/provinces/{issuer}": RESIDENT,
    "DELETE /v1/people/{person}/provinces/consent": RESIDENT,
    "POST /v1/people/{person}/certificates": RESIDENT,
    "GET /v1/people/{person}/certificates": RESIDENT,
    "GET /v1/people/{person}/certificates/{certificate}": RESIDENT,
    "GET /v1/people/{person}/certificates/{certificate}/file": RESIDENT,
    "POST /v1/people/{person}/declarations": RESIDENT,
    "GET /v1/people/{person}/declarations": RESIDENT,
    "GET /v1/people/{person}/declarations/{declaration}": RESIDENT,
    "POST /v1/people/{person}/organisations": RESIDENT,
    "GET /v1/people/{person}/organisations": RESIDENT,
    "DELETE /v1/people/{person}/organisations/{organisation}": RESIDENT,
    "POST /v1/organisations": {"org_admin"},
    "GET /v1/organisations": {"org_admin"},
    "POST /v1/organisations/{organisation}/invitation": {"org_admin"},
    "GET /v1/organisations/{organisation}/declarations": {"org_admin"},
    "GET /v1/organisations/{organisation}/declarations.csv": {"org_admin"},
    "POST /v1/people/{person}/appeals": RESIDENT,
    "GET /v1/people/{person}/appeals": RESIDENT,
    "GET /v1/people/{person}/temperatures": RESIDENT,
    "GET /v1/people/{person}/temperatures/{temperature}": RESIDENT,
    "PUT /v1/people/{person}/temperatures/{temperature}": RESIDENT,
    "PATCH /v1/people/{person}/temperatures/{temperature}": RESIDENT,
    "DELETE /v1/people/{person}/temperatures/{temperature}": RESIDENT,
    "GET /v1/people/{person}/release-notices": RESIDENT,
    "GET /v1/people/{person}/release-notices/{notice}": RESIDENT,
    "GET /v1/people/{person}/release-notices/{notice}/notice.svg": RESIDENT,
    "GET /N/{digits}": ANYONE,
    "GET /v1/notifications": RESIDENT,
    "POST /v1/scans/{scan}/temperatures": {"inspector", "grid_worker", "medic"},
    "POST /v1/scans/{scan}/health-checks": {"grid_worker"},
    "POST /v1/scans/{scan}/test-results": {"medic"},
    "POST /v1/scans/{scan}/release-notices": {"medic"},
    "GET /v1/scans/{scan}/identity": {"inspector", "grid_worker", "medic"},
    "GET /v1/scans/{scan}/travel": {"grid_worker", "medic"},
    "GET /v1/scans/{scan}/contacts": {"medic"},
    "GET /v1/scans/{scan}/declarations": {"grid_worker", "medic"},
    "POST /v1/risk-records": {"health_authority"},
    "POST /v1/risk-records/{record}/lift": {"health_authority"},
    "GET /v1/appeals": {"health_authority"},
    "POST /v1/appeals/{appeal}/decision": {"health_authority"},
    "GET /v1/risk-records": {"health_authority"},
    "POST /v1/risk-records/{record}/approval": {"health_authority"},
    "POST /v1/risk-imports": {"health_authority"},
    "GET /v1/risk-imports": {"health_authority"},
    "GET /v1/risk-imports/{import}": {"health_authority"},
    "POST /v1/risk-imports/{import}/approval": {"health_authority"},
    "POST /v1/offline-registrations": {"grid_worker"},
    "POST /v1/federation/code-verification": PEER,
    "POST /v1/federation/status-list-contents": PEER,
    "POST /v1/federation/status-list": PEER,
    "POST /v1/federation/health-summary": PEER,
    "POST /v1/federation/health-detail": PEER,
    "POST /v1/scans": {"grid_worker", "inspector", "medic", "scanner"},
    "POST /v1/scans/batch": {"grid_worker", "inspector", "medic", "scanner"},
    "GET /v1/status-lists": {"grid_worker", "inspector", "medic", "scanner"},
    "GET /v1/status-lists/{list}": {"grid_worker", "inspector", "medic", "scanner"},
    "POST /v1/checkpoints": {"operator"},
    "GET /v1/checkpoints": {"operator"},
    "GET /v1/checkpoints/{checkpoint}/poster.svg": {"operator"},
    "GET /v1/checkpoints/{checkpoint}/poster.png": {"operator"},
    "GET /v1/entry/poster.svg": {"operator"},
    "GET /v1/entry/poster.png": {"operator"},
}
# Other systems, with keys of their own in place of tokens.
OTHERS = {"POST /v1/verifications": ANYONE, "POST /v1/itineraries": ANYONE}
ROLES = sorted(StaffRole)
OTHER_ISSUER = "https://elsewhere.example"

Claims = dict[str, str] | None


def staff(groups: str | None, issuer: str = STAFF_ISSUER, account: str = "officer-of-the-sample-events") -> Claims:
    claims = {"sub": account, "iss": issuer, "custom:authority": "CDC-440106", "token_use": "id"}
    return claims | ({} if groups is None else {"cognito:groups": groups})


def resident(values: Values, **changes: str) -> dict[str, str]:
    return {"sub": values["account"], "iss": RESIDENT_ISSUER} | changes


def sent_by(claims: Claims, key: str, values: Values) -> Event:
    """The route's sample as `claims` send it; None is a request that no authorizer saw."""
    event = filled(key, values)
    event["requestContext"].pop("authorizer", None)
    if claims is not None:
        event["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    return event


def assert_denied(region: Region, code: ErrorCode, events: Iterable[Event]) -> None:
    """Each of `events` is refused with `code`, and together they set nothing in motion."""
    with nothing_done(region, read=False):
        for event in events:
            answer = refusal(region, event)
            assert code_of(answer) is code, event["requestContext"]
            assert answer.status == {ErrorCode.UNAUTHENTICATED: 401, ErrorCode.FORBIDDEN: 403}[code]


def assert_allowed(region: Region, event: Event) -> None:
    answer = send(region, event)
    # What is final is so for everyone who may see it.
    final = event["routeKey"].endswith("/temperatures/{temperature}") and not event["routeKey"].startswith("GET ")
    assert answer.status in ({405} if final else {200, 201, 204}), answer.body


FOR_STAFF = [key for key, who in MAY_CALL.items() if isinstance(who, set)]
FOR_RESIDENTS = [key for key, who in MAY_CALL.items() if who == RESIDENT]
FOR_ANYONE = [key for key, who in MAY_CALL.items() if who == ANYONE]
FOR_PEERS = [key for key, who in MAY_CALL.items() if who == PEER]


def allowed(key: str) -> set[str]:
    who = MAY_CALL[key]
    assert isinstance(who, set)
    return who


def all_routes() -> list[Route]:
    apps = sorted(Path(functions.__path__[0]).glob("*/app.py"))
    return [route for app in apps for route in import_module(f"functions.{app.parent.name}.app").ROUTES]


def test_the_table_has_every_route_of_every_app_with_its_callers() -> None:
    declared = {
        route.key: set(map(str, route.roles)) if route.audience is Audience.STAFF else str(route.audience)
        for route in all_routes()
    }

    assert declared == MAY_CALL | OTHERS


def test_every_route_of_the_table_is_tried(region: Region) -> None:
    assert set(MAY_CALL) == set(SAMPLE) == set(region.routes)


@pytest.mark.parametrize("route", all_routes(), ids=lambda route: route.key)
def test_only_a_staff_route_has_roles_and_every_staff_route_has_one(route: Route) -> None:
    assert bool(route.roles) == (route.audience is Audience.STAFF)


def test_a_function_reads_the_claims_only_of_tokens_that_its_routes_take() -> None:
    for app in sorted(Path(functions.__path__[0]).glob("*/app.py")):
        module = import_module(f"functions.{app.parent.name}.app")
        audiences = {route.audience for route in module.ROUTES} - WITHOUT_TOKENS
        issuers = {field.name for field in fields(module.Settings) if field.name.endswith("_issuer")}
        assert issuers - {"code_issuer"} == {f"{audience}_issuer" for audience in audiences}


@pytest.mark.parametrize("key", FOR_PEERS)
def test_what_a_peer_signed_opens_a_route_for_peers_whatever_token_comes_with_it(
    region: Region, values: Values, key: str
) -> None:
    for claims in (None, {}, resident(values), *(staff(f"[{role}]") for role in ROLES), staff("", OTHER_ISSUER)):
        assert_allowed(region, sent_by(claims, key, values))


@pytest.mark.parametrize("key", FOR_PEERS)
def test_no_token_opens_a_route_for_peers_without_a_peers_signature(region: Region, values: Values, key: str) -> None:
    groups = f"[{' '.join(ROLES)}]"
    for claims in (None, resident(values), staff(groups)):
        event = sent_by(claims, key, values)
        request = json.loads(event["body"])["request"]
        for text in ("", values["account"], request[:-4] + ("AAAA" if request[-4:] != "AAAA" else "BBBB")):
            answer = refusal(region, event | {"body": json.dumps({"request": text})})
            assert (code_of(answer), answer.status) == (ErrorCode.UNAUTHENTICATED, 401)


@pytest.mark.parametrize("key", FOR_ANYONE)
def test_anyone_is_everyone(region: Region, values: Values, key: str) -> None:
    for claims in (None, {}, resident(values), *(staff(f"[{role}]") for role in ROLES), staff("", OTHER_ISSUER)):
        assert_allowed(region, sent_by(claims, key, values))


@pytest.mark.parametrize("key", FOR_RESIDENTS)
def test_a_resident_may_call_a_route_for_residents(region: Region, values: Values, key: str) -> None:
    assert_allowed(region, sent_by(resident(values), key, values))


@pytest.mark.parametrize("key", FOR_RESIDENTS)
def test_no_staff_token_opens_a_route_for_residents(region: Region, values: Values, key: str) -> None:
    accounts = ("officer-of-the-sample-events", values["account"])
    tokens = [staff(f"[{role}]", account=account) for role in ROLES for account in accounts]

    assert_denied(region, ErrorCode.UNAUTHENTICATED, (sent_by(token, key, values) for token in tokens))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("key", FOR_STAFF)
def test_a_staff_route_opens_for_its_roles_and_no_other(region: Region, values: Values, key: str, role: str) -> None:
    event = sent_by(staff(f"[{role}]"), key, values)

    if role in allowed(key):
        assert_allowed(region, event)
    else:
        assert_denied(region, ErrorCode.FORBIDDEN, [event])


@pytest.mark.parametrize("key", FOR_STAFF)
def test_a_residents_token_opens_no_staff_route_whatever_roles_it_claims(
    region: Region, values: Values, key: str
) -> None:
    tokens = [
        resident(values, **{"cognito:groups": f"[{role}]", "custom:authority": "CDC-440106"}) for role in ("", *ROLES)
    ]

    assert_denied(region, ErrorCode.UNAUTHENTICATED, (sent_by(token, key, values) for token in tokens))


@pytest.mark.parametrize("key", FOR_RESIDENTS + FOR_STAFF)
def test_without_a_token_of_the_right_issuer_nothing_opens(region: Region, values: Values, key: str) -> None:
    right = STAFF_ISSUER if key in FOR_STAFF else RESIDENT_ISSUER
    groups = f"[{' '.join(ROLES)}]"
    account = values["account"]
    tokens: list[Claims] = [
        None,
        {},
        {"cognito:groups": groups},
        {"iss": right, "cognito:groups": groups},
        {"sub": "", "iss": right, "cognito:groups": groups},
        {"sub": account, "cognito:groups": groups},
        staff(groups, OTHER_ISSUER, account),
        staff(groups, "", account),
        staff(groups, f"{right}/", account),
        staff(groups, right.upper(), account),
        staff(groups, f"{right} {OTHER_ISSUER}", account),
    ]

    assert_denied(region, ErrorCode.UNAUTHENTICATED, (sent_by(token, key, values) for token in tokens))


@pytest.mark.parametrize("key", FOR_RESIDENTS + FOR_STAFF)
def test_an_authorizer_that_says_nothing_opens_nothing(region: Region, values: Values, key: str) -> None:
    authorizers: list[Event] = [{}, {"jwt": {}}, {"jwt": {"claims": {}}}, {"lambda": {"sub": values["account"]}}]
    events = []
    for authorizer in authorizers:
        events.append(filled(key, values))
        events[-1]["requestContext"]["authorizer"] = authorizer

    assert_denied(region, ErrorCode.UNAUTHENTICATED, events)


FORMS = {
    "api gateway": lambda *roles: f"[{' '.join(roles)}]",
    "commas": lambda *roles: ",".join(roles),
    "commas and spaces": lambda *roles: ", ".join(roles),
    "json": lambda *roles: "[" + ",".join(f'"{role}"' for role in roles) + "]",
    "json with spaces": lambda *roles: "[" + ", ".join(f'"{role}"' for role in roles) + "]",
    "words": lambda *roles: " ".join(roles),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", FOR_STAFF)
def test_roles_are_read_in_every_form_that_a_claim_may_have(
    region: Region, values: Values, key: str, form: str
) -> None:
    for role in sorted(allowed(key)):
        for roles in ((role,), ("janitor", role, "auditor")):
            assert_allowed(region, sent_by(staff(FORMS[form](*roles)), key, values))
    others = [role for role in ROLES if role not in allowed(key)]
    assert_denied(region, ErrorCode.FORBIDDEN, [sent_by(staff(FORMS[form](*others)), key, values)])


@pytest.mark.parametrize("key", FOR_STAFF)
def test_what_is_not_exactly_a_role_is_none(region: Region, values: Values, key: str) -> None:
    role = min(allowed(key))
    near = [role.upper(), role.title(), f"{role}s", f"x{role}", f"{role}-", f"{role}\u200b", f"({role})"]
    claims = [None, "", "[]", "[ ]", '[""]', "null", "*", "janitor", "[janitor]", *near, f"[{' '.join(near)}]"]

    assert_denied(region, ErrorCode.FORBIDDEN, (sent_by(staff(groups), key, values) for groups in claims))


@pytest.mark.parametrize("key", FOR_STAFF)
def test_roles_count_in_their_own_claim_only(region: Region, values: Values, key: str) -> None:
    roles = f"[{' '.join(ROLES)}]"
    claims = dict.fromkeys(("groups", "roles", "scope", "custom:roles", "Cognito:Groups"), roles)

    assert_denied(region, ErrorCode.FORBIDDEN, [sent_by(claims | (staff(None) or {}), key, values)])


def test_a_route_that_does_not_exist_is_not_found(region: Region, values: Values) -> None:
    for key in ("$default", "GET /v1/scans", "POST /v1/scans/", "post /v1/scans", "", "POST /v1/verifications"):
        event = sent_by(staff(f"[{' '.join(ROLES)}]"), "POST /v1/scans", values)
        handler = region.handlers[event["routeKey"]]

        answer = handler(event | {"routeKey": key}, None)

        assert answer["statusCode"] == 404
        assert re.search('"code": "NOT_FOUND"', answer["body"])
