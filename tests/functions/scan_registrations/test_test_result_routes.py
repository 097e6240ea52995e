"""Test results as medics send them through a scan, and as their person sees them (M9, M15)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.kernel.clock import iso
from tests.acts import ACCOUNT, STATION, register, scan
from tests.builders import assignment, idempotency
from tests.region import START, Answer, Region, deployed_region, resident_claims, staff_claims
from tests.scan_acts import release_body, sample_body

ROUTE, LIST = "POST /v1/scans/{scan}/test-results", "GET /v1/people/{person}/test-results"
OFFICER, MEDIC = staff_claims("health_authority"), staff_claims("medic", account="staff-1")


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


@pytest.fixture
def scanned(region: Region) -> str:
    return scan(region, register(region).code.payload).scan_id


def record(region: Region, scan_id: str, key: str = "result-0001", **body: Any) -> Answer:
    return region.call(ROUTE, body=sample_body(**body), claims=MEDIC, path={"scan": scan_id}, headers=idempotency(key))


def listed(region: Region, **query: str) -> Any:
    person = region.family.people(ACCOUNT)[0].person_id
    return region.call(LIST, claims=resident_claims(), path={"person": person}, query=query).json


def suspected(region: Region) -> str:
    body = assignment(category="SUSPECTED", starts_at=iso(START - timedelta(days=3)))
    answer = region.call("POST /v1/risk-records", body=body, claims=OFFICER, headers=idempotency())
    return str(answer.json["record"])


def test_a_result_is_answered_and_listed_as_it_was_recorded_without_its_officer(region: Region, scanned: str) -> None:
    answer = record(region, scanned, result="POSITIVE", sampled_at="2020-04-07T09:30:00+08:00", laboratory=" 省疾控 ")

    assert answer.status == 201
    assert answer.json == {
        "test_result": answer.json["test_result"],
        "result": "POSITIVE",
        "sampled_at": "2020-04-07T01:30:00Z",
        "laboratory": "省疾控",
        "lifted": [],
        "recorded_at": "2020-04-07T07:46:53Z",
        "checkpoint": STATION,
    }
    assert listed(region) == {"test_results": [answer.json], "cursor": None}
    assert "staff-1" not in str(answer.body)


def test_red_ends_with_the_second_negative_result_and_the_code_is_green_within_one_scan(
    region: Region, scanned: str
) -> None:
    suspicion = suspected(region)
    first = record(region, scanned, sampled_at=iso(START - timedelta(hours=25)))
    second = record(region, scanned, key="result-0002", sampled_at=iso(START - timedelta(hours=1)))

    assert (first.json["lifted"], second.json["lifted"]) == ([], [suspicion])
    after = scan(region, register(region).code.payload, key="scan-0002")
    assert (after.verdict.colour, after.verdict.decision) == ("GREEN", "PASS")
    assert [each["lifted"] for each in listed(region)["test_results"]].count([suspicion]) == 1


def test_a_repeated_result_is_answered_with_200(region: Region, scanned: str) -> None:
    first, again = (record(region, scanned) for _ in range(2))

    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json
    assert len(listed(region)["test_results"]) == 1


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"result": "UNCLEAR"}, ["result"]),
        ({"result": None}, ["result"]),
        ({"sampled_at": "2020-04-07"}, ["sampled_at"]),
        ({"sampled_at": "2020-04-07T07:00:00"}, ["sampled_at"]),
        ({"sampled_at": 1586245613}, ["sampled_at"]),
        ({"sampled_at": "2020-04-07T07:46:54Z"}, ["sampled_at"]),
        ({"sampled_at": "2020-03-24T07:46:52Z"}, ["sampled_at"]),
        ({"sampled_at": "0001-01-01T00:00:00+14:00"}, ["sampled_at"]),
        ({"sampled_at": "9999-12-31T23:59:59-14:00"}, ["sampled_at"]),
        ({"laboratory": ""}, ["laboratory"]),
        ({"laboratory": "x" * 201}, ["laboratory"]),
        ({"lifts": []}, ["unknown field"]),
    ],
)
def test_any_other_result_is_refused_by_name(
    region: Region, scanned: str, body: dict[str, Any], fields: list[str]
) -> None:
    answer = record(region, scanned, **body)

    assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, fields)
    assert listed(region)["test_results"] == []


def test_a_list_goes_on_after_its_cursor(region: Region, scanned: str) -> None:
    made = []
    for number in range(3):
        made.append(record(region, scanned, key=f"result-{number:04d}").json["test_result"])
        region.clock.move(timedelta(seconds=1))

    first = listed(region, limit="2")
    second = listed(region, limit="2", cursor=first["cursor"])

    pages = [[each["test_result"] for each in page["test_results"]] for page in (first, second)]
    assert (pages, second["cursor"]) == ([made[:0:-1], made[:1]], None)


def test_a_notice_for_a_category_that_none_ends_is_refused_by_name_and_place(region: Region, scanned: str) -> None:
    suspicion = suspected(region)
    before = region.items()

    answer = region.call(
        "POST /v1/scans/{scan}/release-notices",
        body=release_body(suspicion),
        claims=MEDIC,
        path={"scan": scanned},
        headers=idempotency(),
    )

    assert (answer.status, answer.json["code"]) == (422, "NOT_RELEASED_BY_NOTICE")
    assert [error["field"] for error in answer.json["errors"]] == ["lifts.0"]
    assert region.items() == before
