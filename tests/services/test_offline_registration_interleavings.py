"""Somebody else commits while a person is registered from papers, or confirmed: one person, one code, one truth."""

from collections.abc import Callable

import pytest

from shared.codes.model import Outcome
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId
from shared.kernel.roles import StaffRole
from shared.kernel.signals import PersonConfirmed
from tests.acts import (
    ACCOUNT,
    NAME,
    add_member,
    assign,
    officer,
    refused,
    register,
    register_offline,
    scan,
    staff,
)
from tests.aws_calls import overtaken
from tests.builders import resident_id
from tests.region import Region

COMMIT = "TransactWriteItems"
OTHER = AccountId("account-2")
COLLEAGUE = staff(StaffRole.GRID_WORKER, "staff-2")
GUARDIAN = 9


def assert_one_truth(region: Region, *, confirmed: bool, serial: int = 1) -> None:
    """One code for the person, and person, code and vault say the same about the mark, the name and the holds."""
    (identity,) = [item for item in region.items(region.vault) if item["document_number"] == resident_id(serial)]
    (person,) = [item for item in region.items() if (item["pk"], item["sk"]) == (identity["pk"], "PERSON")]
    codes = [item for item in region.items() if f"PERSON#{item.get('person_id')}" == identity["pk"]]
    (code,) = [item for item in codes if item["sk"] == "CODE"]
    assert code["code_id"] == person["code_id"]
    assert [item.get("unconfirmed", False) for item in (identity, person, code)] == [not confirmed] * 3
    assert person["masked_name"] == code["masked_name"]
    assert person.get("holds", []) == code["holds"]
    found = scan(region, code["payload"], key="scan-afterwards").verdict
    assert (found.outcome, found.unconfirmed) == (Outcome.VALID, not confirmed)


def test_two_grid_workers_who_register_one_person_at_once_make_one_code_and_two_records(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: register_offline(region, actor=COLLEAGUE)):
        registered = register_offline(region)

    assert not registered.new
    assert sum(item["sk"].startswith("OFFLINE_REGISTRATION#") for item in region.items()) == 2
    assert_one_truth(region, confirmed=False)


def test_the_same_registration_twice_at_once_is_one(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: register_offline(region)):
        registered = register_offline(region)

    assert not registered.new
    assert sum(item["sk"].startswith("OFFLINE_REGISTRATION#") for item in region.items()) == 1
    assert_one_truth(region, confirmed=False)


def test_papers_that_are_overtaken_by_the_register_are_refused_and_leave_no_mark(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: register(region)), refused(ErrorCode.ALREADY_REGISTERED):
        register_offline(region, name="章晓茗")

    assert_one_truth(region, confirmed=True)
    assert region.items(region.vault)[0]["name"] == NAME


def test_papers_seen_again_while_their_person_is_confirmed_are_refused(region: Region) -> None:
    register_offline(region)

    with overtaken(region, COMMIT, lambda: register(region)), refused(ErrorCode.ALREADY_REGISTERED):
        register_offline(region, actor=COLLEAGUE)

    assert_one_truth(region, confirmed=True)
    assert sum(item["sk"].startswith("OFFLINE_REGISTRATION#") for item in region.items()) == 1


def test_a_registration_that_is_overtaken_by_papers_confirms_their_person(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: register_offline(region, name="章晓茗")):
        registered = register(region)

    assert (registered.new, registered.masked_name) == (True, "张*明")
    assert region.signals.count(PersonConfirmed()) == 1
    assert_one_truth(region, confirmed=True)


def test_a_relative_who_is_overtaken_by_papers_confirms_their_person(region: Region) -> None:
    register(region, GUARDIAN)

    with overtaken(region, COMMIT, lambda: register_offline(region, 2, name="章晓茗")):
        added = add_member(region, 2)

    assert added.new
    assert_one_truth(region, confirmed=True, serial=2)


def test_of_two_accounts_that_confirm_one_person_at_once_one_gets_them(region: Region) -> None:
    register_offline(region)

    with (
        overtaken(region, COMMIT, lambda: register(region, account=OTHER)),
        refused(ErrorCode.PERSON_HAS_OTHER_ACCOUNT),
    ):
        register(region)

    assert region.family.people(ACCOUNT) == ()
    assert_one_truth(region, confirmed=True)


def test_a_person_whom_a_relative_adds_while_they_register_is_confirmed_once(region: Region) -> None:
    register(region, GUARDIAN)
    register_offline(region, 2)

    with overtaken(region, COMMIT, lambda: add_member(region, 2)):
        registered = register(region, 2, OTHER)

    assert registered.new
    assert region.signals.count(PersonConfirmed()) == 1
    assert_one_truth(region, confirmed=True, serial=2)


@pytest.mark.parametrize(
    "confirming",
    [lambda region: register(region, 2, OTHER), lambda region: add_member(region, 2)],
    ids=["own registration", "relative"],
)
@pytest.mark.parametrize("red_before", [False, True])
def test_a_change_of_the_red_list_that_overtakes_a_confirmation_is_on_the_code(
    region: Region, confirming: Callable[[Region], object], *, red_before: bool
) -> None:
    register(region, GUARDIAN)
    register_offline(region, 2)
    record = assign(region, 2) if red_before else None

    def change() -> object:
        return region.risk.lift(officer(), record.record_id, "期满") if record else assign(region, 2)

    with overtaken(region, COMMIT, change):
        confirming(region)

    assert_one_truth(region, confirmed=True, serial=2)
    (code,) = [item for item in region.items() if item["sk"] == "CODE" and item["holds"]] or [{"holds": []}]
    assert len(code["holds"]) == (0 if red_before else 1)


def test_an_assignment_that_overtakes_papers_is_on_the_new_code(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: assign(region)):
        registered = register_offline(region)

    assert len(registered.code.holds) == 1
    assert_one_truth(region, confirmed=False)


def test_papers_that_overtake_an_assignment_get_it_too(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: register_offline(region)):
        record = assign(region)

    assert_one_truth(region, confirmed=False)
    (code,) = [item for item in region.items() if item["sk"] == "CODE"]
    assert [hold["record_id"] for hold in code["holds"]] == [record.record_id]
