"""The edge: what reaches a handler, and what a caller gets back when a handler fails."""

import json
import re
from base64 import b64decode
from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from shared.aws.http import Audience, Handler, LambdaHandler, Request, Response, Route, Tokens, edge
from shared.kernel.concurrency import Changed
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused
from shared.kernel.ids import AccountId, Authority
from shared.kernel.roles import Actor, StaffRole
from shared.kernel.signals import RequestFailed, Signal

OPEN = Route("GET", "/open/{name}", Audience.ANYONE, "Open", serves="M1", query=("limit",))
OWN = Route("POST", "/own", Audience.RESIDENT, "Own", serves="M1", body="Body", idempotency_key=True)
WORK = Route("GET", "/work", Audience.STAFF, "Work", serves="M1", roles=frozenset({StaffRole.MEDIC, StaffRole.AUDITOR}))
TOKENS = Tokens("https://issuer.example", "groups", "authority")
SECRET = "arn:aws:dynamodb:ap-east-1:123456789012:table/core"


def handler(answer: Handler, signals: list[Signal] | None = None, tokens: Tokens | None = TOKENS) -> LambdaHandler:
    noted: list[Signal] = [] if signals is None else signals
    return edge((OPEN, OWN, WORK), {route.key: answer for route in (OPEN, OWN, WORK)}, noted.append, tokens)


def event(route: Route, **changes: Any) -> dict[str, Any]:
    claims = {"sub": "account-1", "iss": TOKENS.issuer, "groups": "[medic janitor]", "authority": "CDC-440106"}
    valid: dict[str, Any] = {
        "routeKey": route.key,
        "headers": {"Content-Type": "application/json", "Idempotency-Key": "request-0001", "Accept-Language": "en"},
        "requestContext": {"requestId": "request-1", "authorizer": {"jwt": {"claims": claims}}},
        "isBase64Encoded": False,
    }
    return valid | changes


def failing(fault: Exception) -> Handler:
    def fail(request: Request) -> Response:
        raise fault

    return fail


def client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": SECRET}}, "GetItem")


def received(route: Route, **changes: Any) -> Request:
    requests: list[Request] = []

    def note(request: Request) -> Response:
        requests.append(request)
        return Response({})

    assert handler(note)(event(route, **changes), None)["statusCode"] == 200
    return requests[0]


def test_a_handler_gets_what_its_route_asks_for_and_no_more() -> None:
    assert received(OPEN, pathParameters={"name": "x"}, queryStringParameters={"limit": "1"}, body="{}") == Request(
        actor=Actor(AccountId("")),
        path={"name": "x"},
        query={"limit": "1"},
        body=b"",
        idempotency_key="",
        language="en",
        headers={"content-type": "application/json", "idempotency-key": "request-0001", "accept-language": "en"},
    )
    own = received(OWN, body='{"name": "粤"}')
    assert (own.actor, own.body) == (Actor(AccountId("account-1")), '{"name": "粤"}'.encode())
    assert own.idempotency_key == "request-0001"
    assert received(WORK).actor == Actor(AccountId("account-1"), frozenset({StaffRole.MEDIC}), Authority("CDC-440106"))


def test_a_resident_has_no_roles_and_no_authority_whatever_the_token_says() -> None:
    actor = received(OWN, body="{}").actor

    assert (actor.roles, actor.authority) == (frozenset(), None)


def test_a_request_does_not_show_its_body_or_its_headers() -> None:
    shown = repr(
        received(OWN, body='{"name": "张小明"}', headers=event(OWN)["headers"] | {"authorization": "Bearer x"})
    )

    assert "张小明" not in shown
    assert "Bearer" not in shown


@pytest.mark.parametrize(
    ("content", "media_type", "body", "binary"),
    [
        ({"name": "粤", "none": None}, "application/json", '{"name": "粤", "none": null}', False),
        ("<svg/>", "image/svg+xml", "<svg/>", False),
        (b"\x89PNG", "image/png", "iVBORw==", True),
        (b"", "image/png", "", True),
        ("", "text/html; charset=utf-8", "", False),
    ],
)
def test_an_answer_is_json_text_or_bytes(content: Any, media_type: str, body: str, binary: bool) -> None:
    answer = handler(lambda _: Response(content, 201, media_type, {"x-more": "1"}))(event(OPEN), None)

    assert answer == {
        "statusCode": 201,
        "headers": {
            "content-type": media_type,
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "x-more": "1",
        },
        "body": body,
        "isBase64Encoded": binary,
    }
    if binary:
        assert b64decode(answer["body"]) == content


