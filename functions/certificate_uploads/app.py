"""Checks each file that was posted for a certificate, when S3 tells of it (M20)."""

from dataclasses import dataclass
from typing import Any

from shared.aws.events import EventHandler, guarded
from shared.certificates.service import UploadService
from shared.kernel.signals import Signals

ROUTES = ()
"""S3 calls this function, through EventBridge, and nobody else does."""


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    certificates_bucket: str
    certificate_retention_days: int


def build(service: UploadService, signals: Signals) -> EventHandler:
    """The handler of EventBridge's event `Object Created`; raises EventFailedError."""

    def check(event: dict[str, Any]) -> None:
        service.check(event["detail"]["object"]["key"])

    return guarded(check, signals)
