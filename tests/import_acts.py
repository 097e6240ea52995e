"""What officers do with imports, and what the pipeline says of them; valid unless the test says otherwise."""

from typing import Any

from shared.imports.model import ImportCounts, ImportFormat, ImportKind, ImportState, RiskImport
from shared.imports.store import ImportStore
from shared.kernel.roles import Actor
from shared.risk.service import Decision
from tests.acts import officer
from tests.region import Region

COLLEAGUE = officer("officer-2")
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
COUNTS = ImportCounts(done=97, unchanged=2, refused=1)


def import_store(region: Region) -> ImportStore:
    return ImportStore(region.core)


def announce_import(
    region: Region,
    *,
    actor: Actor | None = None,
    key: str = "import-0001",
    kind: ImportKind = ImportKind.ASSIGN,
    file_format: ImportFormat = ImportFormat.CSV,
) -> RiskImport:
    """An import that awaits its file."""
    return region.imports.announce(actor or officer(), kind, file_format, key).risk_import


def waiting_import(region: Region, **changes: Any) -> RiskImport:
    """An import whose file was read through."""
    announced = announce_import(region, **changes)
    assert import_store(region).file_checked(announced.import_id, rows=100, size=4096, digest=DIGEST)
    return _as_stored(region, announced)


def running_import(region: Region, **changes: Any) -> RiskImport:
    """An import that a colleague approved."""
    return decide_import(region, waiting_import(region, **changes))


def stalled_import(region: Region, **changes: Any) -> RiskImport:
    """An import whose run gave up."""
    running = running_import(region, **changes)
    assert import_store(region).stalled(running.import_id, running.attempt)
    return _as_stored(region, running)


def done_import(region: Region, **changes: Any) -> RiskImport:
    """An import that ran to its end."""
    running = running_import(region, **changes)
    assert import_store(region).finished(running.import_id, COUNTS, region.clock())
    return _as_stored(region, running)


def rejected_import(region: Region, **changes: Any) -> RiskImport:
    """An import whose file is not what it was announced as."""
    announced = announce_import(region, **changes)
    assert import_store(region).rejected(announced.import_id, "NOT_UTF8")
    return _as_stored(region, announced)


def refused_import(region: Region, **changes: Any) -> RiskImport:
    """An import that a colleague refused."""
    return decide_import(region, waiting_import(region, **changes), decision=Decision.REFUSE)


MADE = {
    ImportState.AWAITING_FILE: announce_import,
    ImportState.WAITING: waiting_import,
    ImportState.REJECTED: rejected_import,
    ImportState.REFUSED: refused_import,
    ImportState.RUNNING: running_import,
    ImportState.STALLED: stalled_import,
    ImportState.DONE: done_import,
}
"""How an import comes to each state."""


def decide_import(
    region: Region, risk_import: RiskImport, actor: Actor = COLLEAGUE, decision: Decision = Decision.APPROVE
) -> RiskImport:
    reason = "已核对名单" if decision is Decision.APPROVE else "名单有误"
    return region.imports.decide(actor, risk_import.import_id, decision, reason)


def _as_stored(region: Region, risk_import: RiskImport) -> RiskImport:
    found = import_store(region).import_(risk_import.import_id)
    assert found is not None
    return found
