"""What a resident sees at one glance, and who looked at them."""

from dataclasses import dataclass

from functions.health.routes import ACCESSES, OVERVIEW
from functions.health.shapes import access_body, overview_body
from shared.access.service import AccessService
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.family.model import Acting
from shared.family.service import FamilyService
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals
from shared.overview.service import OverviewService

ROUTES = (OVERVIEW, ACCESSES)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    cursor_key: str
    provinces: str
    resident_issuer: str


def build(
    settings: Settings, family: FamilyService, overviews: OverviewService, accesses: AccessService, signals: Signals
) -> LambdaHandler:
    """The handler of the health overview and of the access log."""

    def acting(request: Request) -> Acting:
        return family.acting(request.actor.account, request.path["person"])

    def overview(request: Request) -> Response:
        return Response(overview_body(overviews.overview(acting(request)), request.language))

    def listed(request: Request) -> Response:
        page = accesses.page(acting(request), page_request(request.query))
        shown = [access_body(each, request.language) for each in page.items]
        return Response({"accesses": shown, "cursor": page.cursor})

    handlers = {OVERVIEW.key: overview, ACCESSES.key: listed}
    return edge(ROUTES, handlers, signals, Tokens(settings.resident_issuer))
