"""Every AWS call of what is registered through a scan, and of reading it, fails in turn: nothing is half-written."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from shared.kernel.signals import RequestFailed
from shared.risk.model import Category
from tests.acts import assign, register, scan
from tests.aws_calls import failing, listed, unanswered
from tests.builders import idempotency
from tests.region import START, Answer, Region, resident_claims, staff_claims
from tests.scan_acts import check, measure, record_result, release, release_body, sample_body
from tests.services.test_faults import FAULTS, WRITES, account, assert_refused_plainly, cancelled, stored

Request = Callable[[], Answer]


def posting(region: Region, number: int, path: str, body: object, role: str = "medic") -> Request:
    """A request of the staff through a scan of their own."""
    payload = register(region, number, account(number)).code.payload
    scanned = scan(region, payload, key=f"scan-{number:04}").scan_id
    key, claims = f"POST /v1/scans/{{scan}}/{path}", staff_claims(role, account="staff-1")
    return lambda: region.call(key, body=body, claims=claims, path={"scan": scanned}, headers=idempotency())


def measuring(region: Region, number: int) -> Request:
    return posting(region, number, "temperatures", {"celsius": 36.5})


def checking(region: Region, number: int) -> Request:
    return posting(region, number, "health-checks", {"symptoms": ["COUGH"]}, "grid_worker")


def checking_with_temperature(region: Region, number: int) -> Request:
    return posting(region, number, "health-checks", {"symptoms": [], "celsius": 36.5}, "grid_worker")


def recording(region: Region, number: int) -> Request:
    return posting(region, number, "test-results", sample_body())


def recording_with_lifts(region: Region, number: int) -> Request:
    payload = register(region, number, account(number)).code.payload
    for each in range(2):
        two_days_ago = START - timedelta(days=2)
        assign(region, number, key=f"assign-{each:04}", category=Category.SUSPECTED, starts_at=two_days_ago)
    record_result(region, scan(region, payload, key=f"scan-{number:04}").scan_id, hours_ago=26)
    return posting(region, number, "test-results", sample_body())


def releasing(region: Region, number: int) -> Request:
    return posting(region, number, "release-notices", release_body())


def releasing_with_lifts(region: Region, number: int) -> Request:
    register(region, number, account(number))
    records = [assign(region, number, key=f"assign-{each:04}").record_id for each in range(2)]
    return posting(region, number, "release-notices", release_body(*records))


@pytest.mark.parametrize(
    "prepare",
    [measuring, checking, checking_with_temperature, recording, recording_with_lifts, releasing, releasing_with_lifts],
    ids=lambda each: each.__name__,
)
def test_whichever_call_fails_nothing_is_half_written_and_the_same_request_then_works(
    region: Region, prepare: Callable[[Region, int], Request]
) -> None:
    people = count(2)
    # The first notice of a region publishes its key.
    releasing(region, 1)()
    send = prepare(region, next(people))
    before = stored(region).shape()
    with listed(region) as calls:
        assert send().status == 201
    written = stored(region).shape() - before

    for number, call in enumerate(calls):
        for applied in (False, True) if call.operation in WRITES else (False,):
            region.forget_everybody()
            send = prepare(region, next(people))
            before_fault = stored(region)

            fault = unanswered if applied else FAULTS[number % len(FAULTS)]
            with failing(region, number, fault, applied=applied):
                assert_refused_plainly(send())
            assert isinstance(region.signals[-1], RequestFailed)
            after_fault = stored(region)
            again = send()

            after = stored(region)
            assert again.status == (200 if applied else 201)
            assert after.shape() - before_fault.shape() == written
            assert after_fault in (before_fault, after) if applied else after_fault == before_fault
            assert send().json == again.json
            assert stored(region) == after


def test_whichever_call_of_the_first_notice_of_a_region_fails_it_then_works(region: Region) -> None:
    send = releasing(region, 2)
    with listed(region) as calls:
        assert send().status == 201
    assert "GetPublicKey" in [call.operation for call in calls]

    for number in range(len(calls)):
        region.forget_everybody()
        region.releasing._signer._published = False
        send = releasing(region, 3 + number)
        with failing(region, number, FAULTS[number % len(FAULTS)]):
            assert_refused_plainly(send())
        assert send().status == 201


def test_the_same_check_sent_twice_at_once_is_made_once(region: Region) -> None:
    send = checking_with_temperature(region, 2)
    before = stored(region).shape()

    # The write is the second call; a transaction of the same items holds them.
    with failing(region, 1, cancelled(region, "TransactionConflict", "None")), listed(region) as calls:
        assert send().status == 201
    assert [call.operation for call in calls] == ["GetItem", "TransactWriteItems", "TransactWriteItems"]
    assert sum((stored(region).shape() - before).values()) == 2


READING = (
    *("temperatures", "temperatures/{temperature}", "health-checks"),
    *("release-notices", "release-notices/{notice}/notice.svg"),
)


@pytest.mark.parametrize("path", READING)
def test_whichever_call_of_a_look_fails_the_same_request_then_works(region: Region, path: str) -> None:
    registered = register(region)
    scanned = scan(region, registered.code.payload).scan_id
    names = {
        "person": registered.person_id,
        "temperature": measure(region, scanned).temperature.entry_id,
        "notice": release(region, scanned).notice.entry_id,
    }
    measure(region, scanned, key="measure-0002")
    release(region, scanned, key="release-0002")
    for number in range(2):
        check(region, scanned, key=f"check-{number:04}")

    def send() -> Answer:
        query = {} if "{" in path else {"limit": "1"}
        return region.call(f"GET /v1/people/{{person}}/{path}", claims=resident_claims(), path=names, query=query)

    assert_survives(region, send)


def test_whichever_call_of_a_verification_fails_the_same_request_then_works(region: Region) -> None:
    scanned = scan(region, register(region).code.payload).scan_id
    digits = release(region, scanned).notice.payload.rpartition("/")[2]

    assert_survives(region, lambda: region.call("GET /N/{digits}", path={"digits": digits}))


def assert_survives(region: Region, send: Request) -> None:
    region.notices._keys._keys = {}
    region.notices._keys._loaded_at = None
    with listed(region) as calls:
        untroubled = send()
    assert untroubled.status == 200
    for number in range(len(calls)):
        for fault in FAULTS:
            region.notices._keys._keys = {}
            region.notices._keys._loaded_at = None
            with failing(region, number, fault):
                assert_refused_plainly(send())
            assert send() == untroubled
