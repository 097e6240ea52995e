"""A person's appeals: filed, and listed with where they stand."""

from dataclasses import dataclass

from functions.appeals.routes import FILE, LIST
from functions.appeals.wire import FiledBy, NewAppealBody
from shared.appeals.service import AppealService, Standing
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.aws.wire import parse
from shared.family.model import Acting
from shared.family.service import FamilyService
from shared.kernel.clock import iso
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals

ROUTES = (FILE, LIST)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    cursor_key: str
    resident_issuer: str
    appeal_days: int


def build(settings: Settings, family: FamilyService, service: AppealService, signals: Signals) -> LambdaHandler:
    """The handler of a person's appeals."""

    def acting(request: Request) -> Acting:
        return family.acting(request.actor.account, request.path["person"])

    def file(request: Request) -> Response:
        body = parse(NewAppealBody, request.body)
        filed = service.file(acting(request), body.record, body.reason, request.idempotency_key)
        return Response(_body(filed.standing), FILE.status if filed.new else 200)

    def listed(request: Request) -> Response:
        wanted = page_request(request.query)
        page = service.page(acting(request), wanted)
        return Response({"appeals": [_body(each) for each in page.items], "cursor": page.cursor})

    return edge(ROUTES, {FILE.key: file, LIST.key: listed}, signals, Tokens(settings.resident_issuer))


def _body(standing: Standing) -> dict[str, object]:
    appeal, decision = standing.appeal, standing.appeal.decision
    # Whoever else acts for the person is that one's own matter, so no other person is named.
    by = FiledBy.SELF if appeal.filed_by == appeal.person_id else FiledBy.FAMILY
    return {
        "appeal": appeal.entry_id,
        "record": appeal.record_id,
        "category": appeal.category.value,
        "authority": appeal.authority,
        "reason": appeal.reason,
        "filed_by": by.value,
        "filed_at": iso(appeal.filed_at),
        "deadline": iso(appeal.deadline),
        "state": standing.state.value,
        "decision": None
        if decision is None
        else {
            "outcome": decision.outcome.value,
            "authority": decision.authority,
            "reason": decision.reason,
            "decided_at": iso(decision.decided_at),
        },
    }
