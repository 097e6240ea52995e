"""Checkpoints: set up and listed by operators."""

from dataclasses import dataclass

from functions.checkpoints.wire import NewCheckpointBody
from shared.aws.http import Audience, LambdaHandler, Request, Response, Route, Tokens, edge
from shared.aws.wire import parse
from shared.checkpoints.model import Checkpoint, Place
from shared.checkpoints.service import PAGE_LIMIT, CheckpointService
from shared.kernel.clock import iso
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.roles import StaffRole
from shared.kernel.signals import Signals

_OPERATORS = frozenset({StaffRole.OPERATOR})
CREATE = Route(
    "POST",
    "/v1/checkpoints",
    Audience.STAFF,
    "Set up a checkpoint",
    serves="M24",
    roles=_OPERATORS,
    body="NewCheckpointBody",
    answer="CheckpointBody",
    status=201,
    idempotency_key=True,
    errors=(ErrorCode.IDEMPOTENCY_KEY_REUSED,),
)
LIST = Route(
    "GET",
    "/v1/checkpoints",
    Audience.STAFF,
    "The checkpoints of the region, in the order of division and kind",
    serves="M24",
    roles=_OPERATORS,
    answer="CheckpointsBody",
    query=("limit", "cursor"),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CURSOR),
)
ROUTES = (CREATE, LIST)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    cursor_key: str
    staff_issuer: str
    roles_claim: str
    authority_claim: str


def build(settings: Settings, service: CheckpointService, signals: Signals) -> LambdaHandler:
    """The handler of checkpoints."""

    def create(request: Request) -> Response:
        body = parse(NewCheckpointBody, request.body)
        place = Place(body.division, body.kind)
        return Response(
            _body(service.create(request.actor.account, place, body.name, request.idempotency_key)), CREATE.status
        )

    def page(request: Request) -> Response:
        found, cursor = service.page(_limit(request.query.get("limit")), request.query.get("cursor"))
        return Response({"checkpoints": [_body(each) for each in found], "cursor": cursor})

    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, {CREATE.key: create, LIST.key: page}, signals, tokens)


def _limit(text: str | None) -> int:
    if text is None:
        return PAGE_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= PAGE_LIMIT):
        raise FieldsRefused({"limit": f"a whole number from 1 to {PAGE_LIMIT}"})
    return int(text)


def _body(checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "checkpoint_id": checkpoint.checkpoint_id,
        "division": checkpoint.place.division,
        "kind": checkpoint.place.kind.value,
        "name": checkpoint.name,
        "created_at": iso(checkpoint.created_at),
    }
