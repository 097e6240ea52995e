"""The status lists, for whoever verifies codes without asking for each one; nobody else may follow a code's colour."""

from dataclasses import dataclass

from shared.aws.http import Audience, LambdaHandler, Request, Response, Route, Tokens, edge, unless_known
from shared.kernel.clock import iso
from shared.kernel.errors import ErrorCode
from shared.kernel.roles import StaffRole
from shared.kernel.signals import Signals
from shared.statuslist.model import Elsewhere
from shared.statuslist.service import StatusListService

_WHO_SCANS = frozenset({StaffRole.GRID_WORKER, StaffRole.INSPECTOR, StaffRole.MEDIC, StaffRole.SCANNER})
_JWT = "application/statuslist+jwt"
_CWT = "application/statuslist+cwt"
CONTENTS = Route(
    "GET",
    "/v1/status-lists",
    Audience.STAFF,
    "The signed contents of the status lists: which edition of each counts, and of which instant they speak",
    serves="M7 M10 M22",
    roles=_WHO_SCANS,
    media_type="application/jwt",
    query=("issuer",),
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.UNKNOWN_ISSUER, ErrorCode.UNAVAILABLE),
)
LIST = Route(
    "GET",
    "/v1/status-lists/{list}",
    Audience.STAFF,
    "One signed status list of 2^20 codes, two bits each: 0 green, 1 red, 2 replaced; as CWT where Accept names it",
    serves="M7 M10 M22",
    roles=_WHO_SCANS,
    media_type=_JWT,
    query=("issuer",),
    elsewhere=True,
    errors=(ErrorCode.INVALID_REQUEST, ErrorCode.NOT_FOUND, ErrorCode.UNKNOWN_ISSUER, ErrorCode.UNAVAILABLE),
)
ROUTES = (CONTENTS, LIST)
# A scanner asks again when the time is over that the lists themselves name; nothing between may keep them for others.
_KEEP = {"cache-control": "private, no-cache", "vary": "accept"}


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    code_issuer: int
    status_lists_bucket: str
    status_lists_cdn: str
    """The host of the distribution before the bucket and its name of the signing key, or `none`, as the key itself."""
    status_lists_signing_key: str
    staff_issuer: str
    roles_claim: str
    authority_claim: str


def build(settings: Settings, service: StatusListService, signals: Signals) -> LambdaHandler:
    """The handler of the status lists' routes."""

    def contents(request: Request) -> Response:
        published = service.published(request.query.get("issuer"))
        return unless_known(request, published.tag, published.contents, CONTENTS.media_type, _KEEP)

    def status_list(request: Request) -> Response:
        media_type = _CWT if _CWT in request.headers.get("accept", "") else _JWT
        form = media_type.rpartition("+")[2]
        edition, issued_at = service.edition(request.query.get("issuer"), request.path["list"], form)
        tag = f'"{iso(issued_at)}-{form}"'
        if isinstance(edition, Elsewhere) and request.headers.get("if-none-match") != tag:
            return Response("", 307, media_type, _KEEP | {"location": edition.address})
        return unless_known(request, tag, b"" if isinstance(edition, Elsewhere) else edition, media_type, _KEEP)

    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, {CONTENTS.key: contents, LIST.key: status_list}, signals, tokens)
