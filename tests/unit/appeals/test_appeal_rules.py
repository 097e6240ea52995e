"""When an appeal escalates, who may decide it, and against what one may appeal."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shared.appeals.model import Appeal, AppealOutcome, AppealState, Decision
from shared.appeals.rules import hold_to_appeal, may_decide, state_at
from shared.kernel.errors import FieldsRefused
from shared.kernel.ids import AccountId, Authority, EntryId, PersonId, RecordId
from shared.risk.model import Category, Hold
from tests.region import START

OWN, SUPERVISING, OTHER = Authority("CDC-440106"), Authority("CDC-440000"), Authority("CDC-440300")
SECOND = timedelta(seconds=1)
DEADLINE = START + timedelta(days=3)
APPEAL = Appeal(
    entry_id=EntryId("a" * 16),
    person_id=PersonId("b" * 32),
    filed_by=PersonId("c" * 32),
    record_id=RecordId(f"{'b' * 32}-{'d' * 16}"),
    category=Category.CLOSE_CONTACT,
    authority=OWN,
    reason="当日未乘坐该车次",
    filed_at=START,
    deadline=DEADLINE,
)
HOLD = Hold(
    record_id=APPEAL.record_id,
    category=Category.CLOSE_CONTACT,
    authority=OWN,
    reason="与确诊病例同乘一车",
    starts_at=START,
    ends_at=DEADLINE,
    review_on=None,
)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (START, AppealState.OPEN),
        (DEADLINE - SECOND, AppealState.OPEN),
        (DEADLINE, AppealState.ESCALATED),
        (DEADLINE + timedelta(days=365), AppealState.ESCALATED),
    ],
)
def test_the_clock_alone_escalates_an_appeal(at: datetime, state: AppealState) -> None:
    assert state_at(APPEAL, at) is state


@pytest.mark.parametrize("outcome", AppealOutcome)
def test_what_is_decided_stands_at_its_outcome_whenever_it_is_looked_at(outcome: AppealOutcome) -> None:
    decided = replace(APPEAL, decision=Decision(outcome, "核对", OWN, AccountId("officer-2"), START))

    assert {state_at(decided, at) for at in (START, DEADLINE)} == {AppealState(outcome.value)}


def test_the_authority_that_made_the_record_may_decide_before_and_after_the_deadline() -> None:
    assert may_decide(APPEAL, OWN, SUPERVISING, START)
    assert may_decide(APPEAL, OWN, SUPERVISING, DEADLINE)


def test_the_supervising_authority_may_decide_from_the_deadline_on() -> None:
    assert not may_decide(APPEAL, SUPERVISING, SUPERVISING, DEADLINE - SECOND)
    assert may_decide(APPEAL, SUPERVISING, SUPERVISING, DEADLINE)


def test_no_other_authority_ever_may() -> None:
    assert not any(may_decide(APPEAL, OTHER, SUPERVISING, at) for at in (START, DEADLINE, DEADLINE + SECOND))


def test_a_record_that_makes_red_now_can_be_appealed_against() -> None:
    assert hold_to_appeal((HOLD,), HOLD.record_id, START) is HOLD


@pytest.mark.parametrize("at", [START - SECOND, DEADLINE])
def test_a_record_that_has_not_begun_or_is_over_cannot(at: datetime) -> None:
    with pytest.raises(FieldsRefused) as refused:
        hold_to_appeal((HOLD,), HOLD.record_id, at)
    assert refused.value.problems.keys() == {"record"}


def test_a_record_of_somebody_else_cannot() -> None:
    with pytest.raises(FieldsRefused):
        hold_to_appeal((HOLD,), f"{'e' * 32}-{'d' * 16}", START)


def test_what_a_resident_wrote_is_not_printed_with_the_appeal() -> None:
    assert APPEAL.reason not in repr(APPEAL)
