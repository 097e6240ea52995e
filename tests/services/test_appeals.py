"""Appeals: filed against what makes red, decided by others than those who made it, against a deadline."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from shared.appeals.model import Appeal, AppealOutcome, AppealState
from shared.appeals.service import Standing
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.ids import AccountId, EntryId
from shared.kernel.paging import Page, PageRequest
from shared.kernel.roles import Actor
from shared.kernel.signals import AppealDecided, AppealFiled, RiskLifted
from shared.risk.store import RiskStore
from tests.acts import add_member, assign, in_days, officer, refused, register, scan
from tests.appeal_acts import BECAUSE, COLLEAGUE, SUPERVISOR, WHY, acting, appeal, decide
from tests.aws_calls import listed, overtaken
from tests.region import APPEAL_TERM, START, Region

Load = Callable[[PageRequest], Page[Standing]]
UPHELD, LIFTED = AppealOutcome.UPHELD, AppealOutcome.LIFTED
SECOND = timedelta(seconds=1)
COMMIT = "TransactWriteItems"


def red(region: Region, serial: int = 1, key: str = "assign-0001", actor: Actor | None = None) -> str:
    """The record that makes somebody red, who registers for it if need be."""
    register(region, serial, AccountId(f"account-{serial}"))
    return assign(region, serial, key=key, actor=actor).record_id


def colour(region: Region, key: str) -> str | None:
    """What a gate sees."""
    return scan(region, register(region).code.payload, key=key).verdict.colour


def mine(region: Region) -> tuple[Standing, ...]:
    return region.appeals.page(acting(region), PageRequest()).items


def queue(region: Region, actor: Actor = COLLEAGUE) -> list[str]:
    return [each.appeal.entry_id for each in region.deciding.own(actor, PageRequest()).items]


def escalated(region: Region) -> list[str]:
    return [each.appeal.entry_id for each in region.deciding.escalated(SUPERVISOR, PageRequest()).items]


def appeals_stored(region: Region) -> int:
    return sum(item["sk"] == "APPEAL" for item in region.items())


def test_an_appeal_keeps_what_was_stated_against_what_and_its_deadline(region: Region) -> None:
    record = red(region)

    filed = appeal(region, record)

    stored = filed.standing.appeal
    me = register(region).person_id
    assert filed.new
    assert (stored.person_id, stored.filed_by, stored.record_id, stored.reason) == (me, me, record, WHY)
    assert (stored.authority, stored.category.value) == ("CDC-440106", "CLOSE_CONTACT")
    assert (stored.filed_at, stored.deadline) == (START, START + APPEAL_TERM)
    assert filed.standing.state is AppealState.OPEN
    assert mine(region) == (filed.standing,)
    assert region.signals[-1] == AppealFiled("CLOSE_CONTACT")


def test_filing_an_appeal_changes_no_colour_and_no_hold(region: Region) -> None:
    record = red(region)
    before = RiskStore(region.core).person(register(region).person_id)

    appeal(region, record)

    assert RiskStore(region.core).person(before.person_id) == before
    assert colour(region, "gate-0001") == "RED"


def test_an_appeal_for_a_member_names_both(region: Region) -> None:
    me = register(region).person_id
    member = add_member(region).link.member
    record = assign(region, 2).record_id

    stored = appeal(region, record, person=member).standing.appeal

    assert (stored.person_id, stored.filed_by) == (member, me)
    assert mine(region) == ()
    assert [each.appeal for each in region.appeals.page(acting(region, member), PageRequest()).items] == [stored]


def test_a_retry_gets_the_appeal_of_its_first_try_even_when_it_is_decided(region: Region) -> None:
    record = red(region)
    first = appeal(region, record)
    again = appeal(region, record)
    decided = decide(region, first.standing.appeal.entry_id)
    later = appeal(region, record)

    assert (again.new, again.standing) == (False, first.standing)
    assert (later.new, later.standing) == (False, decided)
    assert region.signals.count(AppealFiled("CLOSE_CONTACT")) == 1


@pytest.mark.parametrize("change", ["reason", "record", "person"])
def test_a_retry_that_asks_for_something_else_is_refused(region: Region, change: str) -> None:
    record, other = red(region), red(region, key="assign-0002")
    appeal(region, record)
    member = add_member(region).link.member if change == "person" else None
    against = {"record": other, "person": assign(region, 2).record_id if member else other}.get(change, record)
    before = appeals_stored(region)

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        appeal(region, against, person=member, reason="另有理由" if change == "reason" else WHY)

    assert appeals_stored(region) == before


@pytest.mark.parametrize("what", ["of another person", "lifted", "over", "not begun", "unknown"])
def test_only_a_record_that_makes_the_person_red_can_be_appealed_against(region: Region, what: str) -> None:
    register(region)
    match what:
        case "of another person":
            record = red(region, 2)
        case "lifted":
            record = red(region)
            region.risk.lift(officer(), record, "期满")
        case "over":
            record = assign(region, ends_on=in_days(0)).record_id
            region.clock.move(timedelta(days=1))
        case "not begun":
            record = assign(region, starts_at=START + timedelta(days=1)).record_id
        case _:
            record = f"{register(region).person_id}-{'a' * 16}"
    before = region.items()

    with pytest.raises(FieldsRefused) as refusal:
        appeal(region, record)

    assert refusal.value.problems.keys() == {"record"}
    assert region.items() == before


def test_a_second_appeal_against_a_record_waits_for_the_first(region: Region) -> None:
    record, other = red(region), red(region, key="assign-0002")
    first = appeal(region, record).standing.appeal.entry_id

    with refused(ErrorCode.ALREADY_APPEALED):
        appeal(region, record, key="appeal-0002")
    assert appeal(region, other, key="appeal-0003").new

    decide(region, first, UPHELD)
    assert appeal(region, record, key="appeal-0002").new
    with refused(ErrorCode.ALREADY_APPEALED):
        appeal(region, record, key="appeal-0004")


def test_appeals_are_listed_newest_first_page_by_page(region: Region) -> None:
    filed = []
    for number in range(5):
        record = red(region, key=f"assign-{number:04}")
        filed.append(appeal(region, record, key=f"appeal-{number:04}").standing.appeal)
        region.clock.move(SECOND)

    found: list[Appeal] = []
    cursor = None
    while cursor or not found:
        page = region.appeals.page(acting(region), PageRequest(2, cursor))
        found += [each.appeal for each in page.items]
        cursor = page.cursor

    assert found == filed[::-1]


def test_a_lifting_decision_makes_the_code_green_at_the_next_scan(region: Region) -> None:
    record = red(region)
    filed = appeal(region, record).standing.appeal
    assert colour(region, "gate-0001") == "RED"

    with listed(region) as calls:
        decided = decide(region, filed.entry_id)

    assert sum(call.operation == COMMIT for call in calls) == 1
    assert colour(region, "gate-0002") == "GREEN"
    assert decided.state is AppealState.LIFTED
    assert mine(region) == (decided,)
    assert queue(region) == []
    stored = RiskStore(region.core).record(filed.person_id, filed.record_id)
    assert stored is not None
    assert (stored.lifted_at, stored.lifted_by, stored.lift_reason) == (START, COLLEAGUE.account, BECAUSE)
    assert [each for each in region.signals if type(each) in {AppealDecided, RiskLifted}] == [
        AppealDecided("LIFTED"),
        RiskLifted("CLOSE_CONTACT"),
    ]


def test_a_lifting_decision_ends_no_other_record(region: Region) -> None:
    record = red(region)
    other = red(region, key="assign-0002")

    decide(region, appeal(region, record).standing.appeal.entry_id)

    person = RiskStore(region.core).person(register(region).person_id)
    assert [hold.record_id for hold in person.holds] == [other]
    assert colour(region, "gate-0001") == "RED"


def test_an_upholding_decision_leaves_the_record_and_is_on_it(region: Region) -> None:
    record = red(region)
    filed = appeal(region, record).standing.appeal
    before = RiskStore(region.core).person(filed.person_id)

    decided = decide(region, filed.entry_id, UPHELD)

    assert decided.state is AppealState.UPHELD
    assert decided.appeal.decision is not None
    assert (decided.appeal.decision.reason, decided.appeal.decision.authority) == (BECAUSE, "CDC-440106")
    assert RiskStore(region.core).person(filed.person_id) == before
    (item,) = [item for item in region.items() if item["sk"] == f"RISK#{record}"]
    assert (item["appeal_id"], item["appeal_outcome"]) == (filed.entry_id, "UPHELD")
    assert "lifted_at" not in item
    assert queue(region) == []


def test_who_made_the_record_does_not_decide_about_it(region: Region) -> None:
    filed = appeal(region, red(region)).standing.appeal
    before = region.items()

    for outcome in AppealOutcome:
        with refused(ErrorCode.OWN_RECORD):
            decide(region, filed.entry_id, outcome, actor=officer())

    assert region.items() == before


def test_who_made_the_record_does_not_decide_for_the_supervising_authority_either(region: Region) -> None:
    filed = appeal(region, red(region)).standing.appeal
    region.clock.move(APPEAL_TERM)

    with refused(ErrorCode.OWN_RECORD):
        decide(region, filed.entry_id, actor=officer(authority="CDC-440000"))


def test_the_supervising_authority_decides_from_the_deadline_on_and_no_earlier(region: Region) -> None:
    record = red(region)
    filed = appeal(region, record).standing.appeal
    region.clock.move(APPEAL_TERM - SECOND)
    with refused(ErrorCode.OTHER_AUTHORITY):
        decide(region, filed.entry_id, actor=SUPERVISOR)
    assert (mine(region)[0].state, escalated(region)) == (AppealState.OPEN, [])

    region.clock.move(SECOND)
    assert (mine(region)[0].state, escalated(region)) == (AppealState.ESCALATED, [filed.entry_id])
    assert queue(region) == [filed.entry_id]
    decided = decide(region, filed.entry_id, actor=SUPERVISOR)

    assert decided.appeal.decision is not None
    assert (decided.appeal.decision.authority, decided.state) == ("CDC-440000", AppealState.LIFTED)
    assert colour(region, "gate-0001") == "GREEN"
    assert (queue(region), escalated(region)) == ([], [])


def test_after_the_deadline_the_own_authority_may_still_decide(region: Region) -> None:
    filed = appeal(region, red(region)).standing.appeal
    region.clock.move(APPEAL_TERM)

    assert decide(region, filed.entry_id, UPHELD).state is AppealState.UPHELD


def test_no_other_authority_sees_or_decides_an_appeal(region: Region) -> None:
    stranger = officer("officer-3", "CDC-440300")
    filed = appeal(region, red(region)).standing.appeal
    region.clock.move(APPEAL_TERM)

    assert queue(region, stranger) == []
    with refused(ErrorCode.OTHER_AUTHORITY):
        region.deciding.escalated(stranger, PageRequest())
    with refused(ErrorCode.OTHER_AUTHORITY):
        decide(region, filed.entry_id, actor=stranger)


def test_an_officer_without_an_authority_is_refused(region: Region) -> None:
    filed, nobody = appeal(region, red(region)).standing.appeal, officer(authority=None)

    with refused(ErrorCode.AUTHORITY_MISSING):
        region.deciding.own(nobody, PageRequest())
    with refused(ErrorCode.AUTHORITY_MISSING):
        region.deciding.escalated(nobody, PageRequest())
    with refused(ErrorCode.AUTHORITY_MISSING):
        decide(region, filed.entry_id, actor=nobody)


@pytest.mark.parametrize("appeal_id", ["a" * 16, "A" * 16, "x", "a" * 200])
def test_an_appeal_that_does_not_exist_is_not_found(region: Region, appeal_id: str) -> None:
    with refused(ErrorCode.NOT_FOUND):
        decide(region, appeal_id)


def test_the_queues_begin_with_the_oldest_deadline_and_page_on(region: Region) -> None:
    filed = []
    for number in range(5):
        record = red(region, key=f"assign-{number:04}")
        filed.append(appeal(region, record, key=f"appeal-{number:04}").standing.appeal.entry_id)
        region.clock.move(timedelta(hours=1))
    region.clock.now = START + APPEAL_TERM + timedelta(hours=2)

    loads: tuple[tuple[Load, list[EntryId]], ...] = (
        (partial(region.deciding.own, COLLEAGUE), filed),
        (partial(region.deciding.escalated, SUPERVISOR), filed[:3]),
    )
    for load, expected in loads:
        found: list[str] = []
        cursor = None
        while cursor or not found:
            page = load(PageRequest(2, cursor))
            found += [each.appeal.entry_id for each in page.items]
            cursor = page.cursor
        assert found == expected


def test_a_cursor_of_one_authority_is_no_good_for_another(region: Region) -> None:
    for number in range(2):
        appeal(region, red(region, key=f"assign-{number:04}"), key=f"appeal-{number:04}")
    cursor = region.deciding.own(COLLEAGUE, PageRequest(1)).cursor

    with refused(ErrorCode.INVALID_CURSOR):
        region.deciding.own(officer("officer-3", "CDC-440300"), PageRequest(1, cursor))


def test_the_same_decision_again_returns_the_first(region: Region) -> None:
    filed = appeal(region, red(region)).standing.appeal
    first = decide(region, filed.entry_id)
    region.clock.move(timedelta(hours=1))
    after = region.items()

    assert decide(region, filed.entry_id) == first
    assert region.items() == after
    assert region.signals.count(AppealDecided("LIFTED")) == 1


@pytest.mark.parametrize(
    ("outcome", "actor", "reason"),
    [
        (UPHELD, COLLEAGUE, BECAUSE),
        (LIFTED, officer("officer-3"), BECAUSE),
        (LIFTED, COLLEAGUE, "另有理由"),
    ],
)
def test_what_is_decided_is_not_decided_otherwise(
    region: Region, outcome: AppealOutcome, actor: Actor, reason: str
) -> None:
    filed = appeal(region, red(region)).standing.appeal
    decide(region, filed.entry_id)
    before = region.items()

    with refused(ErrorCode.ALREADY_DECIDED):
        decide(region, filed.entry_id, outcome, actor=actor, reason=reason)

    assert region.items() == before


@pytest.mark.parametrize("outcome", AppealOutcome)
def test_an_appeal_is_still_decided_when_its_record_was_lifted_meanwhile(
    region: Region, outcome: AppealOutcome
) -> None:
    record = red(region)
    filed = appeal(region, record).standing.appeal
    region.risk.lift(officer(), record, "期满")
    assert (mine(region)[0].state, queue(region)) == (AppealState.OPEN, [filed.entry_id])

    decided = decide(region, filed.entry_id, outcome)

    assert decided.state is AppealState(outcome.value)
    (item,) = [item for item in region.items() if item["sk"] == f"RISK#{record}"]
    assert (item["lift_reason"], item["lifted_by"], item["appeal_outcome"]) == ("期满", "officer-1", outcome.value)
    assert region.signals.count(RiskLifted("CLOSE_CONTACT")) == 1


@pytest.mark.parametrize("outcome", AppealOutcome)
def test_an_appeal_is_still_decided_when_its_record_has_ended_by_its_date(
    region: Region, outcome: AppealOutcome
) -> None:
    register(region)
    record = assign(region, ends_on=in_days(0)).record_id
    filed = appeal(region, record).standing.appeal
    region.clock.move(timedelta(days=1))

    assert decide(region, filed.entry_id, outcome).state is AppealState(outcome.value)
    assert colour(region, "gate-0001") == "GREEN"


def test_of_two_officers_who_decide_at_once_one_does(region: Region) -> None:
    filed = appeal(region, red(region)).standing.appeal

    with (
        overtaken(region, COMMIT, lambda: decide(region, filed.entry_id, UPHELD, actor=officer("officer-3"))),
        refused(ErrorCode.ALREADY_DECIDED),
    ):
        decide(region, filed.entry_id)

    assert mine(region)[0].state is AppealState.UPHELD
    assert colour(region, "gate-0001") == "RED"
    assert region.signals.count(RiskLifted("CLOSE_CONTACT")) == 0


def test_the_same_decision_twice_at_once_is_one(region: Region) -> None:
    filed = appeal(region, red(region)).standing.appeal

    with overtaken(region, COMMIT, lambda: decide(region, filed.entry_id)):
        decided = decide(region, filed.entry_id)

    assert decided.state is AppealState.LIFTED
    assert region.signals.count(AppealDecided("LIFTED")) == region.signals.count(RiskLifted("CLOSE_CONTACT")) == 1


@pytest.mark.parametrize("outcome", AppealOutcome)
def test_a_lift_that_overtakes_a_decision_stands_and_so_does_the_decision(
    region: Region, outcome: AppealOutcome
) -> None:
    record = red(region)
    filed = appeal(region, record).standing.appeal

    with overtaken(region, COMMIT, lambda: region.risk.lift(officer(), record, "期满")):
        decided = decide(region, filed.entry_id, outcome)

    assert decided.state is AppealState(outcome.value)
    (item,) = [item for item in region.items() if item["sk"] == f"RISK#{record}"]
    assert (item["lift_reason"], item["appeal_outcome"]) == ("期满", outcome.value)
    assert region.signals.count(RiskLifted("CLOSE_CONTACT")) == 1
    assert queue(region) == []


def test_a_decision_that_overtakes_a_lift_wins(region: Region) -> None:
    record = red(region)
    filed = appeal(region, record).standing.appeal

    with (
        overtaken(region, COMMIT, lambda: decide(region, filed.entry_id)),
        refused(ErrorCode.ALREADY_LIFTED),
    ):
        region.risk.lift(officer(), record, "期满")

    stored = RiskStore(region.core).record(filed.person_id, filed.record_id)
    assert stored is not None
    assert stored.lift_reason == BECAUSE


def test_an_assignment_that_overtakes_a_lifting_decision_is_kept(region: Region) -> None:
    filed = appeal(region, red(region)).standing.appeal
    others: list[str] = []

    with overtaken(region, COMMIT, lambda: others.append(red(region, key="assign-0002"))):
        decide(region, filed.entry_id)

    person = RiskStore(region.core).person(register(region).person_id)
    assert [hold.record_id for hold in person.holds] == others


def test_of_two_appeals_against_one_record_at_once_one_is_filed(region: Region) -> None:
    record = red(region)

    with (
        overtaken(region, COMMIT, lambda: appeal(region, record, key="appeal-0002")),
        refused(ErrorCode.ALREADY_APPEALED),
    ):
        appeal(region, record)

    assert appeals_stored(region) == len(queue(region)) == 1


def test_a_lift_that_overtakes_an_appeal_leaves_nothing_to_appeal_against(region: Region) -> None:
    record = red(region)

    with (
        overtaken(region, COMMIT, lambda: region.risk.lift(officer(), record, "期满")),
        pytest.raises(FieldsRefused),
    ):
        appeal(region, record)

    assert appeals_stored(region) == len(queue(region)) == 0
