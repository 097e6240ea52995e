"""Registration, and whom an account may act for."""

from dataclasses import dataclass

from functions.residents.wire import RegistrationBody
from shared.aws.http import KIB, Audience, LambdaHandler, Request, Response, Route, Tokens, edge
from shared.aws.wire import parse
from shared.kernel.clock import iso
from shared.kernel.errors import ErrorCode
from shared.kernel.signals import Signals
from shared.registration.service import Applicant, RegistrationService

REGISTER = Route(
    "POST",
    "/v1/registration",
    Audience.RESIDENT,
    "Register under one's real name and get a code, in one request",
    serves="M1 M2 M4 M14",
    body="RegistrationBody",
    answer="RegisteredBody",
    status=201,
    repeated=200,
    body_limit=512 * KIB,
    errors=(
        ErrorCode.UNSUPPORTED_DOCUMENT,
        ErrorCode.INVALID_DOCUMENT_NUMBER,
        ErrorCode.IDENTITY_NOT_ON_FILE,
        ErrorCode.NAME_OR_DOCUMENT_MISMATCH,
        ErrorCode.FACE_MISMATCH,
        ErrorCode.IDENTITY_REGISTER_UNAVAILABLE,
        ErrorCode.TOO_MANY_ATTEMPTS,
        ErrorCode.ACCOUNT_HAS_OTHER_PERSON,
        ErrorCode.PERSON_HAS_OTHER_ACCOUNT,
        ErrorCode.BUSY,
    ),
)
ME = Route(
    "GET",
    "/v1/me",
    Audience.RESIDENT,
    "Everyone this account may act for; empty before registration",
    serves="M5",
    answer="PeopleBody",
)
ROUTES = (REGISTER, ME)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    vault_table: str
    person_key: str
    signing_key: str
    code_issuer: int
    code_key_id: int
    code_prefix: str
    register_url: str
    register_secret: str
    resident_issuer: str


def build(settings: Settings, service: RegistrationService, signals: Signals) -> LambdaHandler:
    """The handler of registration and of the switcher."""

    def register(request: Request) -> Response:
        body = parse(RegistrationBody, request.body)
        applicant = Applicant(body.document.type, body.document.number, body.name, body.phone, body.face)
        registered = service.register(request.actor.account, applicant)
        answer = {
            "person": registered.person_id,
            "masked_name": registered.masked_name,
            "payload": registered.code.payload,
            "issued_at": iso(registered.code.issued_at),
        }
        return Response(answer, REGISTER.status if registered.new else 200)

    def me(request: Request) -> Response:
        people = service.people(request.actor.account)
        return Response(
            {
                "people": [
                    {"person": each.person_id, "masked_name": each.masked_name, "relation": each.relation}
                    for each in people
                ]
            }
        )

    return edge(ROUTES, {REGISTER.key: register, ME.key: me}, signals, Tokens(settings.resident_issuer))
