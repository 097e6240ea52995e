"""Sends the notifications whose time has come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.kernel.ids import AccountId, EntryId
from shared.notifications.model import Delivery
from shared.notifications.service import NotificationSending

ROUTES = ()
"""The queue of deliveries calls this function, and nobody else does."""
SOURCE, DETAIL_TYPE = "yuekang", "News"
"""What all events on the bus have in common."""


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    notification_bus: str


def build(service: NotificationSending) -> Callable[[Mapping[str, str]], None]:
    """What is done with the body of a message in the queue.

    It raises KeyError for any other body, and what the service raises.
    """

    def handle(body: Mapping[str, str]) -> None:
        service.send(Delivery(AccountId(body["recipient"]), EntryId(body["entry_id"])))

    return handle
