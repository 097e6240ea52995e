"""The state machine that calls any route as anybody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.functions.sequences.drawing import Draw, Seeded, Shrinking
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
MOVES = (timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=1), timedelta(days=1), timedelta(days=3))
DATA = st.data()


def call_any_route(under_test: RegionUnderTest, draw: Draw) -> None:
    """Somebody calls one of all the routes."""
    under_test.call(draw, draw.one_of(sorted(under_test.region.routes)))


def call_what_concerns_colours(under_test: RegionUnderTest, draw: Draw) -> None:
    """Somebody calls one of the routes with which colours have to do."""
    under_test.call(draw, draw.one_of(OFTEN))


def let_time_pass(under_test: RegionUnderTest, draw: Draw) -> None:
    """Minutes or days."""
    under_test.region.clock.move(draw.one_of(MOVES))


Act = Callable[[RegionUnderTest, Draw], None]
ACTS: tuple[Act, ...] = (
    call_any_route,
    call_what_concerns_colours,
    let_time_pass,
    RegionUnderTest.time_comes,
    RegionUnderTest.medic_ends_observation,
    RegionUnderTest.resident_appeals,
    RegionUnderTest.officer_reaches_the_brake,
    RegionUnderTest.red_person_gets_a_new_code,
    RegionUnderTest.record_is_made_and_lifted,
)


class AnySequence(RuleBasedStateMachine):
    """Everybody may call everything, in any order, at any time."""

    def __init__(self, under_test: RegionUnderTest) -> None:
        super().__init__()
        self.under_test = under_test
        under_test.start_again()

    @rule(act=st.sampled_from(ACTS), data=DATA)
    def act(self, act: Act, data: st.DataObject) -> None:
        act(self.under_test, Shrinking(data))

    @invariant()
    def colours_are_what_the_records_say(self) -> None:
        self.under_test.check_colours()


def run_seeded_sequences(under_test: RegionUnderTest, *, sequences: int, steps: int, rather: Act | None = None) -> None:
    """Run so many sequences of so many steps, chosen by seeds, half of the steps `rather` than any other.

    It finds a fault soonest, and says least of why.
    """
    acts = ACTS if rather is None else (*ACTS, *[rather] * len(ACTS))
    for seed in range(sequences):
        under_test.start_again()
        draw = Seeded(seed)
        for _ in range(steps):
            draw.one_of(acts)(under_test, draw)
            under_test.check_colours()


def run_any_sequence(under_test: RegionUnderTest, *, sequences: int, steps: int) -> None:
    """Run so many sequences of so many steps, the same ones every time; one that fails is made short."""

    class Here(AnySequence):
        def __init__(self) -> None:
            super().__init__(under_test)

    given = settings(
        max_examples=sequences,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    # With a stack of its own, as in the colour machine's test.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(run_state_machine_as_test, Here, settings=given).result()
