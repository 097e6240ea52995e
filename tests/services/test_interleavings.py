"""Somebody else commits between what an act has read and what it writes: it starts again, and nothing is lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from shared.codes.model import Outcome, status_index
from shared.kernel.errors import ErrorCode
from shared.kernel.ids import AccountId, CodeId
from shared.kernel.roles import Actor
from shared.kernel.signals import RiskWaiting
from shared.risk.model import Colour, RecordState, RiskRecord
from shared.risk.rules import MOST_ACTIVE
from shared.risk.service import Decision
from tests.acts import (
    ACCOUNT,
    applicant,
    assign,
    assign_beyond_brake,
    in_days,
    new_assignment,
    officer,
    reach_brake,
    refused,
    register,
    scan,
)
from tests.aws_calls import listed, overtaken
from tests.region import ASSIGNMENTS_AN_HOUR, ISSUER, Region

COMMIT = "TransactWriteItems"
OTHER = AccountId("account-2")
COLLEAGUE = officer("officer-2")


def reasons(region: Region, payload: str, key: str = "scan-after") -> set[str]:
    """The reasons that a scan gives; the holds on the person's item have to be the same."""
    answer = scan(region, payload, key=key)
    assert answer.verdict.outcome is Outcome.VALID
    (code,) = [item for item in region.items() if item["sk"] == "CODE" and item["payload"] == payload]
    (person,) = [item for item in region.items() if item["sk"] == "PERSON" and item.get("code_id") == code["code_id"]]
    assert person.get("holds", []) == code["holds"]
    return {hold.record_id for hold in answer.reasons or ()}


def of_kind(region: Region, kind: str) -> list[str]:
    return [item["pk"] for item in region.items() if item["sk"].partition("#")[0] == kind]


def assert_one_person_with_one_code(region: Region) -> None:
    counts = {kind: len(of_kind(region, kind)) for kind in ("PERSON", "CODE", "STATUS_INDEX", "ACCOUNT")}
    assert counts == {"PERSON": 1, "CODE": 1, "STATUS_INDEX": 1, "ACCOUNT": 1}
    assert len(region.items(region.vault)) == 1


def test_an_assignment_that_overtakes_a_registration_is_on_the_new_code(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: assign(region)):
        registered = register(region)

    view = region.codes.view(region.family.acting(ACCOUNT, registered.person_id))
    assert [hold.record_id for hold in registered.code.holds] == [hold.record_id for hold in view.status.because]
    assert len(reasons(region, registered.code.payload)) == 1
    assert_one_person_with_one_code(region)


def test_a_lift_that_overtakes_a_registration_is_on_the_new_code(region: Region) -> None:
    record = assign(region)

    with overtaken(region, COMMIT, lambda: region.risk.lift(officer(), record.record_id, "期满")):
        registered = register(region)

    assert registered.code.holds == ()
    assert reasons(region, registered.code.payload) == set()


def test_a_registration_that_overtakes_an_assignment_gets_it_too(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: register(region)):
        record = assign(region)

    assert reasons(region, register(region).code.payload) == {record.record_id}
    assert_one_person_with_one_code(region)


def test_a_registration_that_overtakes_a_lift_gets_it_too(region: Region) -> None:
    record = assign(region)

    with overtaken(region, COMMIT, lambda: register(region)):
        region.risk.lift(officer(), record.record_id, "期满")

    assert reasons(region, register(region).code.payload) == set()


def test_the_same_registration_twice_at_once_is_one_person_with_one_code(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: register(region)):
        second = register(region)

    assert not second.new
    assert second.code.payload == region.codes.view(region.family.acting(ACCOUNT, second.person_id)).code.payload
    assert_one_person_with_one_code(region)


def test_of_two_accounts_that_register_one_person_at_once_one_gets_it(region: Region) -> None:
    with (
        overtaken(region, COMMIT, lambda: register(region, account=OTHER)),
        refused(ErrorCode.PERSON_HAS_OTHER_ACCOUNT),
    ):
        register(region)

    assert region.family.people(ACCOUNT) == ()
    assert len(region.family.people(OTHER)) == 1
    assert_one_person_with_one_code(region)


def test_of_two_people_that_one_account_registers_at_once_one_is_registered(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: register(region, serial=2)), refused(ErrorCode.ACCOUNT_HAS_OTHER_PERSON):
        register(region)

    assert_one_person_with_one_code(region)


def test_two_people_who_register_at_once_do_not_disturb_one_another(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: register(region, serial=2, account=OTHER)), listed(region) as calls:
        first = register(region)

    assert first.new
    assert sum(call.operation == COMMIT for call in calls) == 2
    assert len(of_kind(region, "PERSON")) == len(region.items(region.vault)) == 2


