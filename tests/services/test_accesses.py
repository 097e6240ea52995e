"""A person's access log: every scan of their codes, whoever made it, and nobody else's."""

from datetime import timedelta

import pytest

from shared.access.model import Access, Purpose
from shared.checkpoints.model import Kind, Place
from shared.checkpoints.rules import checkpoint_id
from shared.codes.model import Outcome
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId
from shared.kernel.paging import PageRequest
from shared.kernel.roles import Actor, StaffRole
from shared.registration.service import Registered
from shared.risk.model import Colour
from tests.acts import ACCOUNT, HOSPITAL, STATION, assign, refused, register, scan, staff
from tests.region import START, Region, resident_claims


def accesses(region: Region, person: Registered, account: AccountId = ACCOUNT) -> tuple[Access, ...]:
    return region.accesses.page(region.family.acting(account, person.person_id), PageRequest()).items


def test_a_scan_is_in_the_log_with_its_time_role_place_and_answer(region: Region) -> None:
    person = register(region)
    assign(region)

    scan(region, person.code.payload, actor=staff(StaffRole.SCANNER), checkpoint=HOSPITAL)

    place = Place("440106", Kind.HOSPITAL)
    assert accesses(region, person) == (
        Access(START, Purpose.CODE_CHECK, (StaffRole.SCANNER,), HOSPITAL, place, Outcome.VALID, Colour.RED),
    )


def test_the_newest_access_comes_first(region: Region) -> None:
    person = register(region)
    for number in range(4):
        scan(region, person.code.payload, key=f"scan-{number:04d}")
        region.clock.move(timedelta(seconds=1))

    assert [each.at for each in accesses(region, person)] == [START + timedelta(seconds=age) for age in (3, 2, 1, 0)]


def test_who_scans_under_several_roles_is_logged_with_all_of_them(region: Region) -> None:
    person = register(region)
    actor = Actor(AccountId("staff-1"), frozenset({StaffRole.MEDIC, StaffRole.INSPECTOR}))

    scan(region, person.code.payload, actor=actor)

    assert [each.roles for each in accesses(region, person)] == [(StaffRole.INSPECTOR, StaffRole.MEDIC)]


def test_the_scan_of_a_code_that_was_replaced_is_in_its_persons_log_too(region: Region) -> None:
    person = register(region)
    region.codes.replace(region.family.acting(ACCOUNT, person.person_id), "replace-0001")

    scan(region, person.code.payload)

    assert [(each.outcome, each.colour) for each in accesses(region, person)] == [(Outcome.REPLACED, None)]


def test_a_retry_is_one_access(region: Region) -> None:
    person = register(region)
    for _ in range(2):
        scan(region, person.code.payload)

    assert len(accesses(region, person)) == 1


def test_two_scans_within_one_second_are_two_accesses(region: Region) -> None:
    person = register(region)
    for account in ("staff-1", "staff-2"):
        scan(region, person.code.payload, actor=staff(account=account))

    assert len(accesses(region, person)) == 2


def test_who_was_never_scanned_has_an_empty_log(region: Region) -> None:
    page = region.accesses.page(region.family.acting(ACCOUNT, register(region).person_id), PageRequest())

    assert (page.items, page.cursor) == ((), None)


@pytest.mark.parametrize("text", ["", "WIFI:T:WPA;S:x;P:y;;"])
def test_what_is_nobodys_code_is_in_nobodys_log(region: Region, text: str) -> None:
    person = register(region)
    scan(region, text)

    assert accesses(region, person) == ()
    assert not [item for item in region.items() if "in_list" in item]


def test_one_persons_scans_are_not_in_anothers_log(region: Region) -> None:
    mine, theirs = register(region), register(region, 2, AccountId("account-2"))
    scan(region, mine.code.payload, key="scan-mine", checkpoint=STATION)
    scan(region, theirs.code.payload, key="scan-theirs", checkpoint=HOSPITAL)

    assert [each.checkpoint_id for each in accesses(region, mine)] == [STATION]
    assert [each.checkpoint_id for each in accesses(region, theirs, AccountId("account-2"))] == [HOSPITAL]


def test_pages_lead_past_every_access_once_and_a_cursor_is_good_for_one_person_only(region: Region) -> None:
    mine, theirs = register(region), register(region, 2, AccountId("account-2"))
    acting = region.family.acting(ACCOUNT, mine.person_id)
    for number in range(5):
        scan(region, mine.code.payload, key=f"scan-{number:04d}")
        region.clock.move(timedelta(seconds=1))
    found: list[Access] = []
    request = PageRequest(2)
    while True:
        page = region.accesses.page(acting, request)
        found += page.items
        if page.cursor is None:
            break
        assert len(page.items) == 2
        request = PageRequest(2, page.cursor)
        with refused(ErrorCode.INVALID_CURSOR):
            region.accesses.page(region.family.acting(AccountId("account-2"), theirs.person_id), request)

    assert tuple(found) == accesses(region, mine)
    assert len(found) == 5


def test_the_answer_says_when_by_which_role_where_and_what_for_but_not_who(region: Region) -> None:
    person = register(region)
    scan(region, person.code.payload, actor=staff(StaffRole.GRID_WORKER, "officer-in-person"), checkpoint=HOSPITAL)

    answer = region.call(
        "GET /v1/people/{person}/accesses", claims=resident_claims(), path={"person": person.person_id}
    )

    assert answer.json == {
        "accesses": [
            {
                "at": "2020-04-07T07:46:53Z",
                "purpose": "CODE_CHECK",
                "looked_up": None,
                "roles": ["grid_worker"],
                "place": {
                    "checkpoint_id": HOSPITAL,
                    "division": "440106",
                    "province": "Guangdong",
                    "city": "广州市",
                    "kind": "HOSPITAL",
                },
                "region": None,
                "outcome": "VALID",
                "colour": "GREEN",
                "decided_offline": False,
            }
        ],
        "cursor": None,
    }
    assert "officer-in-person" not in str(answer.body)


def test_a_place_of_an_unknown_division_is_shown_without_its_name(region: Region) -> None:
    person = register(region)
    nowhere = checkpoint_id(Place("990106", Kind.SHOP), "abcdefgh")
    scan(region, person.code.payload, checkpoint=nowhere)

    answer = region.call(
        "GET /v1/people/{person}/accesses", claims=resident_claims(), path={"person": person.person_id}
    )

    assert answer.json["accesses"][0]["place"] == {
        "checkpoint_id": nowhere,
        "division": "990106",
        "province": None,
        "city": None,
        "kind": "SHOP",
    }


def test_the_log_goes_on_where_its_cursor_says(region: Region) -> None:
    person = register(region)
    for number in range(3):
        scan(region, person.code.payload, key=f"scan-{number:04d}")
        region.clock.move(timedelta(hours=1))
    key, path = "GET /v1/people/{person}/accesses", {"person": str(person.person_id)}

    first = region.call(key, claims=resident_claims(), path=path, query={"limit": "2"})
    second = region.call(key, claims=resident_claims(), path=path, query={"limit": "2", "cursor": first.json["cursor"]})

    times = [each["at"] for answer in (first, second) for each in answer.json["accesses"]]
    assert times == ["2020-04-07T09:46:53Z", "2020-04-07T08:46:53Z", "2020-04-07T07:46:53Z"]
    assert second.json["cursor"] is None
