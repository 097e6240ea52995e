"""What a resident sees at one glance, what grid workers and laboratories found, and who looked at them."""

from dataclasses import dataclass

from functions.health.routes import ACCESSES, HEALTH_CHECKS, OVERVIEW, TEST_RESULTS
from functions.health.shapes import access_body, overview_body
from shared.access.service import AccessService
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.family.model import Acting
from shared.family.service import FamilyService
from shared.health_checks.service import HealthCheckService
from shared.health_checks.showing import shown
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals
from shared.laboratory.service import LabResultService
from shared.laboratory.showing import shown as shown_result
from shared.overview.service import OverviewService

ROUTES = (OVERVIEW, HEALTH_CHECKS, TEST_RESULTS, ACCESSES)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    cursor_key: str
    provinces: str
    resident_issuer: str


@dataclass(frozen=True, slots=True)
class Lists:
    """One service for each list that stands beside the overview."""

    health_checks: HealthCheckService
    lab_results: LabResultService
    accesses: AccessService


def build(
    settings: Settings,
    family: FamilyService,
    overviews: OverviewService,
    lists: Lists,
    signals: Signals,
) -> LambdaHandler:
    """The handler of the health overview, of health checks, of test results and of the access log."""

    def acting(request: Request) -> Acting:
        return family.acting(request.actor.account, request.path["person"])

    def overview(request: Request) -> Response:
        return Response(overview_body(overviews.overview(acting(request)), request.language))

    def checks(request: Request) -> Response:
        page = lists.health_checks.page(acting(request), page_request(request.query))
        return Response({"health_checks": [shown(each) for each in page.items], "cursor": page.cursor})

    def results(request: Request) -> Response:
        page = lists.lab_results.page(acting(request), page_request(request.query))
        return Response({"test_results": [shown_result(each) for each in page.items], "cursor": page.cursor})

    def looks(request: Request) -> Response:
        page = lists.accesses.page(acting(request), page_request(request.query))
        told = [access_body(each, request.language) for each in page.items]
        return Response({"accesses": told, "cursor": page.cursor})

    handlers = {OVERVIEW.key: overview, HEALTH_CHECKS.key: checks, TEST_RESULTS.key: results, ACCESSES.key: looks}
    return edge(ROUTES, handlers, signals, Tokens(settings.resident_issuer))
