"""Reads through each file that was posted for an import, when S3 tells of it (M8)."""

from dataclasses import dataclass
from typing import Any

from shared.aws.events import EventHandler, guarded
from shared.import_files.service import FileCheck
from shared.kernel.signals import Signals

ROUTES = ()
"""S3 calls this function, through EventBridge, and nobody else does."""


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    imports_bucket: str


def build(service: FileCheck, signals: Signals) -> EventHandler:
    """The handler of EventBridge's event `Object Created`; raises EventFailedError."""

    def check(event: dict[str, Any]) -> None:
        service.check(event["detail"]["object"]["key"])

    return guarded(check, signals)
