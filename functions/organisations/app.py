"""Organisations, and who of their members has declared: for their administrators."""

from dataclasses import dataclass

from functions.organisations.routes import CREATE, CSV, DAY, EXPORT, INVITE, LIST
from functions.organisations.sheet import encoded, sheet
from functions.organisations.wire import NewOrganisationBody
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.aws.wire import parse
from shared.declarations.showing import shown
from shared.kernel.clock import iso
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals
from shared.organisations.model import MemberOnDay, Organisation
from shared.organisations.service import OrganisationService

ROUTES = (CREATE, LIST, INVITE, DAY, EXPORT)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    cursor_key: str
    staff_issuer: str
    roles_claim: str


def build(settings: Settings, service: OrganisationService, signals: Signals) -> LambdaHandler:
    """The handler of organisations."""

    def create(request: Request) -> Response:
        body = parse(NewOrganisationBody, request.body)
        created = service.create(request.actor.account, body.name, body.kind, request.idempotency_key)
        return Response(_organisation(created), CREATE.status)

    def listed(request: Request) -> Response:
        page = service.page(request.actor.account, page_request(request.query))
        return Response({"organisations": [_organisation(each) for each in page.items], "cursor": page.cursor})

    def invite(request: Request) -> Response:
        return Response(_organisation(service.invite_anew(request.actor.account, request.path["organisation"])))

    def day(request: Request) -> Response:
        own, wanted = request.path["organisation"], page_request(request.query)
        found = service.day_page(request.actor.account, own, request.query.get("date"), wanted)
        members = [_member(each) for each in found.page.items]
        return Response({"date": found.day.isoformat(), "members": members, "cursor": found.page.cursor})

    def export(request: Request) -> Response:
        own = request.path["organisation"]
        found = service.day_list(request.actor.account, own, request.query.get("date"))
        text = sheet(found.members, request.language)
        content, headers = encoded(text, request.headers.get("accept-encoding", ""))
        name = f'attachment; filename="declarations-{found.day}.csv"'
        return Response(content, media_type=CSV, headers=headers | {"content-disposition": name})

    handlers = {CREATE.key: create, LIST.key: listed, INVITE.key: invite, DAY.key: day, EXPORT.key: export}
    return edge(ROUTES, handlers, signals, Tokens(settings.staff_issuer, settings.roles_claim))


def _organisation(organisation: Organisation) -> dict[str, object]:
    return {
        "organisation": organisation.organisation_id,
        "name": organisation.name,
        "kind": organisation.kind.value,
        "invitation": organisation.invitation,
        "created_at": iso(organisation.created_at),
    }


def _member(member: MemberOnDay) -> dict[str, object]:
    declared = member.declared
    return {
        "member": member.member,
        "masked_name": member.masked_name,
        "number": member.number,
        "left": member.left,
        "declared": declared is not None,
        "declaration": {"declared_at": iso(declared.at), **shown(declared.content)} if declared else None,
    }
