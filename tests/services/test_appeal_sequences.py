"""Whatever residents and officers do with appeals, only a decision that lifts turns a colour."""

import random
from datetime import timedelta

import pytest

from shared.appeals.model import AppealOutcome
from shared.kernel.errors import DomainError
from shared.risk.rules import status_at
from shared.risk.store import RiskStore
from tests.acts import assign, officer, register
from tests.appeal_acts import COLLEAGUE, SUPERVISOR, appeal, decide
from tests.region import Region

ACTORS = (officer(), COLLEAGUE, SUPERVISOR, officer("officer-3", "CDC-440300"), officer(authority=None))


@pytest.mark.parametrize("seed", range(6))
def test_no_sequence_of_appeals_changes_a_colour_but_by_a_lifting_decision(region: Region, seed: int) -> None:
    choose = random.Random(seed)
    person = register(region).person_id
    records = [assign(region, key=f"assign-{number:04}").record_id for number in range(3)]
    red, filed, refusals = set(records), dict[str, str](), 0
    for step in range(40):
        region.clock.move(timedelta(hours=choose.choice([0, 0, 1, 40])) if step % 8 == 7 else timedelta())
        record = choose.choice(records)
        outcome = choose.choice(list(AppealOutcome))
        try:
            if step % 2 and filed:
                appeal_id = choose.choice(list(filed))
                decided = decide(region, appeal_id, outcome, actor=choose.choice(ACTORS)).appeal.decision
                if decided and decided.outcome is AppealOutcome.LIFTED:
                    red.discard(filed[appeal_id])
            else:
                made = appeal(region, record, key=f"appeal-{choose.randrange(20):04}").standing.appeal
                filed[made.entry_id] = made.record_id
        except DomainError:
            refusals += 1
        holds = RiskStore(region.core).person(person).holds
        assert {hold.record_id for hold in status_at(holds, region.clock.now).because} == red
    assert filed
    assert refusals
