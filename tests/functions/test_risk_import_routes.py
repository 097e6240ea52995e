"""The routes of imports: what they answer in each state, and what a form lets through."""

import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest

from shared.imports.model import ImportKind, ImportState
from tests.builders import idempotency
from tests.import_acts import DIGEST, MADE, done_import, waiting_import
from tests.region import Answer, Region, deployed_region, staff_claims

OFFICER = staff_claims("health_authority")
COLLEAGUE = staff_claims("health_authority", account="officer-2")
CSV = {"kind": "ASSIGN", "format": "CSV"}


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


def announce(region: Region, body: object = CSV) -> Answer:
    return region.call("POST /v1/risk-imports", body=body, claims=OFFICER, headers=idempotency())


def view(region: Region, import_id: str, claims: dict[str, str] = COLLEAGUE) -> Answer:
    return region.call("GET /v1/risk-imports/{import}", claims=claims, path={"import": import_id})


def decide(region: Region, import_id: str, decision: str = "APPROVE") -> Answer:
    body, path = {"decision": decision, "reason": "已核对名单"}, {"import": import_id}
    return region.call("POST /v1/risk-imports/{import}/approval", body=body, claims=COLLEAGUE, path=path)


def test_an_announcement_is_answered_with_a_form_for_one_file_at_one_place(region: Region) -> None:
    answer = announce(region)

    made, upload = answer.json["risk_import"], answer.json["upload"]
    assert (answer.status, made["state"], made["authority"]) == (201, "AWAITING_FILE", "CDC-440106")
    policy = json.loads(b64decode(upload["fields"]["policy"]))
    assert ["content-length-range", 1, 5_000_000_000] in policy["conditions"]
    assert {"key": f"uploads/{made['import_id']}"} in policy["conditions"]
    assert {"Content-Type": "text/csv"} in policy["conditions"]
    assert {"bucket": "imports"} in policy["conditions"]
    assert (upload["expires_at"], upload["most_bytes"]) == ("2020-04-07T08:01:53Z", 5_000_000_000)
    again = announce(region)
    assert (again.status, again.json["risk_import"]) == (201, made)


@pytest.mark.parametrize(("file_format", "media_type"), [("CSV", "text/csv"), ("JSONL", "application/jsonl")])
@pytest.mark.parametrize("kind", ["ASSIGN", "LIFT"])
def test_every_kind_is_taken_in_every_format(region: Region, kind: str, file_format: str, media_type: str) -> None:
    answer = announce(region, {"kind": kind, "format": file_format})

    made = answer.json["risk_import"]
    assert (made["kind"], made["format"]) == (kind, file_format)
    assert answer.json["upload"]["fields"]["Content-Type"] == media_type


def test_a_form_is_given_only_while_a_file_is_awaited(region: Region) -> None:
    import_id = announce(region).json["risk_import"]["import_id"]
    waiting_import(region, key=idempotency()["idempotency-key"])

    answer = announce(region)

    assert (answer.status, answer.json["upload"]) == (201, None)
    assert (answer.json["risk_import"]["import_id"], answer.json["risk_import"]["state"]) == (import_id, "WAITING")


KNOWN_OF_FILE = {"rows": 100, "size": 4096, "sha256": DIGEST}
DECIDED = {"decided_at": "2020-04-07T07:46:53Z", "decided_by": "officer-2"}
APPROVED = KNOWN_OF_FILE | DECIDED | {"decision_reason": "已核对名单"}
ENDED = {
    "counts": {"created": 97, "lifted": None, "unchanged": 2, "refused": 1},
    "finished_at": "2020-04-07T07:46:53Z",
}
TOLD: dict[ImportState, dict[str, Any]] = {
    ImportState.AWAITING_FILE: {},
    ImportState.WAITING: KNOWN_OF_FILE,
    ImportState.REJECTED: {"rejection": "NOT_UTF8"},
    ImportState.REFUSED: KNOWN_OF_FILE | DECIDED | {"decision_reason": "名单有误"},
    ImportState.RUNNING: APPROVED,
    ImportState.STALLED: APPROVED,
    ImportState.DONE: APPROVED | ENDED,
}


@pytest.mark.parametrize("state", ImportState)
def test_an_import_is_told_as_it_stands(region: Region, state: ImportState) -> None:
    import_id = MADE[state](region).import_id

    answer = view(region, import_id)

    of_none = dict.fromkeys([*KNOWN_OF_FILE, "rejection", *DECIDED, "decision_reason", *ENDED])
    assert answer.status == 200
    assert answer.json["risk_import"] == of_none | TOLD[state] | {
        "import_id": import_id,
        "kind": "ASSIGN",
        "format": "CSV",
        "state": state.value,
        "authority": "CDC-440106",
        "officer": "officer-1",
        "created_at": "2020-04-07T07:46:53Z",
    }
    assert bool(answer.json["report"]) is (state is ImportState.DONE)


def test_a_lift_counts_what_it_lifted_and_its_report_can_be_downloaded(region: Region) -> None:
    import_id = done_import(region, kind=ImportKind.LIFT).import_id

    told = view(region, import_id, OFFICER).json

    assert told["risk_import"]["counts"] == {"created": None, "lifted": 97, "unchanged": 2, "refused": 1}
    assert told["report"]["expires_at"] == "2020-04-07T07:51:53Z"
    assert f"/imports/{import_id}/report.csv?" in told["report"]["url"]


def test_a_decision_is_answered_with_the_import_and_again_with_the_same(region: Region) -> None:
    import_id = waiting_import(region).import_id

    answer = decide(region, import_id)

    assert (answer.status, answer.json["state"], answer.json["decided_by"]) == (200, "RUNNING", "officer-2")
    assert decide(region, import_id).json == answer.json
    assert decide(region, import_id, "REFUSE").json["code"] == "ALREADY_DECIDED"


def test_who_announced_it_is_told_to_leave_it_to_a_colleague(region: Region) -> None:
    path: dict[str, str] = {"import": waiting_import(region).import_id}
    body = {"decision": "APPROVE", "reason": "已核对名单"}

    answer = region.call("POST /v1/risk-imports/{import}/approval", body=body, claims=OFFICER, path=path)

    assert (answer.status, answer.json["code"]) == (403, "OWN_RECORD")


def test_what_waits_is_listed_with_what_a_colleague_compares(region: Region) -> None:
    import_id = waiting_import(region).import_id

    listed = region.call("GET /v1/risk-imports", claims=COLLEAGUE, query={"state": "waiting"})

    assert listed.json == {"imports": [view(region, import_id).json["risk_import"]], "cursor": None}


@pytest.mark.parametrize("query", [{}, {"state": "WAITING"}, {"state": "done"}, {"state": ""}])
def test_no_other_state_is_listed(region: Region, query: dict[str, str]) -> None:
    answer = region.call("GET /v1/risk-imports", claims=COLLEAGUE, query=query)

    assert answer.status == 422
    assert answer.json["errors"] == [{"field": "state", "problem": "must be waiting"}]
