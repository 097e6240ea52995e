"""A person's health in other regions: consent, all of them at a glance, and one in detail."""

from dataclasses import dataclass

from functions.provinces.routes import DETAIL, GIVE_CONSENT, REVOKE_CONSENT, VIEW
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.family.model import Acting
from shared.family.service import FamilyService
from shared.kernel.clock import iso
from shared.kernel.signals import Signals
from shared.provinces.service import ProvinceService
from shared.provinces.showing import row_shown, seen_shown

ROUTES = (GIVE_CONSENT, VIEW, DETAIL, REVOKE_CONSENT)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    vault_table: str
    signing_key: str
    code_issuer: int
    code_key_id: int
    resident_issuer: str


def build(settings: Settings, family: FamilyService, service: ProvinceService, signals: Signals) -> LambdaHandler:
    """The handler of a person's health in other regions."""

    def acting(request: Request) -> Acting:
        return family.acting(request.actor.account, request.path["person"])

    def give_consent(request: Request) -> Response:
        consent, new = service.give_consent(acting(request))
        return Response({"given_at": iso(consent.given_at)}, GIVE_CONSENT.status if new else 200)

    def view(request: Request) -> Response:
        person = acting(request)
        rows = service.summaries(person)
        return Response({"provinces": [row_shown(each, person.subject, request.language) for each in rows]})

    def detail(request: Request) -> Response:
        return Response(seen_shown(service.detail(acting(request), request.path["issuer"]), request.language))

    def revoke_consent(request: Request) -> Response:
        service.revoke_consent(acting(request))
        return Response("", REVOKE_CONSENT.status)

    handlers = {
        GIVE_CONSENT.key: give_consent,
        VIEW.key: view,
        DETAIL.key: detail,
        REVOKE_CONSENT.key: revoke_consent,
    }
    return edge(ROUTES, handlers, signals, Tokens(settings.resident_issuer))
