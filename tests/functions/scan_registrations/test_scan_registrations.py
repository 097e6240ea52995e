"""Temperatures and releases as staff send them through a scan (M15, M16)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.acts import STATION, assign, register, scan, staff
from tests.builders import idempotency
from tests.region import Answer, Region, deployed_region, staff_claims
from tests.scan_acts import release_body

TEMPERATURE, RELEASE = "POST /v1/scans/{scan}/temperatures", "POST /v1/scans/{scan}/release-notices"


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


@pytest.fixture
def scanned(region: Region) -> str:
    return scan(region, register(region).code.payload).scan_id


def measure(
    region: Region, scan_id: str, celsius: object, key: str = "measure-0001", role: str = "inspector"
) -> Answer:
    claims = staff_claims(role, account="staff-1")
    return region.call(
        TEMPERATURE, body={"celsius": celsius}, claims=claims, path={"scan": scan_id}, headers=idempotency(key)
    )


def release(region: Region, scan_id: str, *lifts: str, key: str = "release-0001", account: str = "staff-1") -> Answer:
    claims = staff_claims("medic", account=account)
    return region.call(
        RELEASE, body=release_body(*lifts), claims=claims, path={"scan": scan_id}, headers=idempotency(key)
    )


@pytest.mark.parametrize(
    ("celsius", "shown", "fever"),
    [
        (36.5, 36.5, False),
        (37.2, 37.2, False),
        (37.3, 37.3, True),
        (37, 37.0, False),
        (30, 30.0, False),
        (45.0, 45.0, True),
    ],
)
def test_a_temperature_is_answered_as_it_was_measured(
    region: Region, scanned: str, celsius: float, shown: float, fever: bool
) -> None:
    answer = measure(region, scanned, celsius)

    assert answer.status == 201
    assert answer.json == {
        "temperature": answer.json["temperature"],
        "celsius": shown,
        "fever": fever,
        "measured_at": "2020-04-07T07:46:53Z",
        "checkpoint": STATION,
    }


def test_every_tenth_of_a_degree_is_kept_exactly(region: Region, scanned: str) -> None:
    for tenths in range(300, 451):
        assert measure(region, scanned, tenths / 10, key=f"measure-{tenths}").json["celsius"] == tenths / 10

    stored = sorted(item["tenths"] for item in region.items() if item["sk"].startswith("TEMPERATURE#"))
    assert stored == list(range(300, 451))


@pytest.mark.parametrize("celsius", [29.9, 45.1, 36.55, 36.500000001, 0, -36.5, 97.7, "36.5", None, True, [36.5]])
def test_any_other_temperature_is_refused_by_name(region: Region, scanned: str, celsius: object) -> None:
    answer = measure(region, scanned, celsius)

    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == ["celsius"]


def test_a_repeated_temperature_is_answered_with_200(region: Region, scanned: str) -> None:
    first, again = (measure(region, scanned, 36.5) for _ in range(2))

    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json


def test_red_is_released_and_green_within_one_scan(region: Region, scanned: str) -> None:
    record = assign(region).record_id

    answer = release(region, scanned, record)

    assert answer.status == 201
    assert answer.json["lifted"] == [record]
    after = scan(region, register(region).code.payload, key="scan-0002")
    assert (after.verdict.colour, after.verdict.decision) == ("GREEN", "PASS")


def test_a_notice_is_answered_with_all_that_it_says_and_without_its_officer(region: Region, scanned: str) -> None:
    answer = release(region, scanned)

    stated = release_body()
    assert answer.json == {
        "notice": answer.json["notice"],
        "number": answer.json["number"],
        "masked_name": register(region).masked_name,
        **{name: stated[name] for name in ("institution", "place", "observed_from", "observed_to")},
        "lifted": [],
        "issued_at": "2020-04-07T07:46:53Z",
        "payload": answer.json["payload"],
        "checkpoint": STATION,
    }
    assert answer.json["number"].replace("-", "").lower() == answer.json["notice"]
    assert "staff-1" not in str(answer.body)


def test_a_repeated_notice_is_answered_with_200(region: Region, scanned: str) -> None:
    record = assign(region).record_id
    first, again = (release(region, scanned, record) for _ in range(2))

    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json


@pytest.mark.parametrize("lifts", [["x"], [""], ["a" * 49], [f"{'a' * 32}-{'A' * 16}"]])
def test_what_is_no_name_of_a_record_is_refused_by_its_place(region: Region, scanned: str, lifts: list[str]) -> None:
    answer = release(region, scanned, *lifts)

    assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, ["lifts.0"])


def test_a_record_that_is_not_the_persons_is_refused_by_its_place(region: Region, scanned: str) -> None:
    mine, theirs = assign(region).record_id, assign(region, 2).record_id

    answer = release(region, scanned, mine, theirs)

    assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, ["lifts.1"])
    assert theirs not in str(answer.body)


def test_more_records_than_a_person_may_have_are_refused(region: Region, scanned: str) -> None:
    answer = release(region, scanned, *(f"{'a' * 32}-{'b' * 16}" for _ in range(21)))

    assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, ["lifts"])


def test_an_unknown_scan_a_colleagues_and_a_late_one_are_refused_alike(region: Region, scanned: str) -> None:
    theirs = scan(region, register(region).code.payload, actor=staff(account="staff-2"), key="scan-0002").scan_id
    answers = [measure(region, each, 36.5) for each in ("a" * 16, theirs)]
    answers += [release(region, each) for each in ("a" * 16, theirs)]
    region.clock.move(timedelta(minutes=15, seconds=1))
    answers += [measure(region, scanned, 36.5), release(region, scanned)]

    assert len({str(answer.body) for answer in answers}) == 1
    assert (answers[0].status, answers[0].json["code"]) == (403, "SCAN_REQUIRED")
