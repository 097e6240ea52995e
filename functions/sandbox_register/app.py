"""The sandbox identity register: the contract of `docs/identity-register.md` over a table of synthetic people."""

from base64 import b64decode
from dataclasses import dataclass

from functions.sandbox_register.wire import VerificationBody
from shared.aws.http import KIB, Audience, LambdaHandler, Request, Response, Route, edge
from shared.aws.wire import parse
from shared.identity.model import Document, Identity
from shared.kernel.errors import ErrorCode
from shared.kernel.pii import DocumentNumber, Face, Name
from shared.kernel.signals import Signals
from shared.sandbox.bearer import BearerKey
from shared.sandbox.service import SandboxRegister

VERIFICATIONS = Route(
    "POST",
    "/v1/verifications",
    Audience.ANYONE,
    "Whether document, name and face belong together; asked with the register's own bearer key",
    serves="M4",
    body="VerificationBody",
    answer="VerificationAnswer",
    body_limit=512 * KIB,
    errors=(ErrorCode.UNAUTHENTICATED,),
)
ROUTES = (VERIFICATIONS,)


@dataclass(frozen=True, slots=True)
class Settings:
    """The people on file, and the name of the secret that holds the bearer key."""

    register_table: str
    register_secret: str


def build(register: SandboxRegister, api_key: str, signals: Signals) -> LambdaHandler:
    """The handler of the register's one route.

    Raises ValueError when `api_key` is blank.
    """
    key = BearerKey(api_key)

    def verify(request: Request) -> Response:
        key.check(request.headers)
        body = parse(VerificationBody, request.body)
        document = Document(body.document_type, DocumentNumber(body.document_number))
        identity = Identity(document, Name(body.name), Face(b64decode(body.face)))
        return Response({"result": register.compare(identity).value})

    return edge(ROUTES, {VERIFICATIONS.key: verify}, signals)
