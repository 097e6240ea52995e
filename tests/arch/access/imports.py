"""The walk through imports: announced, read through, decided on, worked through, ended."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from shared.import_files.store import WholeFiles
from shared.imports.model import RiskImport
from shared.kernel.ids import EntryId
from shared.risk.service import Decision
from tests.acts import assign_beyond_brake, officer
from tests.arch.access.recorded import recorded
from tests.arch.access.walk import Walk
from tests.builders import idempotency
from tests.certificate_acts import object_created
from tests.import_acts import DIGEST, import_store
from tests.import_file_acts import assign_row, chunks_of, csv_file, jsonl_file, lift_row, post_file
from tests.region import staff_claims

_OFFICER = staff_claims("health_authority")
_COLLEAGUE = staff_claims("health_authority", account="officer-2")
_IMPORTS = "/v1/risk-imports"
_NOBODY_KNOWN = 71
POSTED = "S3: Object Created, for an import"
PART = "States: a part of an import"
END = "States: the end of an import"
CALLERS = {POSTED: "import_uploads", PART: "import_rows", END: "import_report"}
"""What stands for a route where the bucket or the state machine is what calls, and whom."""


def imports(walk: Walk) -> None:
    """Two people onto the red list and off it again, one of whom has a code."""
    rows = [assign_row(2, case_reference="CDC-IMPORT"), assign_row(_NOBODY_KNOWN, case_reference="CDC-IMPORT")]
    first = _announced(walk, "", "import-0001")
    _announced(walk, "a retry", "import-0001")
    second, third = (_announced(walk, None, f"import-{number:04}") for number in (2, 3))
    lifts = _announced(walk, None, "import-0004", {"kind": "LIFT", "format": "JSONL"})
    _posted(walk, "", first, csv_file(rows))
    _posted(walk, "a form posted again", first, csv_file(rows))
    walk.region.import_files.check(post_file(walk.region, _stored(walk, second), csv_file(rows)))
    _posted(walk, "a file that is not taken", third, b"\xff\xfe")
    _kept(walk, POSTED, "a copy that no import holds", lambda: _whole_files(walk).discard(second, DIGEST))
    _waiting(walk)
    _decided(walk, "", first, "APPROVE")
    _decided(walk, "a retry", first, "APPROVE")
    _decided(walk, "a refusal", second, "REFUSE")
    _worked_through(walk, "assignments", first)
    _worked_through(walk, "a part that is done", first)
    _ended(walk, "a run that gave up", first, "stalled")
    _decided(walk, "a run that stalled", first, "APPROVE")
    _ended(walk, "", first, "done")
    walk.call(f"GET {_IMPORTS}/{{import}}", claims=_OFFICER, path={"import": first})
    waits = assign_beyond_brake(walk.region, 2, actor=officer("officer-6"), key="waiting-for-an-import").record_id
    by_case = [lift_row(serial, case_reference="CDC-IMPORT") for serial in (2, _NOBODY_KNOWN)]
    by_name = {"record_id": waits, "reason": "检测结果为阴性"}
    walk.region.import_files.check(post_file(walk.region, _stored(walk, lifts), jsonl_file([*by_case, by_name])))
    walk.region.imports.decide(officer("officer-2"), lifts, Decision.APPROVE, "已核对名单")
    _worked_through(walk, "lifts", lifts)


def _waiting(walk: Walk) -> None:
    walk.call(f"GET {_IMPORTS}", query={"state": "waiting"}, claims=_COLLEAGUE)
    page = {"state": "waiting", "limit": "1"}
    cursor = walk.region.call(f"GET {_IMPORTS}", query=page, claims=_COLLEAGUE).json["cursor"]
    walk.call(f"GET {_IMPORTS}", "a page after the first", query=page | {"cursor": cursor}, claims=_COLLEAGUE)


def _announced(walk: Walk, case: str | None, key: str, body: dict[str, str] | None = None) -> EntryId:
    route = f"POST {_IMPORTS}"
    request: dict[str, Any] = {
        "body": body or {"kind": "ASSIGN", "format": "CSV"},
        "claims": _OFFICER,
        "headers": idempotency(key),
    }
    answer = walk.region.call(route, **request) if case is None else walk.call(route, case, **request)
    return EntryId(answer.json["risk_import"]["import_id"])


def _decided(walk: Walk, case: str, import_id: EntryId, decision: str) -> None:
    body = {"decision": decision, "reason": "已核对名单"}
    walk.call(f"POST {_IMPORTS}/{{import}}/approval", case, body=body, claims=_COLLEAGUE, path={"import": import_id})


def _posted(walk: Walk, case: str, import_id: EntryId, content: bytes) -> None:
    event = object_created(post_file(walk.region, _stored(walk, import_id), content))
    _kept(walk, POSTED, case, lambda: walk.region.on_import_upload(event, None))


def _worked_through(walk: Walk, case: str, import_id: EntryId) -> None:
    [chunk] = chunks_of(walk.region, _stored(walk, import_id))
    event = {"id": "part-1", "import_id": import_id, "chunk": asdict(chunk)}
    _kept(walk, PART, case, lambda: walk.region.on_import_chunk(event, None))


def _ended(walk: Walk, case: str, import_id: EntryId, ended: str) -> None:
    event = {"id": "end-1", "import_id": import_id, "attempt": _stored(walk, import_id).attempt, "ended": ended}
    _kept(walk, END, case, lambda: walk.region.on_import_end(event, None))


def _kept(walk: Walk, caller: str, case: str, act: Callable[[], None]) -> None:
    with recorded(walk.region.core, walk.region.imports_bucket) as calls:
        act()
    walk.keep(caller, case, calls)


def _whole_files(walk: Walk) -> WholeFiles:
    return WholeFiles(walk.region.imports_bucket)


def _stored(walk: Walk, import_id: EntryId) -> RiskImport:
    found = import_store(walk.region).import_(import_id)
    assert found is not None
    return found
