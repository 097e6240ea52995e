"""Look-ups are kept once each, in their person's access log, and counted for their officer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.access.model import LookedUp, Purpose
from shared.aws.transactions import Refused
from shared.kernel.encounter import Encounter
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import EntryId, PersonId, ScanId
from shared.lookups.model import LookUp
from shared.lookups.store import LookUpStore
from tests.acts import STATION, staff
from tests.region import START, Region

PERSON = PersonId("p" * 32)
FIRST = LookUp(
    look_up_id=EntryId("a" * 16),
    encounter=Encounter(ScanId("s" * 16), staff(), STATION, PERSON, START),
    looked_up=LookedUp.TRAVEL,
    purpose=Purpose.HEALTH_CHECK,
    at=START,
)


def store(region: Region) -> LookUpStore:
    return LookUpStore(region.core, timedelta(days=365))


def number(count: int, **changes: object) -> LookUp:
    return replace(FIRST, look_up_id=EntryId(f"{count:016}"), **changes)  # type: ignore[arg-type]


def entries(region: Region) -> list[dict[str, object]]:
    return [item for item in region.items() if "look_up_id" in item]


def test_an_entry_says_who_looked_up_what_for_what_through_which_scan(region: Region) -> None:
    store(region).add(FIRST, 10)

    [entry] = entries(region)
    assert entry == {
        "pk": f"PERSON#{PERSON}",
        "sk": f"LOOK_UP#{'a' * 16}",
        "in_list": f"ACCESSES#{PERSON}",
        "listed_as": f"2020-04-07T07:46:53Z#{'a' * 16}",
        "look_up_id": "a" * 16,
        "person_id": PERSON,
        "looked_up": "TRAVEL",
        "purpose": "HEALTH_CHECK",
        "looked_up_at": "2020-04-07T07:46:53Z",
        "officer": "staff-1",
        "roles": ["medic"],
        "checkpoint_id": STATION,
        "scan_id": "s" * 16,
        "expires_at": int((START + timedelta(days=365)).timestamp()),
    }


def test_the_limit_is_reached_and_not_passed_and_says_when_the_hour_is_over(region: Region) -> None:
    for each in range(3):
        store(region).add(number(each), 3)

    with pytest.raises(DomainError, match=f"^{ErrorCode.TOO_MANY_ATTEMPTS}$") as caught:
        store(region).add(number(4), 3)

    # The clock says 07:46:53.
    assert caught.value.retry_after == 13 * 60 + 7 + 1
    assert len(entries(region)) == 3


def test_the_next_hour_and_another_officer_have_a_count_of_their_own(region: Region) -> None:
    store(region).add(FIRST, 1)
    store(region).add(number(1, at=START + timedelta(minutes=14)), 1)
    store(region).add(number(2, encounter=replace(FIRST.encounter, actor=staff(account="staff-2"))), 1)

    counts = [item for item in region.items() if "look_ups" in item]
    assert sorted((item["pk"], item["look_ups"]) for item in counts) == [
        ("OFFICER#staff-1", 1),
        ("OFFICER#staff-1", 1),
        ("OFFICER#staff-2", 1),
    ]
    assert {item["expires_at"] - int(START.timestamp()) for item in counts} == {4387, 4387 + 3600}


def test_an_entry_that_is_there_is_never_written_over_and_counts_for_nothing(region: Region) -> None:
    store(region).add(FIRST, 10)
    before = region.items()

    with pytest.raises(Refused):
        store(region).add(replace(FIRST, looked_up=LookedUp.CONTACTS), 10)
    assert region.items() == before