@pytest.mark.parametrize(
    "overtaking",
    [
        lambda region, record_id: assign(region, actor=COLLEAGUE).record_id,
        lambda region, record_id: region.risk.lift(COLLEAGUE, record_id, "期满").record_id,
    ],
    ids=["assignment", "lift"],
)
def test_a_change_of_the_red_list_that_overtakes_a_replacement_is_on_the_new_code(
    region: Region, overtaking: Callable[[Region, str], str]
) -> None:
    registered = register(region)
    record = assign(region)

    with overtaken(region, COMMIT, lambda: overtaking(region, record.record_id)):
        new = region.codes.replace(region.family.acting(ACCOUNT, registered.person_id), "replace-0001")

    view = region.codes.view(region.family.acting(ACCOUNT, registered.person_id))
    assert view.code.payload == new.code.payload
    assert new.status == view.status
    assert reasons(region, new.code.payload) == {hold.record_id for hold in view.status.because}
    assert (view.status.colour is Colour.RED) == (len(of_kind(region, "RISK")) == 2)
    assert scan(region, registered.code.payload).verdict.outcome is Outcome.REPLACED


def test_a_replacement_that_overtakes_an_assignment_gets_it_too(region: Region) -> None:
    person_id = register(region).person_id

    with overtaken(
        region, COMMIT, lambda: region.codes.replace(region.family.acting(ACCOUNT, person_id), "replace-0001")
    ):
        record = assign(region)

    assert reasons(region, region.codes.view(region.family.acting(ACCOUNT, person_id)).code.payload) == {
        record.record_id
    }


def test_a_replacement_that_overtakes_a_lift_gets_it_too(region: Region) -> None:
    person_id = register(region).person_id
    record = assign(region)

    with overtaken(
        region, COMMIT, lambda: region.codes.replace(region.family.acting(ACCOUNT, person_id), "replace-0001")
    ):
        region.risk.lift(officer(), record.record_id, "期满")

    assert reasons(region, region.codes.view(region.family.acting(ACCOUNT, person_id)).code.payload) == set()


def test_the_same_replacement_twice_at_once_is_one_new_code(region: Region) -> None:
    person_id = register(region).person_id

    with overtaken(
        region, COMMIT, lambda: region.codes.replace(region.family.acting(ACCOUNT, person_id), "replace-0001")
    ):
        second = region.codes.replace(region.family.acting(ACCOUNT, person_id), "replace-0001")

    assert second.code.payload == region.codes.view(region.family.acting(ACCOUNT, person_id)).code.payload
    assert len(of_kind(region, "CODE")) == len(of_kind(region, "STATUS_INDEX")) == 2


def test_two_replacements_at_once_leave_one_code_alive(region: Region) -> None:
    person_id = register(region).person_id

    with overtaken(
        region, COMMIT, lambda: region.codes.replace(region.family.acting(ACCOUNT, person_id), "replace-0001")
    ):
        second = region.codes.replace(region.family.acting(ACCOUNT, person_id), "replace-0002")

    assert second.code.payload == region.codes.view(region.family.acting(ACCOUNT, person_id)).code.payload
    codes = [item for item in region.items() if item["sk"] == "CODE"]
    assert [item["code_id"] for item in codes if "replaced_at" not in item] == [second.code.code_id]
    assert len(codes) == len(of_kind(region, "STATUS_INDEX")) == 3


def test_two_assignments_at_once_are_both_kept(region: Region) -> None:
    payload = register(region).code.payload
    others: list[str] = []

    with overtaken(region, COMMIT, lambda: others.append(assign(region, actor=COLLEAGUE).record_id)):
        record = assign(region)

    assert reasons(region, payload) == {record.record_id, *others}


def test_the_same_assignment_twice_at_once_is_one_record(region: Region) -> None:
    payload = register(region).code.payload

    with overtaken(region, COMMIT, lambda: assign(region)):
        record = assign(region)

    assert reasons(region, payload) == {record.record_id}
    assert len(of_kind(region, "RISK")) == 1


def test_the_record_that_makes_it_too_many_is_refused_even_when_it_comes_in_between(region: Region) -> None:
    for number in range(MOST_ACTIVE - 1):
        assign(region, key=f"assign-{number:04d}")

    with (
        overtaken(region, COMMIT, lambda: assign(region, key="assign-between")),
        refused(ErrorCode.TOO_MANY_ACTIVE_RECORDS),
    ):
        assign(region, key="assign-last")

    assert len(of_kind(region, "RISK")) == MOST_ACTIVE


