"""A fever begins at 37.3 degrees, and a role measures because it is there for it (M15, M16)."""

from itertools import combinations

import pytest

from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.ids import AccountId, CheckpointId, EntryId, PersonId, ScanId
from shared.kernel.roles import Actor, StaffRole
from shared.temperatures.model import Temperature
from shared.temperatures.rules import check_tenths, is_fever, measuring_role
from tests.acts import refused
from tests.region import START


def measured(tenths: int) -> Temperature:
    return Temperature(
        entry_id=EntryId("a" * 16),
        person_id=PersonId("p" * 32),
        tenths=tenths,
        measured_at=START,
        officer=AccountId("staff-1"),
        role=StaffRole.INSPECTOR,
        checkpoint_id=CheckpointId("440106-S-AAAAAAAA-0"),
        scan_id=ScanId("s" * 16),
    )


@pytest.mark.parametrize(("tenths", "fever"), [(300, False), (372, False), (373, True), (374, True), (450, True)])
def test_a_fever_begins_at_37_3(tenths: int, fever: bool) -> None:
    assert is_fever(measured(tenths)) is fever


@pytest.mark.parametrize("tenths", [300, 301, 365, 449, 450])
def test_what_a_living_person_may_have_is_taken(tenths: int) -> None:
    check_tenths(tenths)


@pytest.mark.parametrize("tenths", [-365, 0, 37, 299, 451, 3650])
def test_any_other_temperature_is_refused_by_its_name(tenths: int) -> None:
    with pytest.raises(FieldsRefused) as caught:
        check_tenths(tenths)

    assert caught.value.problems == {"celsius": "from 30.0 to 45.0"}


ORDER = (StaffRole.INSPECTOR, StaffRole.GRID_WORKER, StaffRole.MEDIC)


@pytest.mark.parametrize("roles", [each for count in (1, 2, 3) for each in combinations(ORDER, count)])
def test_who_has_several_roles_measures_in_the_first_of_them(roles: tuple[StaffRole, ...]) -> None:
    assert measuring_role(Actor(AccountId("staff-1"), frozenset(roles))) is roles[0]


@pytest.mark.parametrize("role", sorted(set(StaffRole) - set(ORDER)))
def test_no_other_role_measures(role: StaffRole) -> None:
    with refused(ErrorCode.FORBIDDEN):
        measuring_role(Actor(AccountId("staff-1"), frozenset({role})))
