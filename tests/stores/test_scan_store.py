"""Scans are written once and never changed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.codes.model import Outcome
from shared.kernel.ids import AccountId, CheckpointId, CodeId, PersonId, ScanId
from shared.kernel.roles import Actor, StaffRole
from shared.scans.model import Decision, Scan, Source, Verdict
from shared.scans.store import ScanStore, stored_scan
from tests.region import START, Region

SCAN = Scan(
    scan_id=ScanId("scan-1"),
    actor=Actor(AccountId("staff-1"), frozenset({StaffRole.MEDIC, StaffRole.INSPECTOR})),
    checkpoint_id=CheckpointId("440106-S-AAAAAAAA-0"),
    code_id=CodeId("c" * 24),
    person_id=PersonId("p" * 32),
    verdict=Verdict(Outcome.UNKNOWN_CODE, Decision.CHECK, None, (), START, Source.LIVE),
    scanned_at=START,
)


def test_a_new_scan_is_stored_and_a_stored_one_comes_back_unchanged(region: Region) -> None:
    store = ScanStore(region.core, timedelta(days=30))
    assert store.add(SCAN) is SCAN
    before = region.items()
    other = replace(SCAN, code_id=None, verdict=replace(SCAN.verdict, outcome=Outcome.MALFORMED))

    # The roles of the first try are kept, but nothing is answered by them.
    assert store.add(other) == replace(SCAN, actor=Actor(AccountId("staff-1")))
    assert region.items() == before
    assert before[0]["roles"] == ["inspector", "medic"]


@pytest.mark.parametrize("days", [1, 30, 365])
def test_a_scan_is_kept_as_long_as_the_region_says(region: Region, days: int) -> None:
    ScanStore(region.core, timedelta(days=days)).add(SCAN)

    assert region.items()[0]["expires_at"] == (START + timedelta(days=days)).timestamp()


def test_a_scan_counts_from_its_own_time_and_its_verdict_from_another(region: Region) -> None:
    earlier = START - timedelta(hours=3)
    scan = replace(SCAN, scanned_at=earlier, verdict=replace(SCAN.verdict, as_of=START), uploaded_at=START)

    ScanStore(region.core, timedelta(days=30)).add(scan)

    (item,) = region.items()
    assert item["expires_at"] == (earlier + timedelta(days=30)).timestamp()
    assert item["listed_as"] == f"{item['scanned_at']}#scan-1"
    assert stored_scan(region.core, scan.scan_id) == replace(scan, actor=Actor(AccountId("staff-1")))


def test_a_scan_that_the_region_answered_is_stored_without_a_second_instant(region: Region) -> None:
    ScanStore(region.core, timedelta(days=30)).add(SCAN)

    assert {"as_of", "uploaded_at"} & set(region.items()[0]) == set()
    assert stored_scan(region.core, SCAN.scan_id) == replace(SCAN, actor=Actor(AccountId("staff-1")))
