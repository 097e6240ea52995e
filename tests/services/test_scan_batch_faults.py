"""Every AWS call of an upload fails in turn: what was stored stays, and the same batch then stores the rest, once."""

import time
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from botocore.exceptions import ReadTimeoutError

from shared.aws.transactions import Item
from shared.codes.keyring import KeyRing
from shared.kernel.scan_signals import LateScanStored
from shared.kernel.signals import RequestFailed
from shared.scan_batches.service import ScanBatchService
from shared.scans.model import Scan
from shared.scans.store import ScanStore
from tests.acts import register, scan
from tests.aws_calls import failing, listed, unanswered
from tests.region import Answer, Region
from tests.scan_batch_acts import GATE, NO_CODE, WIFI, late, late_body, send
from tests.services.test_faults import FAULTS, WRITES, account, assert_refused_plainly

CALLS = ["BatchGetItem", "PutItem", "PutItem", "PutItem"]


def batch(region: Region, number: int) -> Callable[[], Answer]:
    """Two people's codes, what is no code, and what is refused; the region knows its keys."""
    payloads = [register(region, each, account(each)).code.payload for each in (number, number + 1)]
    scan(region, payloads[0], key=f"warm-up-{number}")
    scans = [late_body(payload, f"late-{number}-{each}") for each, payload in enumerate(payloads)]
    scans.append(late_body(WIFI, f"late-{number}-2", **NO_CODE))
    scans.append(late_body(WIFI, f"late-{number}-3"))
    return lambda: send(region, *scans)


def late_scans(region: Region) -> list[Item]:
    return [item for item in region.items() if "uploaded_at" in item]


def told(answer: Answer) -> list[str]:
    return [each["problem"] or each["result"] for each in answer.json["scans"]]


def test_a_batch_is_one_read_of_its_codes_and_a_write_for_each_scan(region: Region) -> None:
    upload = batch(region, 2)

    with listed(region) as calls:
        assert told(upload()) == ["STORED", "STORED", "STORED", "NOT_GENUINE"]

    assert [call.operation for call in calls] == CALLS


# A lost answer to a read is no other fault than one before it.
FAILED = [
    (number, applied)
    for number, each in enumerate(CALLS)
    for applied in ((False, True) if each in WRITES else (False,))
]


@pytest.mark.parametrize(("number", "applied"), FAILED)
def test_whichever_call_fails_the_same_batch_then_stores_the_rest(region: Region, number: int, applied: bool) -> None:
    upload = batch(region, 2)

    with failing(region, number, unanswered if applied else FAULTS[number % len(FAULTS)], applied=applied):
        assert_refused_plainly(upload())
    assert isinstance(region.signals[-1], RequestFailed)
    left = late_scans(region)
    done = max(number - 1, 0) + applied
    assert len(left) == done

    assert told(upload()) == ["KNOWN"] * done + ["STORED"] * (3 - done) + ["NOT_GENUINE"]
    after = late_scans(region)
    assert len(after) == 3
    assert [item for item in after if item in left] == left
    assert told(upload()) == ["KNOWN"] * 3 + ["NOT_GENUINE"]
    assert late_scans(region) == after


def test_after_a_fault_a_table_that_is_away_is_asked_no_more(region: Region) -> None:
    asked = []

    def away(store: ScanStore, scan: Scan) -> Scan:
        asked.append(scan.scan_id)
        # As long as a table may take to say nothing, in proportion.
        time.sleep(0.05)
        raise unanswered("PutItem")

    service = ScanBatchService(
        core=region.core,
        retention=timedelta(days=30),
        keyring=KeyRing(lambda: (), region.clock),
        clock=region.clock,
        signals=region.signals.append,
        at_once=2,
    )
    batch = [late(WIFI, f"late-{number:04d}", **NO_CODE) for number in range(100)]
    with patch.object(ScanStore, "add", away), pytest.raises(ReadTimeoutError):
        service.upload(GATE, batch)

    assert len(asked) < 20


def test_faults_one_after_the_other_lose_and_double_nothing(region: Region) -> None:
    upload = batch(region, 2)

    for number in range(len(CALLS)):
        with failing(region, number, unanswered, applied=True):
            assert_refused_plainly(upload())

    assert told(upload()) == ["KNOWN"] * 3 + ["NOT_GENUINE"]
    assert len(late_scans(region)) == 3
    # The answers to all the writes were lost, so nobody counted them; none is counted twice.
    assert sum(isinstance(each, LateScanStored) for each in region.signals) <= 3
