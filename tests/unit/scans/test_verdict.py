"""From what was read to what staff do (M10), and who may know why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.codes.model import Code, Outcome
from shared.kernel.ids import AccountId, Authority, CodeId, PersonId, RecordId
from shared.kernel.roles import Actor, StaffRole
from shared.risk.model import Category, Colour, Hold
from shared.scans.model import Decision, Source
from shared.scans.rules import may_see_reasons, verdict

NOW = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
DAY = timedelta(days=1)
HOLD = Hold(
    record_id=RecordId("person-record"),
    category=Category.SUSPECTED,
    authority=Authority("CDC-440106"),
    reason="待复检",
    starts_at=NOW,
    ends_at=NOW + DAY,
    review_on=None,
)
GREEN = Code(
    issuer=44,
    code_id=CodeId("0" * 24),
    person_id=PersonId("p" * 32),
    payload="",
    masked_name="张*明",
    issued_at=NOW,
    replaced_at=None,
    holds=(),
)
RED = replace(GREEN, holds=(HOLD,))


@pytest.mark.parametrize(
    ("read_as", "code", "outcome", "decision", "colour", "because"),
    [
        (Outcome.VALID, GREEN, Outcome.VALID, Decision.PASS, Colour.GREEN, ()),
        (Outcome.VALID, RED, Outcome.VALID, Decision.STOP, Colour.RED, (HOLD,)),
        (Outcome.VALID, None, Outcome.UNKNOWN_CODE, Decision.CHECK, None, ()),
        (Outcome.VALID, replace(GREEN, replaced_at=NOW), Outcome.REPLACED, Decision.CHECK, None, ()),
        (Outcome.VALID, replace(RED, replaced_at=NOW - DAY), Outcome.REPLACED, Decision.CHECK, None, ()),
        # A code replaced by a clock that runs ahead of ours is dead all the same.
        (Outcome.VALID, replace(GREEN, replaced_at=NOW + DAY), Outcome.REPLACED, Decision.CHECK, None, ()),
    ],
)
def test_the_verdict_on_a_genuine_payload(
    read_as: Outcome, code: Code | None, outcome: Outcome, decision: Decision, colour: Colour | None, because: object
) -> None:
    found = verdict(read_as, code, NOW)

    assert (found.outcome, found.decision, found.colour, found.because) == (outcome, decision, colour, because)
    assert (found.as_of, found.source) == (NOW, Source.LIVE)


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.VALID])
@pytest.mark.parametrize("code", [None, GREEN, RED], ids=["no code", "green", "red"])
def test_whatever_is_not_valid_is_checked_by_hand_and_has_no_colour(outcome: Outcome, code: Code | None) -> None:
    found = verdict(outcome, code, NOW)

    assert (found.outcome, found.decision, found.colour, found.because) == (outcome, Decision.CHECK, None, ())


@pytest.mark.parametrize(("code", "decision"), [(GREEN, Decision.PASS), (RED, Decision.STOP)], ids=["green", "red"])
@pytest.mark.parametrize("unconfirmed", [False, True])
def test_who_is_unconfirmed_passes_or_is_stopped_as_anybody_and_is_marked(
    code: Code, decision: Decision, *, unconfirmed: bool
) -> None:
    found = verdict(Outcome.VALID, replace(code, unconfirmed=unconfirmed), NOW)

    assert (found.decision, found.unconfirmed) == (decision, unconfirmed)


def test_a_replaced_code_says_nothing_of_its_person() -> None:
    assert not verdict(Outcome.VALID, replace(GREEN, replaced_at=NOW, unconfirmed=True), NOW).unconfirmed


def test_the_verdict_follows_the_clock() -> None:
    decisions = [verdict(Outcome.VALID, RED, NOW + days * DAY).decision for days in (-1, 0, 1)]

    assert decisions == [Decision.PASS, Decision.STOP, Decision.PASS]


@pytest.mark.parametrize("role", StaffRole)
def test_reasons_are_for_those_who_act_on_them(role: StaffRole) -> None:
    assert may_see_reasons(Actor(AccountId("a"), frozenset({role}))) == (
        role in {StaffRole.GRID_WORKER, StaffRole.MEDIC}
    )


def test_one_role_that_may_see_reasons_is_enough_and_none_is_not() -> None:
    assert may_see_reasons(Actor(AccountId("a"), frozenset({StaffRole.SCANNER, StaffRole.MEDIC})))
    assert not may_see_reasons(Actor(AccountId("a")))
