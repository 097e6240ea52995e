"""Works through one part of an approved import; the state machine of imports calls it for each (M8)."""

from dataclasses import dataclass
from typing import Any

from functions.import_rows.wire import assign_row, lift_row
from shared.aws.events import EventHandler, guarded
from shared.import_rows.model import ReadRow
from shared.import_rows.service import RowsService
from shared.imports.model import Chunk, ImportKind
from shared.kernel.ids import EntryId
from shared.kernel.signals import Signals

ROUTES = ()
"""A state machine calls this function, and nobody else does."""
READERS: dict[ImportKind, ReadRow] = {ImportKind.ASSIGN: assign_row, ImportKind.LIFT: lift_row}
ROWS_AT_ONCE = 8
"""A row waits for KMS and DynamoDB nearly all of its time."""


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    imports_bucket: str
    person_key: str


def build(service: RowsService, signals: Signals) -> EventHandler:
    """The handler of `{"import_id": ..., "chunk": {...}}`, a chunk as the plan has it; raises EventFailedError."""

    def work(event: dict[str, Any]) -> None:
        stated = event["chunk"]
        service.work(EntryId(event["import_id"]), Chunk(**stated | {"columns": tuple(stated["columns"])}))

    return guarded(work, signals)
