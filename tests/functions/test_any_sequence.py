"""No sequence of calls of any routes by anybody reaches a red without a name behind it, or changes one unseen."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from infra.functions import API_FUNCTIONS
from tests.functions.samples import SAMPLE, placeholders
from tests.functions.sequences.callers import GRID_WORKER, INSPECTOR, MEDIC, RESIDENTS, STAFF
from tests.functions.sequences.calls import KNOWN
from tests.functions.sequences.changes import MAY_CLEAR, MAY_REDDEN
from tests.functions.sequences.drawing import Seeded
from tests.functions.sequences.ledger import ALONE_AN_HOUR
from tests.functions.sequences.machine import run_any_sequence
from tests.functions.sequences.region_under_test import SCAN, RegionUnderTest
from tests.region import Region, deployed_region

ROUTES = {route.key: route for function in API_FUNCTIONS for route in function.routes}
NEVER_DONE = {
    # A temperature is final: nobody changes it.
    "PUT /v1/people/{person}/temperatures/{temperature}",
    "PATCH /v1/people/{person}/temperatures/{temperature}",
    "DELETE /v1/people/{person}/temperatures/{temperature}",
    # Its file comes through the bucket, not through a route.
    "GET /v1/people/{person}/certificates/{certificate}/file",
    # What these are about, functions make that no route calls.
    "POST /v1/risk-imports/{import}/approval",
    "GET /v1/red-list/days/{day}",
}
ROUNDS = 20
"""In each, whatever has not worked yet is tried once more."""


@pytest.fixture(scope="module")
def region() -> Iterator[Region]:
    with deployed_region(ALONE_AN_HOUR) as deployed:
        yield deployed


@pytest.fixture(scope="module")
def under_test(region: Region) -> RegionUnderTest:
    return RegionUnderTest(region)


def test_every_route_of_every_function_of_the_api_is_called(region: Region) -> None:
    assert set(region.routes) == set(ROUTES)


@pytest.mark.parametrize("key", ROUTES)
def test_every_route_has_a_request_that_can_be_made_up(key: str) -> None:
    assert placeholders(SAMPLE[key].read_text(encoding="utf-8")) <= KNOWN


def test_whatever_may_change_a_colour_is_a_route(region: Region) -> None:
    assert set(MAY_REDDEN) | set(MAY_CLEAR) <= set(region.routes)


def test_every_route_does_in_some_sequence_what_it_is_for(under_test: RegionUnderTest) -> None:
    draw = Seeded(1, sensible=True)
    under_test.start_again()
    left = set(ROUTES) - NEVER_DONE
    own, member = (text for text, account in under_test.world.told["person"] if account == RESIDENTS[0].account)
    people = {"person": own, "appellant_person": own, "member": member}

    for _ in range(ROUNDS):
        under_test.region.clock.move(timedelta(hours=1))
        for caller in (INSPECTOR, GRID_WORKER, MEDIC):
            under_test.call(draw, SCAN, caller)
        # What takes away comes last, so that the rest finds something.
        trying = {key for key in left if not key.startswith("DELETE ")} or left
        # With the list or the making of it, which tells what one of it is asked for by.
        for key in sorted(other for other in ROUTES if any(key.startswith(other) for key in trying)):
            entitled = [caller for caller in (RESIDENTS[0], *STAFF.values()) if caller.may_call(ROUTES[key])]
            under_test.call(draw, key, draw.one_of(entitled), **people)
        under_test.medic_ends_observation(draw)
        under_test.resident_appeals(draw)
        under_test.officer_reaches_the_brake(draw)
        left -= {step.key for step in under_test.steps if step.worked}
        if not left:
            break

    assert not left


def test_no_sequence_of_calls_breaks_a_law(under_test: RegionUnderTest) -> None:
    run_any_sequence(under_test, sequences=12, steps=16)
