"""The region's trust list, for everybody: whose signatures count here (M22); it tells of no person."""

from dataclasses import dataclass

from shared.aws.http import Audience, LambdaHandler, Request, Response, Route, edge, unless_known
from shared.kernel.clock import iso
from shared.kernel.errors import ErrorCode
from shared.kernel.signals import Signals
from shared.trust.service import TrustListService

TRUST_LIST = Route(
    "GET",
    "/v1/trust-list",
    Audience.ANYONE,
    "The signed list of issuers whose codes count here, with their keys, since when and until when",
    serves="M22",
    media_type="application/jwt",
    errors=(ErrorCode.UNAVAILABLE,),
)
ROUTES = (TRUST_LIST,)
# Anybody may keep it, for less time than a withdrawn key may count.
_KEEP = {"cache-control": "public, max-age=60"}


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str


def build(service: TrustListService, signals: Signals) -> LambdaHandler:
    """The handler of the trust list's route."""

    def trust_list(request: Request) -> Response:
        issued = service.issued()
        return unless_known(request, f'"{iso(issued.issued_at)}"', issued.text, TRUST_LIST.media_type, _KEEP)

    return edge(ROUTES, {TRUST_LIST.key: trust_list}, signals)
