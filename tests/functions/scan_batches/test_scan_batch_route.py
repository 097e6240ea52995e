"""`POST /v1/scans/batch`: each scan is read, and refused, by itself; only a batch that is none is refused whole."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.aws.transactions import Item
from tests.acts import HOSPITAL, STATION, register
from tests.region import Region, deployed_region, resident_claims, staff_claims
from tests.scan_batch_acts import NO_CODE, UPLOAD, WIFI, late_body, send

SOUND = late_body(WIFI, "sound-0001", **NO_CODE)


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


def stored(region: Region) -> list[Item]:
    return [item for item in region.items() if item["sk"] == "SCAN"]


def told(answer: Any) -> list[tuple[str, str, str | None]]:
    return [(each["key"], each["result"], each["problem"]) for each in answer.json["scans"]]


def test_a_batch_is_answered_scan_by_scan_in_its_order(region: Region) -> None:
    payload = register(region).code.payload
    batch = [SOUND, late_body(payload), late_body(payload, checkpoint_id=HOSPITAL), SOUND]

    answer = send(region, *batch)

    assert answer.status == 200
    first, second = (answer.json["scans"][number]["scan"] for number in (0, 1))
    assert answer.json == {
        "scans": [
            {"key": "sound-0001", "result": "STORED", "scan": first, "problem": None},
            {"key": "scan-0001", "result": "STORED", "scan": second, "problem": None},
            {"key": "scan-0001", "result": "REFUSED", "scan": None, "problem": "IDEMPOTENCY_KEY_REUSED"},
            {"key": "sound-0001", "result": "KNOWN", "scan": first, "problem": None},
        ]
    }


def test_the_scan_of_a_batch_is_the_one_that_the_gate_would_have_asked_for(region: Region) -> None:
    body = {"payload": WIFI, "checkpoint_id": STATION}
    headers = {"idempotency-key": "sound-0001"}
    online = region.call("POST /v1/scans", body=body, claims=staff_claims("scanner"), headers=headers)

    assert send(region, SOUND).json["scans"][0] == {
        "key": "sound-0001",
        "result": "KNOWN",
        "scan": online.json["scan"],
        "problem": None,
    }


WRONG: dict[str, Any] = {
    "payload": [None, 7, ["x"], "x" * 4097],
    "checkpoint_id": [None, 7, "x" * 41],
    "scanned_at": [None, 1586245613, "1586245613", "2020-04-07", "2020-04-07T05:46:53", "now", "2020-04-31T00:00:00Z"],
    "outcome": [None, 0, "valid", "GREEN", ""],
    "decision": [None, "pass", "LET_IN"],
    "colour": ["green", "YELLOW", 0],
    "as_of": [None, "", "2020-04-07T05:46Z", "0001-01-01T00:00:00+23:59", "1969-12-31T23:59:59Z"],
    "source": [None, "live", "peer", "STATUS_LIST"],
    "remark": ["a field that there is not"],
}


@pytest.mark.parametrize("name", WRONG)
def test_a_scan_with_a_wrong_field_is_refused_alone(region: Region, name: str) -> None:
    wrong = [
        late_body(WIFI, f"wrong-{number:04d}", **(NO_CODE | {name: value})) for number, value in enumerate(WRONG[name])
    ]
    missing = {field: value for field, value in late_body(WIFI, "missing-1", **NO_CODE).items() if field != name}
    if name != "remark":
        wrong.append(missing)

    answer = send(region, *wrong, SOUND)

    assert told(answer) == [
        *((each["key"], "REFUSED", "INVALID_REQUEST") for each in wrong),
        ("sound-0001", "STORED", None),
    ]
    assert len(stored(region)) == 1


def test_every_scan_of_a_batch_may_be_wrong(region: Region) -> None:
    wrong = late_body(WIFI, "wrong-0001", source="live"), late_body(WIFI, "wrong-0002", as_of="0001-01-01T00:00:00Z")

    answer = send(region, *wrong)

    assert told(answer) == [
        ("wrong-0001", "REFUSED", "INVALID_REQUEST"),
        ("wrong-0002", "REFUSED", "INVALID_REQUEST"),
    ]
    assert stored(region) == []


@pytest.mark.parametrize(
    "key", [None, 7, "", "short12", "x" * 65, "key with spaces", "key-0001\n", "ſſſſſſſſ", ["key-00001"]]
)
def test_a_scan_whose_key_cannot_be_read_is_named_by_its_place(region: Region, key: Any) -> None:
    answer = send(region, SOUND, SOUND | {"key": key, "source": "live"})

    assert (answer.status, answer.json["code"]) == (422, "INVALID_REQUEST")
    assert {each["field"] for each in answer.json["errors"]} == {"scans.1.key", "scans.1.source"}
    assert stored(region) == []


@pytest.mark.parametrize("scan", [None, "x", 7, [], [SOUND]])
def test_what_is_no_scan_at_all_is_named_by_its_place(region: Region, scan: Any) -> None:
    answer = send(region, SOUND, scan)

    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "scans.1")
    assert stored(region) == []


@pytest.mark.parametrize("number", [0, 101])
def test_a_batch_has_one_scan_to_a_hundred(region: Region, number: int) -> None:
    answer = send(region, *[SOUND | {"key": f"key-{each:04d}"} for each in range(number)])

    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "scans")
    assert stored(region) == []


def test_a_hundred_scans_of_long_texts_are_taken(region: Region) -> None:
    batch = [SOUND | {"key": f"key-{number:04d}", "payload": "x" * 4096} for number in range(100)]

    assert {each[1] for each in told(send(region, *batch))} == {"STORED"}
    assert len(stored(region)) == 100


@pytest.mark.parametrize(
    "wrong", ['"source": "status_list", "source": "status_list"', '"source": "live", "source": "live"']
)
def test_a_scan_that_names_a_field_twice_spoils_the_batch(region: Region, wrong: str) -> None:
    text = json.dumps({"scans": [SOUND]}).replace('"source": "status_list"', wrong)

    answer = region.call(UPLOAD, raw=text, claims=staff_claims("scanner"))

    assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (422, ["body"])


def test_a_number_of_thousands_of_digits_is_no_fault_of_ours(region: Region) -> None:
    text = json.dumps({"scans": [SOUND | {"remark": 0}]}).replace('"remark": 0', f'"remark": {"9" * 5000}')

    answer = region.call(UPLOAD, raw=text, claims=staff_claims("scanner"))

    assert answer.json["code"] == "INVALID_JSON"


def test_an_instant_may_be_written_in_any_zone(region: Region) -> None:
    sent = SOUND | {"scanned_at": "2020-04-07T13:46:53.5+08:00", "as_of": "2020-04-07T00:40:00-05:00"}

    assert told(send(region, sent)) == [("sound-0001", "STORED", None)]
    (item,) = stored(region)
    assert (item["scanned_at"], item["as_of"]) == ("2020-04-07T05:46:53Z", "2020-04-07T05:40:00Z")


@pytest.mark.parametrize(("claims", "status"), [(staff_claims("operator"), 403), (resident_claims(), 401), (None, 401)])
def test_only_who_scans_may_upload(region: Region, claims: dict[str, str] | None, status: int) -> None:
    assert region.call(UPLOAD, body={"scans": [SOUND]}, claims=claims).status == status


def test_no_answer_says_whose_code_it_was(region: Region) -> None:
    registered = register(region)

    answer = send(region, late_body(registered.code.payload))

    for secret in (registered.person_id, registered.code.code_id, "张"):
        assert secret not in str(answer.body)
