"""Health checks as grid workers send them through a scan, and as their person sees them (M15, M17)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.acts import ACCOUNT, STATION, register, scan
from tests.builders import idempotency
from tests.region import Answer, Region, deployed_region, resident_claims, staff_claims

ROUTE, LIST = "POST /v1/scans/{scan}/health-checks", "GET /v1/people/{person}/health-checks"


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


@pytest.fixture
def scanned(region: Region) -> str:
    return scan(region, register(region).code.payload).scan_id


def check(region: Region, scan_id: str, key: str = "check-0001", account: str = "staff-1", **body: Any) -> Answer:
    claims = staff_claims("grid_worker", account=account)
    return region.call(
        ROUTE, body={"symptoms": []} | body, claims=claims, path={"scan": scan_id}, headers=idempotency(key)
    )


def listed(region: Region, **query: str) -> Any:
    person = region.family.people(ACCOUNT)[0].person_id
    return region.call(LIST, claims=resident_claims(), path={"person": person}, query=query).json


def test_a_check_is_answered_and_listed_as_it_was_made_without_its_officer(region: Region, scanned: str) -> None:
    answer = check(region, scanned, symptoms=["COUGH", "FEVER"], celsius=37.3, remarks=" 两天前开始 ")

    assert answer.status == 201
    assert answer.json == {
        "health_check": answer.json["health_check"],
        "symptoms": ["COUGH", "FEVER"],
        "celsius": 37.3,
        "fever": True,
        "temperature": answer.json["temperature"],
        "remarks": "两天前开始",
        "checked_at": "2020-04-07T07:46:53Z",
        "checkpoint": STATION,
    }
    assert listed(region) == {"health_checks": [answer.json], "cursor": None}
    assert "staff-1" not in str(answer.body)


def test_the_person_finds_its_temperature_by_its_name(region: Region, scanned: str) -> None:
    made = check(region, scanned, celsius=37.2).json
    path = {"person": region.family.people(ACCOUNT)[0].person_id, "temperature": made["temperature"]}

    shown = region.call("GET /v1/people/{person}/temperatures/{temperature}", claims=resident_claims(), path=path).json

    assert (shown["celsius"], shown["fever"], shown["current"], shown["role"]) == (37.2, False, True, "grid_worker")
    assert made["fever"] is False


def test_nothing_found_and_nothing_measured_is_a_check_too(region: Region, scanned: str) -> None:
    made = check(region, scanned).json

    assert [made[name] for name in ("symptoms", "celsius", "fever", "temperature", "remarks")] == [[], *[None] * 4]


def test_a_repeated_check_is_answered_with_200(region: Region, scanned: str) -> None:
    first, again = (check(region, scanned, celsius=36.5) for _ in range(2))

    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json
    assert len(listed(region)["health_checks"]) == 1


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"symptoms": ["COUGH", "COUGH"]}, ["symptoms"]),
        ({"symptoms": ["PLAGUE"]}, ["symptoms.0"]),
        ({"symptoms": "COUGH"}, ["symptoms"]),
        ({"celsius": 36.55}, ["celsius"]),
        ({"celsius": 29.9}, ["celsius"]),
        ({"celsius": "36.5"}, ["celsius"]),
        ({"remarks": ""}, ["remarks"]),
        ({"remarks": "x" * 201}, ["remarks"]),
    ],
)
def test_any_other_finding_is_refused_by_name(
    region: Region, scanned: str, body: dict[str, Any], fields: list[str]
) -> None:
    answer = check(region, scanned, **body)

    assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, fields)


def test_an_unknown_scan_a_colleagues_and_a_late_one_are_refused_alike(region: Region, scanned: str) -> None:
    answers = [check(region, "a" * 16), check(region, scanned, account="staff-2")]
    region.clock.move(timedelta(minutes=15, seconds=1))
    answers.append(check(region, scanned))

    assert len({str(answer.body) for answer in answers}) == 1
    assert (answers[0].status, answers[0].json["code"]) == (403, "SCAN_REQUIRED")


def test_a_list_goes_on_after_its_cursor(region: Region, scanned: str) -> None:
    for celsius in (36.1, 36.2, 36.3):
        check(region, scanned, key=f"check-{celsius * 10:.0f}-of-the-list", celsius=celsius)
        region.clock.move(timedelta(seconds=1))

    first = listed(region, limit="2")
    second = listed(region, limit="2", cursor=first["cursor"])

    pages = [[each["celsius"] for each in page["health_checks"]] for page in (first, second)]
    assert (pages, second["cursor"]) == ([[36.3, 36.2], [36.1]], None)
