"""A resident's code: as data, as a card to show, as a sheet to print, and replaced."""

from dataclasses import dataclass

from shared.aws.http import Audience, LambdaHandler, Request, Response, Route, Tokens, edge
from shared.codes.service import CodeService, CodeView
from shared.codes.showing import card_png, card_svg, sheet_svg
from shared.family.model import Acting
from shared.family.service import FamilyService
from shared.kernel.clock import iso
from shared.kernel.errors import ErrorCode
from shared.kernel.signals import Signals
from shared.risk.guides import release_guide
from shared.risk.model import Hold

_CODE = "/v1/people/{person}/code"
_ERRORS = (ErrorCode.NOT_FOUND,)
VIEW = Route(
    "GET",
    _CODE,
    Audience.RESIDENT,
    "The code with its colour, every reason and its guide",
    serves="M7 M9 M12",
    answer="CodeBody",
    errors=_ERRORS,
)
CARD_SVG = Route(
    "GET",
    f"{_CODE}/card.svg",
    Audience.RESIDENT,
    "The card to show, as SVG",
    serves="M7 M9 M12",
    media_type="image/svg+xml",
    errors=_ERRORS,
)
CARD_PNG = Route(
    "GET",
    f"{_CODE}/card.png",
    Audience.RESIDENT,
    "The card to show, as PNG",
    serves="M7 M12 M13",
    media_type="image/png",
    errors=_ERRORS,
)
SHEET_SVG = Route(
    "GET",
    f"{_CODE}/sheet.svg",
    Audience.RESIDENT,
    "A sheet to print, without a colour since paper cannot change it",
    serves="M3 M13",
    media_type="image/svg+xml",
    errors=_ERRORS,
)
REPLACE = Route(
    "POST",
    f"{_CODE}/replacement",
    Audience.RESIDENT,
    "A new code for one that was lost or leaked; the old one is replaced from then on",
    serves="M12 M13",
    answer="CodeBody",
    status=201,
    idempotency_key=True,
    errors=(ErrorCode.NOT_FOUND, ErrorCode.BUSY),
)
ROUTES = (VIEW, CARD_SVG, CARD_PNG, SHEET_SVG, REPLACE)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    signing_key: str
    code_issuer: int
    code_key_id: int
    code_prefix: str
    resident_issuer: str


def build(settings: Settings, family: FamilyService, service: CodeService, signals: Signals) -> LambdaHandler:
    """The handler of a resident's code."""

    def acting(request: Request) -> Acting:
        return family.acting(request.actor.account, request.path["person"])

    def current(request: Request) -> CodeView:
        return service.view(acting(request))

    def view(request: Request) -> Response:
        return Response(_body(current(request), request.language))

    def svg(request: Request) -> Response:
        return Response(card_svg(current(request), request.language), media_type=CARD_SVG.media_type)

    def png(request: Request) -> Response:
        return Response(card_png(current(request)), media_type=CARD_PNG.media_type)

    def sheet(request: Request) -> Response:
        return Response(sheet_svg(current(request)), media_type=SHEET_SVG.media_type)

    def replace(request: Request) -> Response:
        new = service.replace(acting(request), request.idempotency_key)
        return Response(_body(new, request.language), REPLACE.status)

    handlers = {VIEW.key: view, CARD_SVG.key: svg, CARD_PNG.key: png, SHEET_SVG.key: sheet, REPLACE.key: replace}
    return edge(ROUTES, handlers, signals, Tokens(settings.resident_issuer))


def _body(view: CodeView, language: str) -> dict[str, object]:
    return {
        "person": view.code.person_id,
        "masked_name": view.code.masked_name,
        "payload": view.code.payload,
        "issued_at": iso(view.code.issued_at),
        "colour": view.status.colour.value,
        "as_of": iso(view.as_of),
        "reasons": [_reason(hold, language) for hold in view.status.because],
    }


def _reason(hold: Hold, language: str) -> dict[str, object]:
    return {
        "record": hold.record_id,
        "category": hold.category.value,
        "name": release_guide(hold.category, language).name,
        "authority": hold.authority,
        "reason": hold.reason,
        "starts_at": iso(hold.starts_at),
        "ends_at": iso(hold.ends_at) if hold.ends_at else None,
        "review_on": hold.review_on.isoformat() if hold.review_on else None,
        "guide": f"/v1/release-guides/{hold.category.value}",
    }
