"""Health declarations, and membership of the organisations they are made to."""

from dataclasses import dataclass

from functions.declarations.routes import DECLARATION, DECLARATIONS, DECLARE, JOIN, LEAVE, MEMBERSHIPS
from functions.declarations.wire import DeclaredBy, JoinBody, NewDeclarationBody
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.aws.wire import parse
from shared.declarations.model import Contact, Declaration, Isolation, Membership, Stay
from shared.declarations.service import DeclarationService, NewDeclaration
from shared.declarations.showing import shown
from shared.family.model import Acting
from shared.family.service import FamilyService
from shared.kernel.clock import iso
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals
from shared.organisations.service import MembershipService

ROUTES = (DECLARE, DECLARATIONS, DECLARATION, JOIN, MEMBERSHIPS, LEAVE)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    cursor_key: str
    resident_issuer: str
    declaration_retention_days: int


def build(
    settings: Settings,
    family: FamilyService,
    declarations: DeclarationService,
    memberships: MembershipService,
    signals: Signals,
) -> LambdaHandler:
    """The handler of declarations and memberships."""

    def acting(request: Request) -> Acting:
        return family.acting(request.actor.account, request.path["person"])

    def declare(request: Request) -> Response:
        new = _new(parse(NewDeclarationBody, request.body))
        made = declarations.declare(acting(request), new, request.idempotency_key)
        return Response(_declaration(made.declaration), DECLARE.status if made.new else 200)

    def listed(request: Request) -> Response:
        wanted = page_request(request.query)
        page = declarations.page(acting(request), wanted)
        return Response({"declarations": [_declaration(each) for each in page.items], "cursor": page.cursor})

    def declaration(request: Request) -> Response:
        return Response(_declaration(declarations.declaration(acting(request), request.path["declaration"])))

    def join(request: Request) -> Response:
        body = parse(JoinBody, request.body)
        joined = memberships.join(acting(request), body.invitation, body.number)
        return Response(_membership(joined.membership), JOIN.status if joined.new else 200)

    def joined(request: Request) -> Response:
        found = memberships.memberships(acting(request))
        return Response({"organisations": [_membership(each) for each in found]})

    def leave(request: Request) -> Response:
        memberships.leave(acting(request), request.path["organisation"])
        return Response("", LEAVE.status)

    handlers = {
        DECLARE.key: declare,
        DECLARATIONS.key: listed,
        DECLARATION.key: declaration,
        JOIN.key: join,
        MEMBERSHIPS.key: joined,
        LEAVE.key: leave,
    }
    return edge(ROUTES, handlers, signals, Tokens(settings.resident_issuer))


def _new(body: NewDeclarationBody) -> NewDeclaration:
    return NewDeclaration(
        kind=body.kind,
        organisation=body.organisation,
        temperature=body.temperature,
        symptoms=tuple(body.symptoms),
        stays=tuple(Stay(each.division, each.since, each.until) for each in body.stays),
        contacts=tuple(Contact(each.kind, each.on) for each in body.contacts),
        isolation=Isolation(body.isolation.kind, body.isolation.since, body.isolation.until),
        remarks=body.remarks,
    )


def _declaration(made: Declaration) -> dict[str, object]:
    recipient = made.recipient
    # Whoever else acts for the person is that one's own matter, so no other person is named.
    by = DeclaredBy.SELF if made.declared_by == made.subject else DeclaredBy.FAMILY
    return {
        "declaration": made.entry_id,
        "kind": made.kind.value,
        "organisation": recipient.organisation_id if recipient else None,
        "organisation_name": recipient.name if recipient else None,
        "declared_by": by.value,
        "declared_at": iso(made.declared_at),
        **shown(made.content),
    }


def _membership(membership: Membership) -> dict[str, object]:
    return {
        "organisation": membership.organisation_id,
        "name": membership.organisation_name,
        "kind": membership.organisation_kind.value,
        "number": membership.number,
        "joined_at": iso(membership.joined_at),
    }
