"""The HTTP edge: an API Gateway event in, a typed request to one handler, an answer or a problem out.

API Gateway has already matched the route and checked the token, so dispatch is one look-up of its `routeKey`.
Everything here is denied unless a route's table row allows it.
"""

import base64
import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.aws.problem_documents import language_of, problem
from shared.aws.transactions import is_throttled
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, Authority
from shared.kernel.roles import Actor, StaffRole
from shared.kernel.signals import RequestFailed, Signals

KIB = 1024
_ROLES = frozenset(role.value for role in StaffRole)
_IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
# What stands in a path is a name that we gave; the star may be the last character of a checkpoint's. Anything else
# names nothing, and may be longer than a key can be.
_NAME_IN_PATH = re.compile(r"[A-Za-z0-9_*-]{1,256}", re.ASCII)


class Audience(StrEnum):
    """Whose tokens a route takes."""

    ANYONE = "anyone"
    RESIDENT = "resident"
    STAFF = "staff"
    PEER = "peer"
    """No tokens: another region signs what it sends, and the function checks that."""


WITHOUT_TOKENS = frozenset({Audience.ANYONE, Audience.PEER})
"""Those whose requests API Gateway lets through without a look at who sends them."""


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the route table: who may call what, and what the API document says of it."""

    method: str
    path: str
    audience: Audience
    summary: str
    serves: str
    """The facts of the mission that the route serves, as `M10 M24`."""
    roles: frozenset[StaffRole] = frozenset()
    """The staff roles that may call it; empty unless the audience is staff."""
    body: str | None = None
    """The name of the request model in the function's `wire.py`."""
    answer: str | None = None
    """The name of the answer model in the function's `wire.py`, for JSON answers."""
    media_type: str = "application/json"
    status: int = 200
    repeated: int | None = None
    """The status when what was asked for had been done before, where it is another."""
    waiting: int | None = None
    """The status when what was asked for waits for somebody else, where it may."""
    elsewhere: bool = False
    """Whether the answer may be at another address instead, which 307 names."""
    body_limit: int = 64 * KIB
    idempotency_key: bool = False
    query: tuple[str, ...] = ()
    errors: tuple[ErrorCode, ...] = ()

    @property
    def key(self) -> str:
        """API Gateway's name of the route: `POST /v1/scans`."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Request:
    """One request that passed the edge's checks."""

    actor: Actor
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = field(repr=False)
    idempotency_key: str
    """Empty where the route asks for none."""
    language: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By lower-case name; they hold tokens and keys, so they are never printed."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: JSON for mappings, else the text or bytes of `media_type`."""

    content: Mapping[str, Any] | str | bytes
    status: int = 200
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Request], Response]
LambdaHandler = Callable[[dict[str, Any], Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """How to read the claims of the tokens a function takes."""

    issuer: str
    roles_claim: str = ""
    authority_claim: str = ""


def edge(
    routes: Sequence[Route], handlers: Mapping[str, Handler], signals: Signals, tokens: Tokens | None = None
) -> LambdaHandler:
    """The Lambda handler for `routes`; `handlers` holds one handler for each route's key.

    `tokens` is needed unless every route does without. Raises ValueError when the two tables do not match.
    """
    if {route.key for route in routes} != set(handlers):
        raise ValueError("each route needs one handler, and each handler a route")
    table = {route.key: (route, handlers[route.key]) for route in routes}

    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        language = language_of(headers.get("accept-language", ""))
        request_id = event["requestContext"]["requestId"]
        try:
            route, handler = _matched(table, event)
            return _answer(handler(_request(route, event, headers, language, tokens)))
        except DomainError as refusal:
            return _answer(_refused(refusal, language, request_id))
        except (BotoCoreError, ClientError) as fault:
            signals(failed(fault, request_id))
            throttled = isinstance(fault, ClientError) and is_throttled(fault)
            # Waiting times differ, so that those who were turned away together do not come back together.
            away = DomainError(
                ErrorCode.BUSY if throttled else ErrorCode.UNAVAILABLE, retry_after=random.randint(2, 10)
            )
            return _answer(_refused(away, language, request_id))
        except Exception as fault:  # the last line of defence: no internals in an answer
            signals(failed(fault, request_id))
            return _answer(_refused(DomainError(ErrorCode.INTERNAL), language, request_id))

    return handle


def _matched(table: Mapping[str, tuple[Route, Handler]], event: Mapping[str, Any]) -> tuple[Route, Handler]:
    try:
        return table[event["routeKey"]]
    except KeyError:
        raise DomainError(ErrorCode.NOT_FOUND) from None


def _request(
    route: Route, event: Mapping[str, Any], headers: Mapping[str, str], language: str, tokens: Tokens | None
) -> Request:
    actor = _actor(route, event, tokens)
    return Request(
        actor=actor,
        path=_path(event),
        query=event.get("queryStringParameters") or {},
        body=_body(route, event, headers),
        idempotency_key=_idempotency_key(headers) if route.idempotency_key else "",
        language=language,
        headers=headers,
    )


def _path(event: Mapping[str, Any]) -> Mapping[str, str]:
    names: Mapping[str, str] = event.get("pathParameters") or {}
    if not all(_NAME_IN_PATH.fullmatch(name) for name in names.values()):
        raise DomainError(ErrorCode.NOT_FOUND)
    return names


def _actor(route: Route, event: Mapping[str, Any], tokens: Tokens | None) -> Actor:
    if route.audience in WITHOUT_TOKENS:
        return Actor(AccountId(""))
    claims: Mapping[str, str] = event["requestContext"].get("authorizer", {}).get("jwt", {}).get("claims", {})
    # API Gateway checked the token; the issuer is checked again so that a route attached to the wrong
    # authorizer denies rather than takes a resident for an officer.
    if tokens is None or not claims.get("sub") or claims.get("iss") != tokens.issuer:
        raise DomainError(ErrorCode.UNAUTHENTICATED)
    account = AccountId(claims["sub"])
    if route.audience is Audience.RESIDENT:
        return Actor(account)
    roles = _roles(claims.get(tokens.roles_claim, ""))
    if not roles & route.roles:
        raise DomainError(ErrorCode.FORBIDDEN)
    authority = claims.get(tokens.authority_claim, "")
    return Actor(account, roles, Authority(authority) if authority else None)


def _roles(claim: str) -> frozenset[StaffRole]:
    """A list claim reaches us as API Gateway's text form, `[inspector medic]`; commas are taken too."""
    words = claim.strip("[]").replace(",", " ").replace('"', " ").split()
    return frozenset(StaffRole(word) for word in words if word in _ROLES)


def _body(route: Route, event: Mapping[str, Any], headers: Mapping[str, str]) -> bytes:
    if route.body is None:
        return b""
    text = event.get("body") or ""
    try:
        body = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except ValueError:
        raise DomainError(ErrorCode.INVALID_JSON) from None
    if len(body) > route.body_limit:
        raise DomainError(ErrorCode.BODY_TOO_LARGE, {"limit_bytes": route.body_limit})
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise DomainError(ErrorCode.UNSUPPORTED_MEDIA_TYPE)
    return body


def _idempotency_key(headers: Mapping[str, str]) -> str:
    key = headers.get("idempotency-key", "")
    if not _IDEMPOTENCY_KEY.fullmatch(key):
        raise DomainError(ErrorCode.INVALID_IDEMPOTENCY_KEY)
    return key


def failed(fault: Exception, request_id: str) -> RequestFailed:
    """Where in our own code it happened; a message may hold anything, so it is told to nobody."""
    at, trace = "", fault.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.startswith(("functions.", "shared.")):
            at = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return RequestFailed(type(fault).__name__, at, request_id)


# What RFC 9110 asks for with every 401 and every 405.
_ASKED_FOR = {
    ErrorCode.UNAUTHENTICATED: {"www-authenticate": "Bearer"},
    ErrorCode.TEMPERATURE_IS_FINAL: {"allow": "GET"},
}


def _refused(refusal: DomainError, language: str, request_id: str) -> Response:
    status, content = problem(refusal, language, request_id)
    headers = {"content-language": language}
    headers |= _ASKED_FOR.get(refusal.code, {})
    if refusal.retry_after is not None:
        headers["retry-after"] = str(refusal.retry_after)
    return Response(content, status, "application/problem+json", headers)


def _answer(response: Response) -> dict[str, Any]:
    content = response.content
    binary = isinstance(content, bytes)
    if isinstance(content, bytes):
        body = base64.b64encode(content).decode("ascii")
    else:
        body = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    # 204 has no content (RFC 9110), so it has no type of one either.
    typed = {} if response.status == HTTPStatus.NO_CONTENT else {"content-type": response.media_type}
    headers = typed | {"cache-control": "no-store", "x-content-type-options": "nosniff"} | dict(response.headers)
    return {"statusCode": response.status, "headers": headers, "body": body, "isBase64Encoded": binary}


def unless_known(request: Request, tag: str, content: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """The content under its `tag`, or 304 for a caller who has it (RFC 9110, section 13.1.2)."""
    tagged = {**headers, "etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response("", 304, media_type, tagged)
    return Response(content, media_type=media_type, headers=tagged)