def test_an_assignment_and_a_lift_of_another_record_at_once_both_count(region: Region) -> None:
    payload = register(region).code.payload
    first, second = assign(region, key="assign-0001"), assign(region, key="assign-0002")

    with overtaken(region, COMMIT, lambda: region.risk.lift(officer(), first.record_id, "期满")):
        third = assign(region, key="assign-0003")
    with overtaken(region, COMMIT, lambda: assign(region, key="assign-0004", ends_on=in_days(20))):
        region.risk.lift(officer(), second.record_id, "期满")

    assert len(reasons(region, payload)) == 2
    assert third.record_id in reasons(region, payload)


def test_two_lifts_of_one_record_at_once_have_one_officer(region: Region) -> None:
    payload = register(region).code.payload
    record = assign(region)

    with (
        overtaken(region, COMMIT, lambda: region.risk.lift(COLLEAGUE, record.record_id, "期满")),
        refused(ErrorCode.ALREADY_LIFTED),
    ):
        region.risk.lift(officer(), record.record_id, "期满")

    (item,) = [item for item in region.items() if item["sk"].startswith("RISK")]
    assert item["lifted_by"] == COLLEAGUE.account
    assert reasons(region, payload) == set()


def test_the_same_lift_twice_at_once_is_one_lift(region: Region) -> None:
    record = assign(region)
    first = []

    with overtaken(region, COMMIT, lambda: first.append(region.risk.lift(officer(), record.record_id, "期满"))):
        second = region.risk.lift(officer(), record.record_id, "更正")

    assert [second] == first


def approve(region: Region, record_id: str, actor: Actor = COLLEAGUE) -> RiskRecord:
    return region.approvals.decide(actor, record_id, Decision.APPROVE, "已核实")


def refuse(region: Region, record_id: str, actor: Actor = COLLEAGUE) -> RiskRecord:
    return region.approvals.decide(actor, record_id, Decision.REFUSE, "无依据")


def withdraw(region: Region, record_id: str) -> RiskRecord:
    return region.risk.lift(officer(), record_id, "误录")


@pytest.mark.parametrize("first", [refuse, withdraw])
def test_what_is_refused_or_withdrawn_while_it_is_approved_colours_nobody(
    region: Region, first: Callable[[Region, str], RiskRecord]
) -> None:
    payload = register(region).code.payload
    record = assign_beyond_brake(region)
    name = ErrorCode.ALREADY_DECIDED if first is refuse else ErrorCode.ALREADY_LIFTED

    with overtaken(region, COMMIT, lambda: first(region, record.record_id)), refused(name):
        approve(region, record.record_id, officer("officer-3"))

    assert reasons(region, payload) == set()


def test_what_is_approved_while_it_is_refused_stays_approved(region: Region) -> None:
    payload = register(region).code.payload
    record = assign_beyond_brake(region)

    with (
        overtaken(region, "UpdateItem", lambda: approve(region, record.record_id)),
        refused(ErrorCode.ALREADY_DECIDED),
    ):
        refuse(region, record.record_id, officer("officer-3"))

    assert reasons(region, payload) == {record.record_id}


def test_what_is_approved_while_it_is_withdrawn_is_lifted_from_the_person_too(region: Region) -> None:
    payload = register(region).code.payload
    record = assign_beyond_brake(region)

    with overtaken(region, "UpdateItem", lambda: approve(region, record.record_id)):
        lifted = withdraw(region, record.record_id)

    assert (lifted.decided_by, lifted.lifted_by) == ("officer-2", "officer-1")
    assert reasons(region, payload) == set()


def test_two_approvals_at_once_have_one_officer_and_one_hold(region: Region) -> None:
    payload = register(region).code.payload
    record = assign_beyond_brake(region)

    with (
        overtaken(region, COMMIT, lambda: approve(region, record.record_id)),
        refused(ErrorCode.ALREADY_DECIDED),
    ):
        approve(region, record.record_id, officer("officer-3"))

    assert reasons(region, payload) == {record.record_id}
    (item,) = [item for item in region.items() if item["sk"].startswith("RISK")]
    assert item["decided_by"] == "officer-2"


def test_a_registration_that_overtakes_an_approval_gets_it_too(region: Region) -> None:
    record = assign_beyond_brake(region)

    with overtaken(region, COMMIT, lambda: register(region)):
        approve(region, record.record_id)

    assert reasons(region, register(region).code.payload) == {record.record_id}


def test_an_assignment_that_overtakes_an_approval_is_kept_with_it(region: Region) -> None:
    payload = register(region).code.payload
    record = assign_beyond_brake(region)
    others: list[str] = []

    with overtaken(region, COMMIT, lambda: others.append(assign(region, actor=COLLEAGUE).record_id)):
        approve(region, record.record_id, officer("officer-3"))

    assert reasons(region, payload) == {record.record_id, *others}


