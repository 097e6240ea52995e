"""Health certificates: handed in, listed and downloaded, for oneself and for those one acts for."""

from dataclasses import dataclass

from functions.certificates.routes import FILE, LIST, REQUEST, VIEW
from functions.certificates.wire import NewCertificateBody, UploadedBy
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.aws.wire import parse
from shared.certificates.model import Certificate, Description, UploadForm
from shared.certificates.service import CertificateService
from shared.certificates.words import why
from shared.family.model import Acting
from shared.family.service import FamilyService
from shared.kernel.clock import iso
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals

ROUTES = (REQUEST, LIST, VIEW, FILE)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    certificates_bucket: str
    cursor_key: str
    resident_issuer: str


def build(settings: Settings, family: FamilyService, service: CertificateService, signals: Signals) -> LambdaHandler:
    """The handler of certificates."""

    def acting(request: Request) -> Acting:
        return family.acting(request.actor.account, request.path["person"])

    def request_one(request: Request) -> Response:
        body = parse(NewCertificateBody, request.body)
        described = Description(body.kind, body.media_type, body.issued_on, body.note)
        requested = service.request(acting(request), described, request.idempotency_key)
        upload = _form(requested.form) if requested.form else None
        return Response(
            {"certificate": _body(requested.certificate, request.language), "upload": upload}, REQUEST.status
        )

    def listed(request: Request) -> Response:
        page = service.page(acting(request), page_request(request.query))
        return Response({"certificates": [_body(each, request.language) for each in page.items], "cursor": page.cursor})

    def view(request: Request) -> Response:
        return Response(_body(service.certificate(acting(request), request.path["certificate"]), request.language))

    def file(request: Request) -> Response:
        link = service.link(acting(request), request.path["certificate"])
        return Response({"url": link.url, "expires_at": iso(link.expires_at)})

    handlers = {REQUEST.key: request_one, LIST.key: listed, VIEW.key: view, FILE.key: file}
    return edge(ROUTES, handlers, signals, Tokens(settings.resident_issuer))


def _form(form: UploadForm) -> dict[str, object]:
    return {"url": form.url, "fields": form.fields, "expires_at": iso(form.expires_at), "most_bytes": form.most_bytes}


def _body(certificate: Certificate, language: str) -> dict[str, object]:
    told, rejection = certificate.description, certificate.rejection
    # Whoever else acts for the person is that one's own matter, so no other person is named.
    by = UploadedBy.SELF if certificate.uploaded_by == certificate.person_id else UploadedBy.FAMILY
    return {
        "certificate": certificate.certificate_id,
        "kind": told.kind.value,
        "media_type": told.media_type.value,
        "issued_on": told.issued_on.isoformat() if told.issued_on else None,
        "note": told.note,
        "uploaded_by": by.value,
        "requested_at": iso(certificate.requested_at),
        "deadline": iso(certificate.deadline),
        "state": certificate.state.value,
        "decided_at": iso(certificate.decided_at) if certificate.decided_at else None,
        "rejection": {"code": rejection.value, "text": why(rejection, language)} if rejection else None,
        "size": certificate.file.size if certificate.file else None,
    }
