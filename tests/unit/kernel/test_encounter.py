"""A scan opens registration for a quarter of an hour."""

from datetime import timedelta

import pytest

from shared.kernel.encounter import Encounter
from shared.kernel.ids import AccountId, CheckpointId, PersonId, ScanId
from shared.kernel.roles import Actor
from tests.region import START

ENCOUNTER = Encounter(
    scan_id=ScanId("s" * 16),
    actor=Actor(AccountId("staff-1")),
    checkpoint_id=CheckpointId("440106-S-AAAAAAAA-0"),
    person_id=PersonId("p" * 32),
    scanned_at=START,
)


@pytest.mark.parametrize(
    ("seconds", "lasts"),
    # A clock that is a little behind that of the scan changes nothing.
    [(-5, True), (0, True), (899, True), (900, True), (900.001, False), (86_400, False)],
)
def test_a_scan_lasts_for_15_minutes(seconds: float, lasts: bool) -> None:
    assert ENCOUNTER.lasts(START + timedelta(seconds=seconds)) is lasts
