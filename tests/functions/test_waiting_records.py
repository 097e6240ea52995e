"""The routes of what waits for a second officer: what they answer, and what they leave out."""

from collections.abc import Iterator

import pytest

from tests.acts import reach_brake
from tests.builders import assignment, idempotency, resident_id
from tests.region import Answer, Region, deployed_region, staff_claims

OFFICER = staff_claims("health_authority")
COLLEAGUE = staff_claims("health_authority", account="officer-2")


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


def assign(region: Region) -> Answer:
    return region.call("POST /v1/risk-records", body=assignment(), claims=OFFICER, headers=idempotency())


def test_what_waits_is_accepted_and_what_was_decided_is_answered_as_created(region: Region) -> None:
    reach_brake(region)
    accepted = assign(region)
    path = {"record": accepted.json["record"]}
    body = {"decision": "APPROVE", "reason": "已核实"}
    approved = region.call("POST /v1/risk-records/{record}/approval", body=body, claims=COLLEAGUE, path=path)
    again = assign(region)

    assert (accepted.status, accepted.json["state"]) == (202, "WAITING")
    assert (approved.status, approved.json["state"], approved.json["decided_by"]) == (200, "ASSIGNED", "officer-2")
    assert (again.status, again.json) == (201, approved.json)


def test_the_list_tells_the_case_and_no_document_name_or_person(region: Region) -> None:
    reach_brake(region)
    made = assign(region).json

    listed = region.call("GET /v1/risk-records", claims=COLLEAGUE, query={"state": "waiting"})

    assert listed.json["cursor"] is None
    (record,) = listed.json["records"]
    told = {"record", "category", "officer", "case_reference", "reason", "starts_at", "ends_on", "review_on"}
    assert record == {name: made[name] for name in told | {"recorded_at"}}
    assert resident_id() not in listed.body


@pytest.mark.parametrize("query", [{}, {"state": "WAITING"}, {"state": "refused"}, {"state": ""}])
def test_no_other_state_is_listed(region: Region, query: dict[str, str]) -> None:
    answer = region.call("GET /v1/risk-records", claims=COLLEAGUE, query=query)

    assert answer.status == 422
    assert answer.json["errors"] == [{"field": "state", "problem": "must be waiting"}]
