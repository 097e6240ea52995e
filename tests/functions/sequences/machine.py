"""The state machine that calls any route as anybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.functions.sequences.drawing import Shrinking
from tests.functions.sequences.region_under_test import (
    ANSWER_APPEAL,
    APPEAL,
    APPROVE,
    ASSIGN,
    LIFT,
    REGISTER,
    RELEASE,
    REPLACE,
    SCAN,
    RegionUnderTest,
)

OFTEN = (ASSIGN, LIFT, APPROVE, APPEAL, ANSWER_APPEAL, SCAN, RELEASE, REGISTER, REPLACE)
"""What brings about colours, and what may change them."""
MOVES = st.sampled_from(
    [timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=1), timedelta(days=1), timedelta(days=3)]
)
DATA = st.data()


class AnySequence(RuleBasedStateMachine):
    """Everybody may call everything, in any order, at any time."""

    def __init__(self, under_test: RegionUnderTest) -> None:
        super().__init__()
        self.under_test = under_test
        under_test.start_again()

    @rule(data=DATA)
    def anybody_calls_any_route(self, data: st.DataObject) -> None:
        draw = Shrinking(data)
        self.under_test.call(draw, draw.one_of(sorted(self.under_test.region.routes)))

    @rule(data=DATA)
    def somebody_calls_what_concerns_colours(self, data: st.DataObject) -> None:
        draw = Shrinking(data)
        self.under_test.call(draw, draw.one_of(OFTEN))

    @rule(data=DATA)
    def medic_ends_observation(self, data: st.DataObject) -> None:
        self.under_test.medic_ends_observation(Shrinking(data))

    @rule(data=DATA)
    def resident_appeals(self, data: st.DataObject) -> None:
        self.under_test.resident_appeals(Shrinking(data))

    @rule(data=DATA)
    def officer_reaches_the_brake(self, data: st.DataObject) -> None:
        self.under_test.officer_reaches_the_brake(Shrinking(data))

    @rule(data=DATA)
    def record_is_made_and_lifted(self, data: st.DataObject) -> None:
        self.under_test.record_is_made_and_lifted(Shrinking(data))

    @rule(data=DATA)
    def red_person_gets_a_new_code(self, data: st.DataObject) -> None:
        self.under_test.red_person_gets_a_new_code(Shrinking(data))

    @rule(data=DATA)
    def time_comes(self, data: st.DataObject) -> None:
        self.under_test.time_comes(Shrinking(data))

    @rule(by=MOVES)
    def time_passes(self, by: timedelta) -> None:
        self.under_test.region.clock.move(by)

    @invariant()
    def colours_are_what_the_records_say(self) -> None:
        self.under_test.check_colours()


def run_any_sequence(under_test: RegionUnderTest, *, sequences: int, steps: int, shrinks: bool = True) -> None:
    """Run so many sequences of so many steps; the same ones every time."""

    def run() -> None:
        run_state_machine_as_test(lambda: AnySequence(under_test), settings=given)

    given = settings(
        max_examples=sequences,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink) if shrinks else (Phase.generate,),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    # With a stack of its own, as in the colour machine's test.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(run).result()
