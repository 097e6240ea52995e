"""The walk through imports: announced, read through, decided on, run."""

from collections.abc import Callable
from typing import Any

from shared.kernel.ids import EntryId
from tests.arch.access.recorded import recorded
from tests.arch.access.walk import Walk
from tests.builders import idempotency
from tests.import_acts import COUNTS, DIGEST, import_store
from tests.region import staff_claims

_OFFICER = staff_claims("health_authority")
_COLLEAGUE = staff_claims("health_authority", account="officer-2")
_IMPORTS = "/v1/risk-imports"
STEPS = "the steps of an import"
"""What stands for a route where the work on an import goes on by itself."""


def imports(walk: Walk) -> None:
    store = import_store(walk.region)
    first = _announced(walk, "", "import-0001")
    _announced(walk, "a retry", "import-0001")
    second, third = (_announced(walk, None, f"import-{number:04}") for number in (2, 3))
    _step(walk, "the file was read through", lambda: store.file_checked(first, 100, 4096, DIGEST))
    _step(walk, "the same said twice", lambda: store.file_checked(first, 100, 4096, DIGEST))
    store.file_checked(second, 100, 4096, DIGEST)
    _step(walk, "the file was rejected", lambda: store.rejected(third, "NOT_UTF8"))
    walk.call(f"GET {_IMPORTS}", query={"state": "waiting"}, claims=_COLLEAGUE)
    cursor = walk.region.call(f"GET {_IMPORTS}", query={"state": "waiting", "limit": "1"}, claims=_COLLEAGUE).json
    page = {"state": "waiting", "limit": "1", "cursor": cursor["cursor"]}
    walk.call(f"GET {_IMPORTS}", "a page after the first", query=page, claims=_COLLEAGUE)
    _decided(walk, "", first, "APPROVE")
    _decided(walk, "a retry", first, "APPROVE")
    _decided(walk, "a refusal", second, "REFUSE")
    _step(walk, "the run gave up", lambda: store.stalled(first, 1))
    _decided(walk, "a run that stalled", first, "APPROVE")
    _step(walk, "the run came to its end", lambda: store.finished(first, COUNTS, walk.region.clock()))
    walk.call(f"GET {_IMPORTS}/{{import}}", claims=_OFFICER, path={"import": first})


def _announced(walk: Walk, case: str | None, key: str) -> EntryId:
    route = f"POST {_IMPORTS}"
    request: dict[str, Any] = {
        "body": {"kind": "ASSIGN", "format": "CSV"},
        "claims": _OFFICER,
        "headers": idempotency(key),
    }
    answer = walk.region.call(route, **request) if case is None else walk.call(route, case, **request)
    return EntryId(answer.json["risk_import"]["import_id"])


def _decided(walk: Walk, case: str, import_id: EntryId, decision: str) -> None:
    body = {"decision": decision, "reason": "已核对名单"}
    walk.call(f"POST {_IMPORTS}/{{import}}/approval", case, body=body, claims=_COLLEAGUE, path={"import": import_id})


def _step(walk: Walk, case: str, take: Callable[[], object]) -> None:
    with recorded(walk.region.core) as calls:
        take()
    walk.keep(STEPS, case, calls)
