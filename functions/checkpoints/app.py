"""Checkpoints and posters: set up, listed and printed by operators."""

from dataclasses import dataclass

from functions.checkpoints.routes import CHECKPOINT_PNG, CHECKPOINT_SVG, CREATE, ENTRY_PNG, ENTRY_SVG, LIST
from functions.checkpoints.wire import NewCheckpointBody
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.aws.wire import parse
from shared.checkpoints import poster
from shared.checkpoints.model import Checkpoint, Place
from shared.checkpoints.service import CheckpointService
from shared.kernel.clock import iso
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals

ROUTES = (CREATE, LIST, CHECKPOINT_SVG, CHECKPOINT_PNG, ENTRY_SVG, ENTRY_PNG)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    cursor_key: str
    code_prefix: str
    staff_issuer: str
    roles_claim: str
    authority_claim: str


def build(settings: Settings, service: CheckpointService, signals: Signals) -> LambdaHandler:
    """The handler of checkpoints and posters."""

    def create(request: Request) -> Response:
        body = parse(NewCheckpointBody, request.body)
        place = Place(body.division, body.kind)
        return Response(
            _body(service.create(request.actor.account, place, body.name, request.idempotency_key)), CREATE.status
        )

    def listed(request: Request) -> Response:
        page = service.page(page_request(request.query))
        return Response({"checkpoints": [_body(each) for each in page.items], "cursor": page.cursor})

    def asked_for(request: Request) -> Checkpoint:
        return service.checkpoint(request.path["checkpoint"])

    def checkpoint_svg(request: Request) -> Response:
        drawn = poster.checkpoint_poster_svg(settings.code_prefix, asked_for(request))
        return Response(drawn, media_type=CHECKPOINT_SVG.media_type)

    def checkpoint_png(request: Request) -> Response:
        drawn = poster.checkpoint_poster_png(settings.code_prefix, asked_for(request))
        return Response(drawn, media_type=CHECKPOINT_PNG.media_type)

    def entry_svg(_request: Request) -> Response:
        return Response(poster.entry_poster_svg(settings.code_prefix), media_type=ENTRY_SVG.media_type)

    def entry_png(_request: Request) -> Response:
        return Response(poster.entry_poster_png(settings.code_prefix), media_type=ENTRY_PNG.media_type)

    handlers = {
        CREATE.key: create,
        LIST.key: listed,
        CHECKPOINT_SVG.key: checkpoint_svg,
        CHECKPOINT_PNG.key: checkpoint_png,
        ENTRY_SVG.key: entry_svg,
        ENTRY_PNG.key: entry_png,
    }
    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, handlers, signals, tokens)


def _body(checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "checkpoint_id": checkpoint.checkpoint_id,
        "division": checkpoint.place.division,
        "kind": checkpoint.place.kind.value,
        "name": checkpoint.name,
        "created_at": iso(checkpoint.created_at),
    }