@pytest.mark.parametrize(
    "refusal",
    [
        DomainError(ErrorCode.NOT_FOUND),
        DomainError(ErrorCode.TOO_MANY_ATTEMPTS, retry_after=61),
        DomainError(ErrorCode.UNSUPPORTED_DOCUMENT, {"accepted": ["PASSPORT"]}),
        FieldsRefused({"name": "is wrong", "document.number": "is wrong too"}),
    ],
    ids=str,
)
def test_a_refusal_of_the_domain_becomes_a_problem(refusal: DomainError) -> None:
    signals: list[Signal] = []

    answer = handler(failing(refusal), signals)(event(OPEN), None)

    body = json.loads(answer["body"])
    assert answer["headers"]["content-type"] == "application/problem+json"
    assert answer["headers"]["content-language"] == "en"
    assert answer["headers"].get("retry-after") == (str(refusal.retry_after) if refusal.retry_after else None)
    assert (body["code"], body["status"], body["request_id"]) == (refusal.code, answer["statusCode"], "request-1")
    assert {name: body[name] for name in refusal.facts} == dict(refusal.facts)
    assert signals == []


@pytest.mark.parametrize(
    "fault", [ValueError(SECRET), KeyError(SECRET), Changed(SECRET), RecursionError(SECRET)], ids=repr
)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_fault_of_ours_says_nothing_but_its_request_id(
    fault: Exception, language: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    signals: list[Signal] = []

    answer = handler(failing(fault), signals)(event(OPEN, headers={"accept-language": language}), None)

    body = json.loads(answer["body"])
    assert answer["statusCode"] == 500
    assert list(body) == ["type", "title", "status", "detail", "code", "request_id"]
    assert (body["code"], body["request_id"]) == ("INTERNAL", "request-1")
    (failed,) = signals
    assert isinstance(failed, RequestFailed)
    assert failed.error == type(fault).__name__
    assert re.fullmatch(r"shared\.aws\.http:\d+", failed.at)
    assert failed.request_id == body["request_id"]
    assert "arn:" not in str((answer, signals, capsys.readouterr(), caplog.text))


@pytest.mark.parametrize(
    "code",
    [
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TooManyRequestsException",
    ],
)
def test_a_service_that_asks_us_to_slow_down_makes_us_busy(code: str) -> None:
    signals: list[Signal] = []

    answer = handler(failing(client_error(code)), signals)(event(OPEN), None)

    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (503, "BUSY")
    assert 2 <= int(answer["headers"]["retry-after"]) <= 10
    assert signals == [RequestFailed("ClientError")]
    assert "arn:" not in str((answer, signals))


@pytest.mark.parametrize(
    "fault",
    [
        client_error("InternalServerError"),
        client_error("AccessDeniedException"),
        client_error("ValidationException"),
        client_error("ResourceNotFoundException"),
        client_error("TransactionConflictException"),
        ClientError({}, "GetItem"),
        EndpointConnectionError(endpoint_url=SECRET),
        ConnectTimeoutError(endpoint_url=SECRET),
        ReadTimeoutError(endpoint_url=SECRET),
        NoCredentialsError(),
        BotoCoreError(),
    ],
    ids=repr,
)
def test_any_other_fault_of_a_service_makes_us_unavailable(fault: Exception) -> None:
    signals: list[Signal] = []

    answer = handler(failing(fault), signals)(event(OPEN), None)

    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (503, "UNAVAILABLE")
    assert 2 <= int(answer["headers"]["retry-after"]) <= 10
    assert signals == [RequestFailed(type(fault).__name__)]
    assert "arn:" not in str((answer, signals))


def test_those_who_are_turned_away_together_do_not_come_back_together() -> None:
    away = handler(failing(client_error("ThrottlingException")))
    waits = {away(event(OPEN), None)["headers"]["retry-after"] for _ in range(200)}

    assert len(waits) > 3


def test_an_answer_that_is_no_json_is_our_fault() -> None:
    answer = handler(lambda _: Response({"name": object()}))(event(OPEN), None)

    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (500, "INTERNAL")


def test_without_tokens_only_routes_for_anyone_answer() -> None:
    without = handler(lambda _: Response({}), tokens=None)

    assert without(event(OPEN), None)["statusCode"] == 200
    assert without(event(OWN, body="{}"), None)["statusCode"] == 401
    assert without(event(WORK), None)["statusCode"] == 401


def test_an_issuer_that_is_not_set_lets_nobody_in() -> None:
    blank = handler(lambda _: Response({}), tokens=Tokens("", "groups", "authority"))
    context = {"requestId": "request-1", "authorizer": {"jwt": {"claims": {"sub": "x", "groups": "[medic]"}}}}

    assert blank(event(WORK, requestContext=context), None)["statusCode"] == 401


@pytest.mark.parametrize("handlers", [{}, {"GET /other": 1}, {OPEN.key: 1, OWN.key: 1, WORK.key: 1, "GET /other": 1}])
def test_a_route_without_a_handler_is_found_at_start(handlers: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="each route needs one handler"):
        edge((OPEN, OWN, WORK), handlers, list[Signal]().append, TOKENS)


def test_a_handler_does_not_run_when_its_body_or_key_is_refused() -> None:
    def run(request: Request) -> Response:
        pytest.fail("it ran")

    for changes in ({"body": "x" * 70_000}, {"body": "{}", "headers": {}}, {"body": "{", "isBase64Encoded": True}):
        assert 400 <= handler(run)(event(OWN, **changes), None)["statusCode"] < 500
