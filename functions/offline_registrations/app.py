"""Registration by staff of who could not register online."""

from dataclasses import dataclass

from functions.offline_registrations.routes import REGISTER
from functions.offline_registrations.wire import PapersBody
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.aws.wire import parse
from shared.codes.showing import code_sheet
from shared.kernel.clock import iso
from shared.kernel.signals import Signals
from shared.offline_registrations.service import OfflineRegistrationService, Papers, RegisteredOffline

ROUTES = (REGISTER,)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    vault_table: str
    person_key: str
    signing_key: str
    code_issuer: int
    code_key_id: int
    code_prefix: str
    offline_registrations_per_hour: int
    staff_issuer: str
    roles_claim: str
    authority_claim: str


def build(settings: Settings, service: OfflineRegistrationService, signals: Signals) -> LambdaHandler:
    """The handler of registration by staff."""

    def register(request: Request) -> Response:
        body = parse(PapersBody, request.body)
        document = body.document
        papers = Papers(document.type, document.number, body.name, body.phone, body.evidence, body.checkpoint_id)
        registered = service.register(request.actor, papers, request.idempotency_key)
        return Response(_body(registered), REGISTER.status if registered.new else 200)

    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, {REGISTER.key: register}, signals, tokens)


def _body(registered: RegisteredOffline) -> dict[str, object]:
    registration, code = registered.registration, registered.code
    return {
        "registration": registration.entry_id,
        "masked_name": code.masked_name,
        "evidence": registration.evidence.value,
        "registered_at": iso(registration.registered_at),
        "checkpoint": registration.checkpoint_id,
        "payload": code.payload,
        "issued_at": iso(code.issued_at),
        "identity_confirmed": not code.unconfirmed,
        "sheet": code_sheet(code, registration.registered_at),
    }
