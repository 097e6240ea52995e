"""The red list: on it with everything an assignment must state, off it by a lift, and two persons beyond the brake."""

from dataclasses import dataclass

from functions.risk.routes import ASSIGN, DECIDE, LIFT, WAITING
from functions.risk.wire import AssignmentBody, DecisionBody, LiftBody
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.aws.wire import parse
from shared.kernel.clock import iso
from shared.kernel.errors import FieldsRefused
from shared.kernel.paging import page_request
from shared.kernel.pii import DocumentNumber
from shared.kernel.signals import Signals
from shared.risk.model import RecordState, RiskRecord
from shared.risk.service import ApprovalService, NewAssignment, RiskService

ROUTES = (ASSIGN, LIFT, WAITING, DECIDE)
_WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    person_key: str
    cursor_key: str
    assignments_an_hour: int
    staff_issuer: str
    roles_claim: str
    authority_claim: str


def build(settings: Settings, service: RiskService, approvals: ApprovalService, signals: Signals) -> LambdaHandler:
    """The handler of the red list."""

    def assign(request: Request) -> Response:
        body = parse(AssignmentBody, request.body)
        new = NewAssignment(
            document_type=body.document.type,
            document_number=DocumentNumber(body.document.number),
            category=body.category,
            case_reference=body.case_reference,
            reason=body.reason,
            starts_at=body.starts_at,
            ends_on=body.ends_on,
            review_on=body.review_on,
        )
        record = service.assign(request.actor, new, request.idempotency_key)
        waits = record.state is RecordState.WAITING and ASSIGN.waiting
        return Response(_body(record), waits or ASSIGN.status)

    def lift(request: Request) -> Response:
        body = parse(LiftBody, request.body)
        return Response(_body(service.lift(request.actor, request.path["record"], body.reason)))

    def waiting(request: Request) -> Response:
        if request.query.get("state") != _WAITING:
            raise FieldsRefused({"state": f"must be {_WAITING}"})
        page = approvals.waiting(request.actor, page_request(request.query))
        return Response({"records": [_waiting(each) for each in page.items], "cursor": page.cursor})

    def decide(request: Request) -> Response:
        body = parse(DecisionBody, request.body)
        decided = approvals.decide(request.actor, request.path["record"], body.decision, body.reason)
        return Response(_body(decided))

    handlers = {ASSIGN.key: assign, LIFT.key: lift, WAITING.key: waiting, DECIDE.key: decide}
    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, handlers, signals, tokens)


def _waiting(record: RiskRecord) -> dict[str, object]:
    """What the second officer finds the case by; whose it is stands in the authority's own file of the case."""
    return _stated(record) | {"record": record.record_id, "recorded_at": iso(record.recorded_at)}


def _body(record: RiskRecord) -> dict[str, object]:
    return _stated(record) | {
        "record": record.record_id,
        "state": record.state.value,
        "person": record.person_id,
        "authority": record.assignment.authority,
        "recorded_at": iso(record.recorded_at),
        "decided_at": iso(record.decided_at) if record.decided_at else None,
        "decided_by": record.decided_by,
        "decision_reason": record.decision_reason,
        "lifted_at": iso(record.lifted_at) if record.lifted_at else None,
        "lifted_by": record.lifted_by,
        "lift_reason": record.lift_reason,
    }


def _stated(record: RiskRecord) -> dict[str, object]:
    stated = record.assignment
    return {
        "category": stated.category.value,
        "officer": stated.officer,
        "case_reference": stated.case_reference,
        "reason": stated.reason,
        "starts_at": iso(stated.starts_at),
        "ends_on": stated.ends_on.isoformat() if stated.ends_on else None,
        "review_on": stated.review_on.isoformat() if stated.review_on else None,
    }
