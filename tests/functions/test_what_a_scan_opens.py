"""What staff do through a scan takes a scan of their own of that very person, at most 15 minutes old (M11, M15).

Every route with a scan in its path is in the table below; one that is not fails here until it is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from shared.kernel.signals import LookUpRefused, ScanRegistrationRefused, Signal
from tests.acts import NAME, PHONE, scan, staff
from tests.builders import idempotency, resident_id
from tests.declaration_acts import declare
from tests.look_up_acts import Met, met
from tests.region import Answer, Region, deployed_region, staff_claims
from tests.scan_acts import release_body, sample_body
from tests.scan_batch_acts import late, upload

REMARKS = "夜里咳嗽两次"


@dataclass(frozen=True)
class Act:
    """What an officer of `role` asks for or registers, and what is counted when it is refused."""

    role: str
    counted: Signal
    body: dict[str, Any] | None = None
    query: dict[str, str] | None = None


def looks(what: str) -> Act:
    return Act("medic", LookUpRefused(what, "SCAN_REQUIRED"), query={"purpose": "MEDICAL_CARE"})


def registers(what: str, role: str, body: dict[str, Any]) -> Act:
    return Act(role, ScanRegistrationRefused(what, "SCAN_REQUIRED"), body=body)


TABLE = {
    "GET /v1/scans/{scan}/identity": looks("IDENTITY"),
    "GET /v1/scans/{scan}/travel": looks("TRAVEL"),
    "GET /v1/scans/{scan}/contacts": looks("CONTACTS"),
    "GET /v1/scans/{scan}/declarations": looks("DECLARATIONS"),
    "POST /v1/scans/{scan}/temperatures": registers("TEMPERATURE", "inspector", {"celsius": 36.5}),
    "POST /v1/scans/{scan}/health-checks": registers("HEALTH_CHECK", "grid_worker", {"symptoms": ["COUGH"]}),
    "POST /v1/scans/{scan}/test-results": registers("TEST_RESULT", "medic", sample_body()),
    "POST /v1/scans/{scan}/release-notices": registers("RELEASE_NOTICE", "medic", release_body()),
}


def no_scan_of_anybody(region: Region, who: Met) -> str:
    return scan(region, "hello", key="scan-of-nobody").scan_id


def no_scan_at_all(region: Region, who: Met) -> str:
    return "a" * 16


def no_scan_s_name(region: Region, who: Met) -> str:
    return "scan"


def a_colleagues_scan(region: Region, who: Met) -> str:
    return scan(region, who.person.code.payload, actor=staff(account="staff-2"), key="scan-of-staff-2").scan_id


def a_colleagues_scan_of_another_person(region: Region, who: Met) -> str:
    return met(region, 2, officer=staff(account="staff-2"), key="scan-of-another").scan_id


def a_scan_of_15_minutes_and_a_second_ago(region: Region, who: Met) -> str:
    region.clock.move(timedelta(minutes=15, seconds=1))
    return who.scan_id


def a_scan_of_a_moment_ago_that_was_uploaded(region: Region, who: Met) -> str:
    told = late(who.person.code.payload, "late-scan", scanned_at=region.clock.now, as_of=region.clock.now)
    (ended,) = upload(region, told, actor=staff(account="staff-1"))
    return str(ended.scan_id)


SCANS = (
    no_scan_of_anybody,
    no_scan_at_all,
    no_scan_s_name,
    a_colleagues_scan,
    a_colleagues_scan_of_another_person,
    a_scan_of_15_minutes_and_a_second_ago,
    a_scan_of_a_moment_ago_that_was_uploaded,
)


@pytest.fixture(scope="module")
def deployed() -> Iterator[Region]:
    with deployed_region() as region:
        yield region


@pytest.fixture
def region(deployed: Region) -> Iterator[Region]:
    yield deployed
    deployed.forget_everybody()


def done(region: Region, key: str, scan_id: str) -> Answer:
    act = TABLE[key]
    return region.call(
        key,
        body=act.body,
        claims=staff_claims(act.role, account="staff-1"),
        path={"scan": scan_id},
        query=act.query,
        headers=idempotency(),
    )


def declared(region: Region) -> Met:
    who = met(region)
    declare(region, who.acting, remarks=REMARKS)
    return who


def test_every_route_with_a_scan_in_its_path_is_in_the_table(region: Region) -> None:
    assert set(TABLE) == {key for key in region.routes if re.search("{scan}", key)}


@pytest.mark.parametrize("scanned", SCANS, ids=lambda scanned: scanned.__name__)
@pytest.mark.parametrize("key", TABLE)
def test_without_the_right_scan_nothing_is_shown_or_written_and_it_is_counted(
    region: Region, key: str, scanned: Callable[[Region, Met], str]
) -> None:
    who = declared(region)
    scan_id = scanned(region, who)
    before, region.signals[:] = region.items(), []

    answer = done(region, key, scan_id)

    assert (answer.status, answer.json["code"]) == (403, "SCAN_REQUIRED")
    assert region.signals == [TABLE[key].counted]
    personal = (NAME, PHONE, resident_id(1), resident_id(2), REMARKS, who.person.person_id, who.person.masked_name)
    assert [text for text in personal if text in str(answer.body)] == []
    assert region.items() == before


@pytest.mark.parametrize("key", TABLE)
def test_with_it_the_same_is_done_up_to_the_last_second(region: Region, key: str) -> None:
    who = declared(region)
    region.clock.move(timedelta(minutes=15))

    assert done(region, key, who.scan_id).status in {200, 201}
