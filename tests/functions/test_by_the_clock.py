"""What time alone does, seen through the handlers: nothing is run for it, and nothing is written (M8, M9)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.acts import STATION, in_days, register
from tests.builders import assignment, idempotency
from tests.region import APPEAL_TERM, START, Answer, Region, deployed_region, resident_claims, staff_claims

OFFICER = staff_claims("health_authority")
SUPERVISOR = staff_claims("health_authority", account="supervisor-1", authority="CDC-440000")
SECOND = timedelta(seconds=1)


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


def red(region: Region) -> str:
    body = assignment(ends_on=in_days(14).isoformat())
    answer = region.call("POST /v1/risk-records", body=body, claims=OFFICER, headers=idempotency())
    return str(answer.json["record"])


def gate(region: Region, payload: str, key: str) -> tuple[str, str]:
    body = {"payload": payload, "checkpoint_id": STATION}
    seen = region.call("POST /v1/scans", body=body, claims=staff_claims("scanner"), headers=idempotency(key)).json
    return seen["decision"], seen["colour"]


def colour(region: Region, person: str) -> str:
    shown = region.call("GET /v1/people/{person}/code", claims=resident_claims(), path={"person": person}).json
    return str(shown["colour"])


def test_red_ends_at_midnight_after_its_last_day_with_nothing_run_and_nothing_written(region: Region) -> None:
    person = register(region)
    red(region)
    last_second = START.replace(hour=15, minute=59, second=59) + timedelta(days=14)
    region.clock.now = last_second
    assert gate(region, person.code.payload, "scan-0001") == ("STOP", "RED")
    assert colour(region, person.person_id) == "RED"
    before = region.items()

    region.clock.move(SECOND)

    assert colour(region, person.person_id) == "GREEN"
    assert region.items() == before
    assert gate(region, person.code.payload, "scan-0002") == ("PASS", "GREEN")
    # The scan is kept, and it is all that was written since the last second of red.
    assert [item["sk"] for item in region.items() if item not in before] == ["SCAN"]


def test_an_appeal_escalates_at_its_deadline_with_nothing_written_and_then_the_supervising_authority_decides(
    region: Region,
) -> None:
    person = register(region)
    record = red(region)
    path = {"person": str(person.person_id)}
    filed = region.call(
        "POST /v1/people/{person}/appeals",
        body={"record": record, "reason": "当日未乘坐该车次"},
        claims=resident_claims(),
        path=path,
        headers=idempotency(),
    ).json
    before = region.items()

    def state() -> str:
        (shown,) = region.call("GET /v1/people/{person}/appeals", claims=resident_claims(), path=path).json["appeals"]
        return str(shown["state"])

    def escalated() -> list[str]:
        listed = region.call("GET /v1/appeals", claims=SUPERVISOR, query={"escalated": "true"}).json
        return [each["appeal"] for each in listed["appeals"]]

    def decided() -> Answer:
        body = {"outcome": "LIFTED", "reason": "逾期未复核，经核实予以解除"}
        return region.call(
            "POST /v1/appeals/{appeal}/decision", body=body, claims=SUPERVISOR, path={"appeal": filed["appeal"]}
        )

    region.clock.now = START + APPEAL_TERM - SECOND
    assert (state(), escalated(), decided().json["code"]) == ("OPEN", [], "OTHER_AUTHORITY")
    region.clock.move(SECOND)
    assert (state(), escalated()) == ("ESCALATED", [filed["appeal"]])
    assert region.items() == before

    assert decided().json["state"] == "LIFTED"
    assert (state(), escalated(), colour(region, person.person_id)) == ("LIFTED", [], "GREEN")