def test_the_last_that_one_may_make_alone_is_made_once_also_when_two_come_at_once(region: Region) -> None:
    register(region)
    for number in range(ASSIGNMENTS_AN_HOUR - 1):
        assign(region, 2 + number % 4, key=f"assign-{number:04d}")
    first: list[RiskRecord] = []

    with overtaken(region, COMMIT, lambda: first.append(assign(region, 7, key="assign-first"))):
        second = assign(region, 1, key="assign-second")

    assert [each.state for each in (*first, second)] == [RecordState.ASSIGNED, RecordState.WAITING]


def test_the_same_assignment_twice_at_once_beyond_the_brake_waits_once(region: Region) -> None:
    reach_brake(region)
    first: list[RiskRecord] = []

    with overtaken(region, "PutItem", lambda: first.append(assign(region))):
        second = assign(region)

    assert [second] == first
    assert len(of_kind(region, "RISK")) == 1
    assert region.signals == [RiskWaiting("CLOSE_CONTACT")]


def test_the_same_scan_twice_at_once_has_one_answer(region: Region) -> None:
    payload = register(region).code.payload
    first = []

    def overtake() -> None:
        first.append(scan(region, payload))
        assign(region)

    with overtaken(region, "PutItem", overtake):
        second = scan(region, payload)

    assert [second] == first
    assert len(of_kind(region, "SCAN")) == 1


def test_an_act_that_is_overtaken_again_and_again_gets_through_in_the_end(region: Region) -> None:
    payload = register(region).code.payload
    numbers = iter(range(100))

    with overtaken(region, COMMIT, lambda: assign(region, actor=COLLEAGUE, key=f"other-{next(numbers):04d}"), times=5):
        record = assign(region)

    assert len(reasons(region, payload)) == 6
    assert record.record_id in reasons(region, payload)


def test_an_act_that_is_always_overtaken_says_so_and_leaves_nothing_of_its_own(region: Region) -> None:
    register(region)
    record = assign(region, actor=COLLEAGUE)

    def overtake() -> None:
        nonlocal record
        region.risk.lift(COLLEAGUE, record.record_id, "期满")
        region.clock.move(timedelta(seconds=1))
        record = assign(region, actor=COLLEAGUE, key=f"other-{region.clock.now:%H%M%S}")

    with overtaken(region, COMMIT, overtake, times=8), refused(ErrorCode.BUSY) as caught:
        assign(region)

    assert caught.value.retry_after == 1
    assert "officer-1" not in {item.get("officer") for item in region.items()}


@dataclass
class Repeating:
    """Draws the same place in the status lists so many times, then others."""

    times: int
    drawn: list[bytes] = field(default_factory=list)

    def __call__(self, count: int) -> bytes:
        number = max(0, len(self.drawn) - self.times + 1)
        # The first 28 bits decide the place, so the rest may differ.
        self.drawn.append((number << 4).to_bytes(4, "big") + bytes([len(self.drawn)] * (count - 4)))
        return self.drawn[-1]


def test_a_code_whose_place_in_the_status_lists_is_taken_is_drawn_again(region: Region) -> None:
    draws = region.issuer.random_bytes = Repeating(times=4)

    codes = [
        register(region).code,
        register(region, serial=2, account=OTHER).code,
    ]

    assert len(draws.drawn) > len(codes)
    assert len({status_index(code.code_id) for code in codes}) == len(codes)
    assert sorted(of_kind(region, "STATUS_INDEX")) == sorted(
        f"STATUS_INDEX#{ISSUER}#{status_index(code.code_id):07x}" for code in codes
    )
    assert [scan(region, code.payload, key=f"scan-{code.code_id}").verdict.outcome for code in codes] == ["VALID"] * 2


def test_a_replacement_whose_place_is_taken_is_drawn_again(region: Region) -> None:
    draws = region.issuer.random_bytes = Repeating(times=3)
    old = register(region)

    new = region.codes.replace(region.family.acting(ACCOUNT, old.person_id), "replace-0001")

    assert len(draws.drawn) == 4
    assert status_index(new.code.code_id) != status_index(old.code.code_id)
    assert sorted(code_id for code_id in (new.code.code_id, old.code.code_id)) == sorted(
        CodeId(item["code_id"]) for item in region.items() if item["sk"] == "STATUS_INDEX"
    )


def test_a_generator_that_is_stuck_ends_in_busy_and_not_in_a_double(region: Region) -> None:
    region.issuer.random_bytes = bytes
    register(region)

    with refused(ErrorCode.BUSY):
        register(region, serial=2, account=OTHER)

    assert_one_person_with_one_code(region)


def test_what_was_started_again_was_noted_once(region: Region) -> None:
    with overtaken(region, COMMIT, lambda: region.risk.assign(COLLEAGUE, new_assignment(2), "assign-0001"), times=1):
        region.residents.register(ACCOUNT, applicant())

    assert [type(signal).__name__ for signal in region.signals] == ["RiskRecorded", "PersonRegistered"]
