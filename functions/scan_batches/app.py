"""The late upload of scans that a gate decided without a connection."""

from dataclasses import dataclass

from functions.scan_batches.reading import read_batch
from shared.aws.http import KIB, Audience, LambdaHandler, Request, Response, Route, Tokens, edge
from shared.kernel.roles import StaffRole
from shared.kernel.signals import Signals
from shared.scan_batches.model import Ended, LateScan
from shared.scan_batches.service import ScanBatchService

UPLOAD = Route(
    "POST",
    "/v1/scans/batch",
    Audience.STAFF,
    "Upload scans that were decided without a connection: each is stored once, as it was decided, or refused by itself",
    serves="M10 M13",
    roles=frozenset({StaffRole.GRID_WORKER, StaffRole.INSPECTOR, StaffRole.MEDIC, StaffRole.SCANNER}),
    body="ScanBatchBody",
    answer="ScanBatchAnswerBody",
    # A hundred codes take a tenth of it; any text may have been scanned.
    body_limit=512 * KIB,
)
ROUTES = (UPLOAD,)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    scan_retention_days: int
    staff_issuer: str
    roles_claim: str
    authority_claim: str


def build(settings: Settings, service: ScanBatchService, signals: Signals) -> LambdaHandler:
    """The handler of the upload."""

    def upload(request: Request) -> Response:
        read = read_batch(request.body)
        ended = iter(service.upload(request.actor, [each for each in read if isinstance(each, LateScan)]))
        every = [each if isinstance(each, Ended) else next(ended) for each in read]
        return Response({"scans": [_body(each) for each in every]})

    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, {UPLOAD.key: upload}, signals, tokens)


def _body(ended: Ended) -> dict[str, object]:
    return {
        "key": ended.key,
        "result": ended.result.value,
        "scan": ended.scan_id,
        "problem": ended.refusal.value if ended.refusal else None,
    }
