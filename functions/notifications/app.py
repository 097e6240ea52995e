"""What is new about an account's own person and family."""

from collections.abc import Collection
from dataclasses import dataclass

from functions.notifications.routes import LIST
from shared.aws.http import LambdaHandler, Request, Response, Tokens, edge
from shared.family.service import FamilyService
from shared.kernel.clock import iso
from shared.kernel.ids import PersonId
from shared.kernel.paging import page_request
from shared.kernel.signals import Signals
from shared.notifications.model import Notification
from shared.notifications.service import NotificationService

ROUTES = (LIST,)


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    cursor_key: str
    resident_issuer: str


def build(settings: Settings, family: FamilyService, service: NotificationService, signals: Signals) -> LambdaHandler:
    """The handler of an account's notifications."""

    def listed(request: Request) -> Response:
        account = request.actor.account
        page = service.page(account, page_request(request.query))
        known = {each.person_id for each in family.people(account)}
        return Response({"notifications": [_body(each, known) for each in page.items], "cursor": page.cursor})

    return edge(ROUTES, {LIST.key: listed}, signals, Tokens(settings.resident_issuer))


def _body(notification: Notification, known: Collection[PersonId]) -> dict[str, object]:
    return {
        "notification": notification.entry_id,
        "kind": notification.kind.value,
        "person": notification.person_id if notification.person_id in known else None,
        "at": iso(notification.at),
    }
