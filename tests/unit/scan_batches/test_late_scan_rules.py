"""Which late scans are believed: outcome, colour and decision belong together, and no instant is out of reach."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.checkpoints.model import Kind, Place
from shared.checkpoints.rules import checkpoint_id
from shared.codes.model import Outcome
from shared.risk.model import Colour
from shared.scan_batches.model import LateScan, Refusal
from shared.scan_batches.rules import OF_GENUINE_CODES, SKEW, refusal
from shared.scans.model import Decision

NOW = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
RETENTION = timedelta(days=30)
STATION = checkpoint_id(Place("440106", Kind.STATION), "abcdefgh")
INSTANTS = st.datetimes(timezones=st.sampled_from([UTC]))
# Written a second time, on purpose.
BELONG_TOGETHER = {
    (Outcome.VALID, Colour.GREEN, Decision.PASS),
    (Outcome.VALID, Colour.RED, Decision.STOP),
    *((outcome, None, Decision.CHECK) for outcome in Outcome if outcome is not Outcome.VALID),
}


def why(*, genuine: bool = True, **changes: Any) -> Refusal | None:
    valid: dict[str, Any] = {
        "key": "scan-0001",
        "payload": "",
        "checkpoint_id": STATION,
        "scanned_at": NOW,
        "outcome": Outcome.VALID,
        "decision": Decision.PASS,
        "colour": Colour.GREEN,
        "as_of": NOW,
    }
    return refusal(LateScan(**(valid | changes)), NOW, RETENTION, genuine=genuine)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("colour", [None, *Colour])
@pytest.mark.parametrize("decision", Decision)
def test_a_decision_follows_from_outcome_and_colour(
    outcome: Outcome, colour: Colour | None, decision: Decision
) -> None:
    fits = (outcome, colour, decision) in BELONG_TOGETHER

    assert why(outcome=outcome, colour=colour, decision=decision) is (None if fits else Refusal.CONTRADICTORY_VERDICT)


@pytest.mark.parametrize("outcome", Outcome)
def test_what_is_said_of_a_code_takes_a_genuine_one(outcome: Outcome) -> None:
    valid = outcome is Outcome.VALID
    decided: dict[str, Any] = {
        "colour": Colour.RED if valid else None,
        "decision": Decision.STOP if valid else Decision.CHECK,
    }

    refused = why(genuine=False, outcome=outcome, **decided)

    assert refused is (Refusal.NOT_GENUINE if outcome in OF_GENUINE_CODES else None)
    assert why(outcome=outcome, **decided) is None


@pytest.mark.parametrize("text", ["", "x", STATION.lower(), STATION[:-1] + "#", "440106-H-8F3K2M7Q-X", "粤" * 40])
def test_a_checkpoint_is_known_by_its_check_character(text: str) -> None:
    assert why(checkpoint_id=text) is Refusal.INVALID_CHECKPOINT


@given(INSTANTS, INSTANTS)
def test_any_two_instants_are_judged(scanned_at: datetime, as_of: datetime) -> None:
    expected = None
    if as_of - scanned_at > SKEW:
        expected = Refusal.STATUS_AFTER_SCAN
    if scanned_at - NOW > SKEW:
        expected = Refusal.SCAN_AHEAD_OF_TIME
    if NOW - scanned_at >= RETENTION:
        expected = Refusal.SCAN_TOO_OLD

    assert why(scanned_at=scanned_at, as_of=as_of) is expected


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
def test_the_ends_of_the_calendar_are_refused_for_what_they_are(text: str) -> None:
    instant = datetime.fromisoformat(text)
    early = instant.year == 1

    assert why(scanned_at=instant) is (Refusal.SCAN_TOO_OLD if early else Refusal.SCAN_AHEAD_OF_TIME)
    assert why(as_of=instant) is (None if early else Refusal.STATUS_AFTER_SCAN)
