"""What staff look up about the person of their own scan."""

from dataclasses import dataclass

from functions.lookups.routes import CONTACTS, DECLARATIONS, IDENTITY, TRAVEL
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.declarations.model import Declaration
from shared.declarations.showing import shown
from shared.kernel.clock import iso
from shared.kernel.signals import Signals
from shared.lookups.service import LookUpService

ROUTES = (IDENTITY, TRAVEL, CONTACTS, DECLARATIONS)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    vault_table: str
    look_up_retention_days: int
    look_ups_per_hour: int
    staff_issuer: str
    roles_claim: str
    authority_claim: str


def build(settings: Settings, look_ups: LookUpService, signals: Signals) -> LambdaHandler:
    """The handler of look-ups."""

    def asked(request: Request) -> tuple[str, str | None]:
        return request.path["scan"], request.query.get("purpose")

    def identity(request: Request) -> Response:
        seen = look_ups.identity(request.actor, *asked(request))
        return Response(
            {
                "name": seen.name.reveal(),
                "document_type": seen.document.type.value,
                "document_number": seen.document.number.reveal(),
                "phone": seen.masked_phone,
                "confirmed": not seen.unconfirmed,
            }
        )

    def travel(request: Request) -> Response:
        found = look_ups.travel(request.actor, *asked(request))
        stays = [
            {
                "division": each.what.division,
                "from": each.what.since.isoformat(),
                "to": each.what.until.isoformat(),
                "declared_at": iso(each.declared_at),
            }
            for each in found.told
        ]
        return Response({"stays": stays, "complete": found.complete})

    def contacts(request: Request) -> Response:
        found = look_ups.contacts(request.actor, *asked(request))
        told = [
            {"kind": each.what.kind.value, "date": each.what.on.isoformat(), "declared_at": iso(each.declared_at)}
            for each in found.told
        ]
        return Response({"contacts": told, "complete": found.complete})

    def declarations(request: Request) -> Response:
        found = look_ups.declarations(request.actor, *asked(request))
        return Response({"declarations": [_declaration(each) for each in found]})

    handlers = {IDENTITY.key: identity, TRAVEL.key: travel, CONTACTS.key: contacts, DECLARATIONS.key: declarations}
    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, handlers, signals, tokens)


def _declaration(declaration: Declaration) -> dict[str, object]:
    content = shown(declaration.content)
    told = {name: content[name] for name in ("temperature", "symptoms", "isolation", "remarks")}
    return {"kind": declaration.kind.value, "declared_at": iso(declaration.declared_at)} | told
