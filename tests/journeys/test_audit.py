"""What was done to a person is in their chain of the audit table a moment later, and the chain can be proved."""

import time
from typing import Any

import pytest

from local.client import ApiClient
from local.seed import resident
from local.state import State
from ops.chains import Chains
from ops.verify_audit import SOUND, main
from shared.audit.model import Entry, Kind
from shared.aws.tables import Table
from shared.kernel.clock import day_of, utc_now
from shared.kernel.ids import PersonId

pytestmark = pytest.mark.journey

_SECONDS = 60
_TOLD = {
    Kind.ACCOUNT_BOUND,
    Kind.PERSON_STORED,
    Kind.CODE_ISSUED,
    Kind.SCANNED,
    Kind.LOOKED_UP,
    Kind.RISK_ASSIGNED,
    Kind.HOLDS_CHANGED,
}


def test_a_scan_a_look_up_and_an_assignment_are_in_the_chain(
    api: ApiClient, state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    newcomer = resident(state.deployed, "journey-audited", 141)
    registered = _post(api, "/v1/registration", newcomer.token, newcomer.registration, "audit-0001")
    medic = state.staff["medic"]
    body = {"payload": registered["payload"], "checkpoint_id": state.checkpoint}
    scanned = _post(api, "/v1/scans", medic, body, "audit-0002")["scan"]
    looked = api.send("GET", f"/v1/scans/{scanned}/identity?purpose=MEDICAL_CARE", token=medic)
    assert looked.status == 200, looked.body
    today = day_of(utc_now()).isoformat()
    assignment = {
        "document": {"type": newcomer.document_type, "number": newcomer.document_number},
        "category": "SUSPECTED",
        "case_reference": "C-2020-0140",
        "reason": "疑似病例",
        "review_on": today,
    }
    record = _post(api, "/v1/risk-records", state.staff["health_authority"], assignment, "audit-0003")["record"]

    entries = _chain_with_all(state, PersonId(registered["person"]))

    [assigned] = [entry for entry in entries if entry.kind is Kind.RISK_ASSIGNED]
    assert (assigned.facts["record"], assigned.facts["authority"]) == (record, state.authority)
    # The person's item and the code's.
    assert [entry.facts["after"] for entry in entries if entry.kind is Kind.HOLDS_CHANGED] == [(record,), (record,)]
    table = state.deployed.outputs["AuditTableName"]
    named = ["--table", table, "--person", registered["person"], "--known", entries[-1].digest]
    assert main(named, state.deployed.client("dynamodb")) == SOUND
    assert "1 chain read, 0 flaws found" in capsys.readouterr().out


def _chain_with_all(state: State, person_id: PersonId) -> list[Entry]:
    chains = Chains(Table(state.deployed.client("dynamodb"), state.deployed.outputs["AuditTableName"]))
    until = time.monotonic() + _SECONDS
    while True:
        entries = [stored.entry for stored in chains.chain(person_id) if stored.entry is not None]
        kinds = [entry.kind for entry in entries]
        if set(kinds) >= _TOLD and kinds.count(Kind.HOLDS_CHANGED) == 2:
            return entries
        assert time.monotonic() < until, kinds
        time.sleep(0.5)


def _post(api: ApiClient, path: str, token: str, body: dict[str, Any], key: str) -> dict[str, Any]:
    answer = api.send("POST", path, token=token, body=body, headers={"idempotency-key": key})
    assert answer.status in {200, 201}, answer.body
    found: dict[str, Any] = answer.json()
    return found
