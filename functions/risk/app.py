"""The red list: on it with everything an assignment must state, off it by a lift."""

from dataclasses import dataclass

from functions.risk.wire import AssignmentBody, LiftBody
from shared.aws.http import Audience, LambdaHandler, Request, Response, Route, Tokens, edge
from shared.aws.wire import parse
from shared.kernel.clock import iso
from shared.kernel.errors import ErrorCode
from shared.kernel.pii import DocumentNumber
from shared.kernel.roles import StaffRole
from shared.kernel.signals import Signals
from shared.risk.model import RiskRecord
from shared.risk.service import NewAssignment, RiskService

_OFFICERS = frozenset({StaffRole.HEALTH_AUTHORITY})
ASSIGN = Route(
    "POST",
    "/v1/risk-records",
    Audience.STAFF,
    "Put a person on the red list, registered or not",
    serves="M8",
    roles=_OFFICERS,
    body="AssignmentBody",
    answer="RecordBody",
    status=201,
    idempotency_key=True,
    errors=(
        ErrorCode.AUTHORITY_MISSING,
        ErrorCode.UNSUPPORTED_DOCUMENT,
        ErrorCode.INVALID_DOCUMENT_NUMBER,
        ErrorCode.INVALID_RISK_PERIOD,
        ErrorCode.TOO_MANY_ACTIVE_RECORDS,
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        ErrorCode.BUSY,
    ),
)
LIFT = Route(
    "POST",
    "/v1/risk-records/{record}/lift",
    Audience.STAFF,
    "End a record of one's own authority at once",
    serves="M8 M9",
    roles=_OFFICERS,
    body="LiftBody",
    answer="RecordBody",
    errors=(
        ErrorCode.AUTHORITY_MISSING,
        ErrorCode.NOT_FOUND,
        ErrorCode.OTHER_AUTHORITY,
        ErrorCode.ALREADY_LIFTED,
        ErrorCode.BUSY,
    ),
)
ROUTES = (ASSIGN, LIFT)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    person_key: str
    staff_issuer: str
    roles_claim: str
    authority_claim: str


def build(settings: Settings, service: RiskService, signals: Signals) -> LambdaHandler:
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
        return Response(_body(service.assign(request.actor, new, request.idempotency_key)), ASSIGN.status)

    def lift(request: Request) -> Response:
        body = parse(LiftBody, request.body)
        return Response(_body(service.lift(request.actor, request.path["record"], body.reason)))

    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, {ASSIGN.key: assign, LIFT.key: lift}, signals, tokens)


def _body(record: RiskRecord) -> dict[str, object]:
    stated = record.assignment
    return {
        "record": record.record_id,
        "person": record.person_id,
        "category": stated.category.value,
        "authority": stated.authority,
        "officer": stated.officer,
        "case_reference": stated.case_reference,
        "reason": stated.reason,
        "starts_at": iso(stated.starts_at),
        "ends_on": stated.ends_on.isoformat() if stated.ends_on else None,
        "review_on": stated.review_on.isoformat() if stated.review_on else None,
        "recorded_at": iso(record.recorded_at),
        "lifted_at": iso(record.lifted_at) if record.lifted_at else None,
        "lifted_by": record.lifted_by,
        "lift_reason": record.lift_reason,
    }
