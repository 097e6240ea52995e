"""Somebody else uploads, scans or replaces a code between what an upload has read and what it writes."""

import pytest

from shared.scan_batches.model import Ended
from tests.acts import ACCOUNT, HOSPITAL, register, scan
from tests.aws_calls import overtaken
from tests.region import Region
from tests.scan_batch_acts import GATE, NO_CODE, WIFI, late, upload
from tests.services.test_scan_batches import results, stored


@pytest.mark.parametrize("operation", ["BatchGetItem", "PutItem"])
def test_the_same_batch_twice_at_once_stores_each_scan_once(region: Region, operation: str) -> None:
    payload = register(region).code.payload
    batch = [late(payload, f"scan-000{number}") for number in range(3)]
    first: list[Ended] = []

    with overtaken(region, operation, lambda: first.extend(upload(region, *batch))):
        second = upload(region, *batch)

    assert results(first) == ["STORED"] * 3
    assert results(second) == ["KNOWN"] * 3
    assert [each.scan_id for each in first] == [each.scan_id for each in second]
    assert len(stored(region)) == 3


def test_two_batches_that_share_scans_store_each_scan_once(region: Region) -> None:
    payload = register(region).code.payload
    one, two, three = (late(payload, f"scan-000{number}") for number in range(3))

    with overtaken(region, "PutItem", lambda: upload(region, three, two)):
        ended = upload(region, one, two, three)

    assert results(ended) == ["STORED", "KNOWN", "KNOWN"]
    assert len(stored(region)) == 3


def test_of_two_scans_with_one_key_at_once_the_first_stands(region: Region) -> None:
    with overtaken(region, "PutItem", lambda: upload(region, late(WIFI, **NO_CODE))):
        ended = upload(region, late(WIFI, checkpoint_id=HOSPITAL, **NO_CODE))

    assert results(ended) == ["IDEMPOTENCY_KEY_REUSED"]
    assert len(stored(region)) == 1


def test_a_scan_that_is_answered_while_it_is_uploaded_exists_once(region: Region) -> None:
    payload = register(region).code.payload

    with overtaken(region, "PutItem", lambda: scan(region, payload, actor=GATE)):
        ended = upload(region, late(payload))

    assert results(ended) == ["KNOWN"]
    assert [item["source"] for item in stored(region)] == ["live"]


def test_a_scan_that_is_uploaded_while_it_is_answered_exists_once(region: Region) -> None:
    payload = register(region).code.payload
    scan(region, WIFI, key="warm-up-1")

    with overtaken(region, "PutItem", lambda: upload(region, late(payload))):
        answer = scan(region, payload, actor=GATE)

    assert answer.verdict.source == "status_list"
    assert sum(item["officer"] == GATE.account for item in stored(region)) == 1


def test_a_code_that_is_replaced_meanwhile_is_its_persons_all_the_same(region: Region) -> None:
    registered = register(region)
    acting = region.family.acting(ACCOUNT, registered.person_id)

    with overtaken(region, "BatchGetItem", lambda: region.codes.replace(acting, "replace-0001")):
        ended = upload(region, late(registered.code.payload))

    assert results(ended) == ["STORED"]
    assert [item["person_id"] for item in stored(region)] == [registered.person_id]
