"""Registration, family, and whom an account may act for."""

from dataclasses import astuple, dataclass

from functions.residents.routes import ADD_MEMBER, FAMILY, ME, REGISTER, REMOVE_LINK
from functions.residents.wire import FamilyMemberBody, RegistrationBody
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.aws.wire import parse
from shared.family.model import Link
from shared.family.service import FamilyService
from shared.kernel.clock import iso
from shared.kernel.signals import Signals
from shared.registration.service import Applicant, RegistrationService

ROUTES = (REGISTER, ME, FAMILY, ADD_MEMBER, REMOVE_LINK)


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
    family_limit: int


def build(
    settings: Settings, registration: RegistrationService, family: FamilyService, signals: Signals
) -> LambdaHandler:
    """The handler of registration, of the family and of the switcher."""

    def register(request: Request) -> Response:
        body = parse(RegistrationBody, request.body)
        registered = registration.register(request.actor.account, _applicant(body, body.phone))
        answer = {
            "person": registered.person_id,
            "masked_name": registered.masked_name,
            "payload": registered.code.payload,
            "issued_at": iso(registered.code.issued_at),
        }
        return Response(answer, REGISTER.status if registered.new else 200)

    def me(request: Request) -> Response:
        people = family.people(request.actor.account)
        names = ("person", "masked_name", "relation")
        return Response({"people": [dict(zip(names, astuple(each), strict=True)) for each in people]})

    def links(request: Request) -> Response:
        found = family.family(request.actor.account)
        return Response(
            {
                "members": [_member(link) for link in found.members],
                "guardians": [_guardian(link) for link in found.guardians],
            }
        )

    def add(request: Request) -> Response:
        body = parse(FamilyMemberBody, request.body)
        added = registration.add_member(request.actor.account, _applicant(body), body.relation)
        return Response(_member(added.link), ADD_MEMBER.status if added.new else 200)

    def remove(request: Request) -> Response:
        family.remove(request.actor.account, request.path["person"])
        return Response("", REMOVE_LINK.status)

    handlers = {REGISTER.key: register, ME.key: me, FAMILY.key: links, ADD_MEMBER.key: add, REMOVE_LINK.key: remove}
    return edge(ROUTES, handlers, signals, Tokens(settings.resident_issuer))


def _applicant(body: FamilyMemberBody | RegistrationBody, phone: str = "") -> Applicant:
    return Applicant(body.document.type, body.document.number, body.name, body.face, phone)


def _member(link: Link) -> dict[str, object]:
    return _link(link) | {"person": link.member, "masked_name": link.member_name}


def _guardian(link: Link) -> dict[str, object]:
    return _link(link) | {"person": link.guardian, "masked_name": link.guardian_name}


def _link(link: Link) -> dict[str, object]:
    return {
        "relation": link.relation.value,
        "linked_at": iso(link.linked_at),
        "ends_at": iso(link.ends_at) if link.ends_at else None,
    }
