"""Release notices: shown to their person, and verified by anyone who scans one."""

from dataclasses import dataclass

from functions.notices.page import verification_page
from functions.notices.routes import LIST, ONE, PICTURE, VERIFY
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.family.service import FamilyService
from shared.kernel.clock import iso
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals
from shared.notices.model import ReleaseNotice
from shared.notices.service import Finding, NoticeService
from shared.notices.showing import notice_number, notice_svg

ROUTES = (LIST, ONE, PICTURE, VERIFY)
_STATUS = {Finding.GENUINE: 200, Finding.NO_LONGER_KEPT: 200, Finding.UNKNOWN: 404, Finding.NOT_GENUINE: 422}


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    cursor_key: str
    release_notice_retention_days: int
    resident_issuer: str


def build(settings: Settings, family: FamilyService, service: NoticeService, signals: Signals) -> LambdaHandler:
    """The handler of release notices."""

    def listed(request: Request) -> Response:
        acting = family.acting(request.actor.account, request.path["person"])
        page = service.page(acting, page_request(request.query))
        return Response({"release_notices": [_body(each) for each in page.items], "cursor": page.cursor})

    def notice(request: Request) -> ReleaseNotice:
        acting = family.acting(request.actor.account, request.path["person"])
        return service.one(acting, request.path["notice"])

    def one(request: Request) -> Response:
        return Response(_body(notice(request)))

    def picture(request: Request) -> Response:
        return Response(notice_svg(notice(request)), media_type=PICTURE.media_type)

    def verify(request: Request) -> Response:
        found = service.verify(request.path["digits"])
        return Response(
            verification_page(found, request.language),
            _STATUS[found.finding],
            VERIFY.media_type,
            {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"},
        )

    handlers = {LIST.key: listed, ONE.key: one, PICTURE.key: picture, VERIFY.key: verify}
    return edge(ROUTES, handlers, signals, Tokens(settings.resident_issuer))


def _body(notice: ReleaseNotice) -> dict[str, object]:
    stated = notice.observation
    return {
        "notice": notice.entry_id,
        "number": notice_number(notice),
        "masked_name": notice.masked_name,
        "institution": stated.institution,
        "place": stated.place,
        "observed_from": stated.observed_from.isoformat(),
        "observed_to": stated.observed_to.isoformat(),
        "lifted": list(notice.lifted),
        "issued_at": iso(notice.issued_at),
        "kept_until": iso(notice.kept_until),
        "payload": notice.payload,
        "checkpoint": notice.checkpoint_id,
        "role": notice.role.value,
    }
