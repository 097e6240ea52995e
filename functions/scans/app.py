"""The scan, the hot path: one route, no model library unless the request is wrong."""

import json
from dataclasses import dataclass

from shared.aws.http import Audience, LambdaHandler, Request, Response, Route, Tokens, edge
from shared.kernel.clock import iso
from shared.kernel.errors import ErrorCode
from shared.kernel.roles import StaffRole
from shared.kernel.signals import Signals
from shared.risk.model import Hold
from shared.scans.model import Source
from shared.scans.service import Answer, ScanService

SCAN = Route(
    "POST",
    "/v1/scans",
    Audience.STAFF,
    "Verify what was read from a code: colour, decision, and the reasons for a role that may see them",
    serves="M10 M24",
    roles=frozenset({StaffRole.GRID_WORKER, StaffRole.INSPECTOR, StaffRole.MEDIC, StaffRole.SCANNER}),
    body="ScanBody",
    answer="VerdictBody",
    idempotency_key=True,
    errors=(ErrorCode.INVALID_CHECKPOINT, ErrorCode.IDEMPOTENCY_KEY_REUSED),
)
ROUTES = (SCAN,)
_PAYLOAD_LIMIT, _CHECKPOINT_LIMIT = 4096, 40


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    signing_key: str
    code_issuer: int
    code_key_id: int
    scan_retention_days: int
    status_lists_bucket: str
    staff_issuer: str
    roles_claim: str
    authority_claim: str


def build(settings: Settings, service: ScanService, signals: Signals) -> LambdaHandler:
    """The handler of the scan."""

    def scan(request: Request) -> Response:
        payload, checkpoint_id = _read(request.body)
        return Response(_body(service.scan(request.actor, payload, checkpoint_id, request.idempotency_key)))

    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, {SCAN.key: scan}, signals, tokens)


def _read(body: bytes) -> tuple[str, str]:
    # Two strings need no model library, whose import would cost a quarter of the whole cold start; anything but two
    # strings of fair length goes to the model, which is what finds and names the faults.
    match _two_members(body):
        case {"payload": str(payload), "checkpoint_id": str(checkpoint_id)} if (
            len(payload) <= _PAYLOAD_LIMIT and len(checkpoint_id) <= _CHECKPOINT_LIMIT
        ):
            return payload, checkpoint_id
    return _read_by_model(body)


def _two_members(body: bytes) -> dict[str, object]:
    try:
        text = body.decode()
        members = json.loads(text, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return {}
    # Pairs are counted so that none hides behind another of its name. `\u` may stand for half a character, which is
    # no text, and only the model can tell.
    plain = isinstance(members, tuple) and len(members) == 2 and "\\u" not in text
    return dict(members) if plain else {}


def _read_by_model(body: bytes) -> tuple[str, str]:
    from functions.scans.wire import ScanBody
    from shared.aws.wire import parse

    model = parse(ScanBody, body)
    return model.payload, model.checkpoint_id


def _body(answer: Answer) -> dict[str, object]:
    verdict = answer.verdict
    return {
        "scan": answer.scan_id,
        "outcome": verdict.outcome.value,
        "decision": verdict.decision.value,
        "colour": verdict.colour.value if verdict.colour else None,
        "as_of": iso(verdict.as_of),
        "source": verdict.source.value,
        "issuer": answer.issuer,
        "masked_name": answer.masked_name,
        "identity_confirmed": not verdict.unconfirmed if verdict.colour and verdict.source is Source.LIVE else None,
        "reasons": None if answer.reasons is None else [_reason(hold) for hold in answer.reasons],
    }


def _reason(hold: Hold) -> dict[str, object]:
    return {
        "record": hold.record_id,
        "category": hold.category.value,
        "authority": hold.authority,
        "starts_at": iso(hold.starts_at),
        "ends_at": iso(hold.ends_at) if hold.ends_at else None,
    }
