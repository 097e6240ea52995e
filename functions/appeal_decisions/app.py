"""Appeals as the authorities see them: those that wait, and their decisions."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.appeal_decisions.routes import DECIDE, LIST
from functions.appeal_decisions.wire import NewDecisionBody
from shared.appeals.service import AppealDecisions, Standing
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.aws.wire import parse
from shared.kernel.clock import iso
from shared.kernel.errors import FieldsRefused
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals

ROUTES = (LIST, DECIDE)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    cursor_key: str
    staff_issuer: str
    roles_claim: str
    authority_claim: str
    supervising_authority: str


def build(settings: Settings, service: AppealDecisions, signals: Signals) -> LambdaHandler:
    """The handler of those who decide appeals."""

    def listed(request: Request) -> Response:
        wanted = page_request(request.query)
        load = service.escalated if _escalated(request.query) else service.own
        page = load(request.actor, wanted)
        return Response({"appeals": [_open(each) for each in page.items], "cursor": page.cursor})

    def decide(request: Request) -> Response:
        body = parse(NewDecisionBody, request.body)
        return Response(_decided(service.decide(request.actor, request.path["appeal"], body.outcome, body.reason)))

    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, {LIST.key: listed, DECIDE.key: decide}, signals, tokens)


def _escalated(query: Mapping[str, str]) -> bool:
    text = query.get("escalated", "false")
    if text not in {"true", "false"}:
        raise FieldsRefused({"escalated": "true or false"})
    return text == "true"


def _open(standing: Standing) -> dict[str, object]:
    appeal = standing.appeal
    return {
        "appeal": appeal.entry_id,
        "record": appeal.record_id,
        "person": appeal.person_id,
        "category": appeal.category.value,
        "authority": appeal.authority,
        "reason": appeal.reason,
        "filed_at": iso(appeal.filed_at),
        "deadline": iso(appeal.deadline),
        "state": standing.state.value,
    }


def _decided(standing: Standing) -> dict[str, object]:
    decision = standing.appeal.decision
    if decision is None:
        raise ValueError("an appeal that was decided has a decision")
    return _open(standing) | {
        "decision_reason": decision.reason,
        "decided_for": decision.authority,
        "decided_by": decision.officer,
        "decided_at": iso(decision.decided_at),
    }
