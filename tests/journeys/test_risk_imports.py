"""Imports over HTTP and the state machine: two officers, a thousand rows, a report, and the colours after it (M8)."""

import json
from datetime import timedelta

import pytest
import urllib3

from local.accounts import Accounts
from local.client import ApiClient
from local.imports import Officers, csv_file, post_file, report, row
from local.seed import AUTHORITY, registered, resident
from local.state import Resident, State
from shared.kernel.clock import day_of, utc_now
from shared.kernel.roles import StaffRole

pytestmark = pytest.mark.journey

_ROWS = 1000
_CHECKED_SECONDS = 60.0
_RUN_SECONDS = 240.0


@pytest.fixture(scope="module")
def http() -> urllib3.PoolManager:
    """Reaches the bucket as a browser does."""
    return urllib3.PoolManager(retries=False, timeout=60.0)


@pytest.fixture(scope="module")
def officers(api: ApiClient, state: State) -> Officers:
    role = StaffRole.HEALTH_AUTHORITY.value
    second = Accounts(state.deployed, "Staff").create("journey-imports", [role], AUTHORITY).token
    return Officers(api, state.staff[role], second)


@pytest.fixture(scope="module")
def person(api: ApiClient, state: State) -> Resident:
    return registered(api, resident(state.deployed, "journey-imported", 130))


def test_a_thousand_rows_end_as_the_report_says_and_a_lift_ends_them(
    api: ApiClient, http: urllib3.PoolManager, state: State, officers: Officers, person: Resident
) -> None:
    ends_on = day_of(utc_now()) + timedelta(days=14)
    rows = [row(index, ends_on) for index in range(_ROWS)]
    bad = list(range(50, _ROWS, 100))
    for index in bad:
        rows[index] |= {"document_number": "440000194001010000"}
    rows[7] |= {"document_type": person.document_type, "document_number": person.document_number}
    file = csv_file(rows)
    assert _scanned(api, state, person, "before") == "GREEN"

    announced = officers.announce("ASSIGN", "CSV", "journey-import-1")
    import_id = announced["risk_import"]["import_id"]
    assert post_file(http, announced["upload"], file) == 204
    checked = officers.awaited(import_id, "WAITING", _CHECKED_SECONDS)["risk_import"]
    own = officers.decided(import_id, officers.first)
    assert (checked["rows"], checked["size"]) == (_ROWS, len(file))
    assert (own.status, own.json()["code"]) == (403, "OWN_RECORD")
    assert _scanned(api, state, person, "while it waits") == "GREEN"

    officers.approve(import_id)
    done = officers.awaited(import_id, "DONE", _RUN_SECONDS)

    counts = done["risk_import"]["counts"]
    assert (counts["created"], counts["unchanged"], counts["refused"]) == (_ROWS - len(bad), 0, len(bad))
    told = list(report(http, done["report"]["url"]))
    assert [int(each["line"]) for each in told] == list(range(2, _ROWS + 2))
    refused = {int(each["line"]): each["reason"] for each in told if each["outcome"] == "refused"}
    assert refused == {index + 2: "INVALID_DOCUMENT_NUMBER" for index in bad}
    assert _scanned(api, state, person, "imported") == "RED"

    again = _imported(officers, http, "ASSIGN", "CSV", "journey-import-2", file)
    assert (again["created"], again["unchanged"], again["refused"]) == (0, _ROWS - len(bad), len(bad))

    case = {name: text for name, text in rows[7].items() if name != "ends_on"} | {"reason": "检测结果为阴性"}
    lifted = _imported(officers, http, "LIFT", "JSONL", "journey-import-3", f"{json.dumps(case)}\n".encode())
    assert (lifted["lifted"], lifted["unchanged"], lifted["refused"]) == (1, 0, 0)
    assert _scanned(api, state, person, "lifted") == "GREEN"


def test_a_file_that_is_none_is_rejected_with_the_reason(http: urllib3.PoolManager, officers: Officers) -> None:
    announced = officers.announce("ASSIGN", "CSV", "journey-import-4")
    import_id = announced["risk_import"]["import_id"]

    assert post_file(http, announced["upload"], "姓名,证件\n".encode("gbk")) == 204
    seen = officers.awaited(import_id, "REJECTED", _CHECKED_SECONDS)["risk_import"]

    assert seen["rejection"] == "NOT_UTF8"


def _imported(
    officers: Officers, http: urllib3.PoolManager, kind: str, file_format: str, key: str, content: bytes
) -> dict[str, int]:
    announced = officers.announce(kind, file_format, key)
    import_id = announced["risk_import"]["import_id"]
    assert post_file(http, announced["upload"], content) == 204
    officers.awaited(import_id, "WAITING", _CHECKED_SECONDS)
    officers.approve(import_id)
    counts: dict[str, int] = officers.awaited(import_id, "DONE", _RUN_SECONDS)["risk_import"]["counts"]
    return counts


def _scanned(api: ApiClient, state: State, person: Resident, when: str) -> str:
    answer = api.send(
        "POST",
        "/v1/scans",
        token=state.staff["inspector"],
        body={"payload": person.payload, "checkpoint_id": state.checkpoint},
        headers={"idempotency-key": f"journey-scan-{when.replace(' ', '-')}"},
    )
    assert answer.status == 200, answer.body
    return str(answer.json()["colour"])
