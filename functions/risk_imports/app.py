"""Imports: many people onto the red list, or off it, by one file and two officers."""

from dataclasses import dataclass

from functions.risk_imports.routes import ANNOUNCE, DECIDE, VIEW, WAITING
from functions.risk_imports.wire import ImportDecisionBody, NewImportBody
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.aws.wire import parse
from shared.imports.model import ImportCounts, ImportKind, ReportLink, RiskImport, UploadForm
from shared.imports.service import RiskImportService
from shared.kernel.clock import iso
from shared.kernel.errors import FieldsRefused
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals

ROUTES = (ANNOUNCE, WAITING, VIEW, DECIDE)
_WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    imports_bucket: str
    import_machine: str
    import_retention_days: int
    cursor_key: str
    staff_issuer: str
    roles_claim: str
    authority_claim: str


def build(settings: Settings, service: RiskImportService, signals: Signals) -> LambdaHandler:
    """The handler of imports."""

    def announce(request: Request) -> Response:
        body = parse(NewImportBody, request.body)
        announced = service.announce(request.actor, body.kind, body.format, request.idempotency_key)
        upload = _form(announced.form) if announced.form else None
        return Response({"risk_import": _body(announced.risk_import), "upload": upload}, ANNOUNCE.status)

    def waiting(request: Request) -> Response:
        if request.query.get("state") != _WAITING:
            raise FieldsRefused({"state": f"must be {_WAITING}"})
        page = service.waiting(request.actor, page_request(request.query))
        return Response({"imports": [_body(each) for each in page.items], "cursor": page.cursor})

    def view(request: Request) -> Response:
        seen = service.view(request.actor, request.path["import"])
        report = _link(seen.report) if seen.report else None
        return Response({"risk_import": _body(seen.risk_import), "report": report})

    def decide(request: Request) -> Response:
        body = parse(ImportDecisionBody, request.body)
        return Response(_body(service.decide(request.actor, request.path["import"], body.decision, body.reason)))

    handlers = {ANNOUNCE.key: announce, WAITING.key: waiting, VIEW.key: view, DECIDE.key: decide}
    tokens = Tokens(settings.staff_issuer, settings.roles_claim, settings.authority_claim)
    return edge(ROUTES, handlers, signals, tokens)


def _form(form: UploadForm) -> dict[str, object]:
    return {"url": form.url, "fields": form.fields, "expires_at": iso(form.expires_at), "most_bytes": form.most_bytes}


def _link(link: ReportLink) -> dict[str, object]:
    return {"url": link.url, "expires_at": iso(link.expires_at)}


def _body(risk_import: RiskImport) -> dict[str, object]:
    decided_at, finished_at = risk_import.decided_at, risk_import.finished_at
    return {
        "import_id": risk_import.import_id,
        "kind": risk_import.kind.value,
        "format": risk_import.format.value,
        "state": risk_import.state.value,
        "authority": risk_import.authority,
        "officer": risk_import.officer,
        "created_at": iso(risk_import.created_at),
        "rows": risk_import.rows,
        "size": risk_import.size,
        "sha256": risk_import.digest,
        "rejection": risk_import.rejection,
        "decided_at": iso(decided_at) if decided_at else None,
        "decided_by": risk_import.decided_by,
        "decision_reason": risk_import.decision_reason,
        "counts": _counts(risk_import.kind, risk_import.counts) if risk_import.counts else None,
        "finished_at": iso(finished_at) if finished_at else None,
    }


def _counts(kind: ImportKind, counts: ImportCounts) -> dict[str, object]:
    return {
        "created": counts.done if kind is ImportKind.ASSIGN else None,
        "lifted": counts.done if kind is ImportKind.LIFT else None,
        "unchanged": counts.unchanged,
        "refused": counts.refused,
    }
