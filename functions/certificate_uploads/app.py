"""Checks each file that was posted for a certificate, when S3 tells of it (M20)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.aws.http import failed
from shared.certificates.service import UploadService
from shared.kernel.signals import Signals

ROUTES = ()
"""S3 calls this function, through EventBridge, and nobody else does."""


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    certificates_bucket: str
    certificate_retention_days: int


class CheckFailedError(Exception):
    """Makes Lambda try again, and keep the event when that was no use either; says the class of the fault, no more."""


EventHandler = Callable[[dict[str, Any], Any], None]


def build(service: UploadService, signals: Signals) -> EventHandler:
    """The handler of EventBridge's event `Object Created`.

    What it returns raises CheckFailedError, in place of anything whose text Lambda would log.
    """

    def handle(event: dict[str, Any], context: Any) -> None:
        try:
            service.check(event["detail"]["object"]["key"])
        except Exception as fault:  # noqa: BLE001  (Lambda logs what is raised, and some texts name a person's key)
            signals(failed(fault, event["id"]))
            raise CheckFailedError(type(fault).__name__) from None

    return handle
