"""Registration from papers as a grid worker sends it, and what staff see of its mark afterwards (M3, M4, M10, M11)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.acts import ESTATE, NAME, STATION, register
from tests.builders import face, idempotency, resident_id
from tests.region import Answer, Region, deployed_region, staff_claims
from tests.unit.codes.pixels import painted, read, texts

ROUTE = "POST /v1/offline-registrations"
BODY = {
    "document": {"type": "RESIDENT_ID", "number": resident_id()},
    "name": NAME,
    "evidence": "RESIDENCE_BOOKLET",
    "checkpoint_id": ESTATE,
}


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


def send(region: Region, key: str = "offline-0001", account: str = "staff-1", **changes: Any) -> Answer:
    claims = staff_claims("grid_worker", account=account)
    return region.call(ROUTE, body=BODY | changes, claims=claims, headers=idempotency(key))


def scanned(region: Region, payload: str, role: str = "grid_worker", key: str = "scan-0001") -> Any:
    body = {"payload": payload, "checkpoint_id": STATION}
    return region.call("POST /v1/scans", body=body, claims=staff_claims(role), headers=idempotency(key)).json


def test_the_answer_is_what_a_grid_worker_hands_over_and_names_no_person(region: Region) -> None:
    answer = send(region)

    assert answer.status == 201
    assert answer.json == {
        "registration": answer.json["registration"],
        "masked_name": "张*明",
        "evidence": "RESIDENCE_BOOKLET",
        "registered_at": "2020-04-07T07:46:53Z",
        "checkpoint": ESTATE,
        "payload": answer.json["payload"],
        "issued_at": "2020-04-07T07:46:53Z",
        "identity_confirmed": False,
        "sheet": answer.json["sheet"],
    }
    assert NAME not in str(answer.body)
    assert resident_id() not in str(answer.body)


def test_the_sheet_is_read_by_a_camera_and_says_that_nobody_has_confirmed_its_person(region: Region) -> None:
    answer = send(region).json

    assert set(read(painted(answer["sheet"], 150 / 25.4))) == {answer["payload"]}
    assert any("线下登记" in line for line in texts(answer["sheet"]))


def test_a_retry_and_a_second_look_at_the_papers_are_200_with_the_same_code(region: Region) -> None:
    first = send(region)

    retry = send(region)
    again = send(region, key="offline-0002", account="staff-2", evidence="DOCUMENT")

    assert (retry.status, retry.json) == (200, first.json)
    assert again.status == 200
    assert again.json["payload"] == first.json["payload"]
    assert (again.json["evidence"], again.json["registration"] != first.json["registration"]) == ("DOCUMENT", True)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"face": face()}, "unknown field"),
        ({"photo": face()}, "unknown field"),
        ({"evidence": "HEARSAY"}, "evidence"),
        ({"evidence": ""}, "evidence"),
    ],
)
def test_no_picture_and_no_other_paper_is_taken(region: Region, change: dict[str, str], named: str) -> None:
    answer = send(region, **change)

    assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (422, [named])
    assert region.items() == []


def test_who_is_confirmed_already_is_409_and_nothing_is_told_of_them(region: Region) -> None:
    registered = register(region)

    answer = send(region)

    assert (answer.status, answer.json["code"]) == (409, "ALREADY_REGISTERED")
    assert registered.code.payload not in str(answer.body)
    assert set(answer.json) == {"type", "title", "status", "detail", "code", "request_id"}


@pytest.mark.parametrize("role", ["grid_worker", "inspector", "medic", "scanner"])
def test_every_role_that_scans_sees_the_mark_until_the_person_is_confirmed(region: Region, role: str) -> None:
    payload = send(region).json["payload"]

    before = scanned(region, payload, role)
    register(region)
    after = scanned(region, payload, role, key="scan-0002")

    assert (before["decision"], before["identity_confirmed"]) == ("PASS", False)
    assert (after["decision"], after["identity_confirmed"]) == ("PASS", True)


def test_a_scan_that_found_nobody_says_nothing_of_an_identity(region: Region) -> None:
    assert scanned(region, "WIFI:T:WPA;S:x;P:y;;")["identity_confirmed"] is None


def test_a_look_up_of_identity_shows_what_was_written_down_as_unconfirmed(region: Region) -> None:
    found = scanned(region, send(region, phone="13800000000").json["payload"])

    answer = region.call(
        "GET /v1/scans/{scan}/identity",
        claims=staff_claims("grid_worker"),
        path={"scan": found["scan"]},
        query={"purpose": "IDENTITY_CHECK"},
    )

    assert answer.json == {
        "name": NAME,
        "document_type": "RESIDENT_ID",
        "document_number": resident_id(),
        "phone": "138****0000",
        "confirmed": False,
    }
