"""Ends the run of an import: with its report, or as stalled; the state machine of imports calls it (M8)."""

from dataclasses import dataclass
from typing import Any

from shared.aws.events import EventHandler, guarded
from shared.import_files.service import ImportEnd
from shared.kernel.ids import EntryId
from shared.kernel.signals import Signals

ROUTES = ()
"""A state machine calls this function, and nobody else does."""


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    imports_bucket: str


def build(service: ImportEnd, signals: Signals) -> EventHandler:
    """The handler of `{"import_id": ..., "attempt": ..., "ended": "done" or "stalled"}`; raises EventFailedError."""

    def end(event: dict[str, Any]) -> None:
        import_id = EntryId(event["import_id"])
        if event["ended"] == "stalled":
            service.stall(import_id, event["attempt"])
        else:
            service.report(import_id)

    return guarded(end, signals)
