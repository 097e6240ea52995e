"""Publishes what is over: called by a schedule every night, and by operators for a day that they name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.audit_days.service import DayPublishing
from shared.aws.http import failed
from shared.kernel.signals import Signals

ROUTES = ()
"""EventBridge calls this function, and whoever operates the region."""


@dataclass(frozen=True, slots=True)
class Settings:
    audit_table: str
    days_bucket: str


class PublishingFailedError(Exception):
    """Makes Lambda try again, and keep the event when that was no use either; says the class of the fault, no more."""


EventHandler = Callable[[dict[str, Any], Any], None]


def build(service: DayPublishing, signals: Signals) -> EventHandler:
    """The handler of EventBridge's event `Scheduled Event`, and of `{"day": "2020-04-07"}`.

    What it returns raises PublishingFailedError, in place of anything whose text Lambda would log.
    """

    def handle(event: dict[str, Any], context: Any) -> None:
        try:
            service.publish_to(event["day"]) if "day" in event else service.publish()
        except Exception as fault:  # noqa: BLE001  (Lambda logs what is raised)
            signals(failed(fault, str(event.get("id", ""))))
            raise PublishingFailedError(type(fault).__name__) from None

    return handle
