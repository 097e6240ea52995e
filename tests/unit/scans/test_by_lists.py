"""What a gate decides with status lists alone: a colour where they tell one, else a look at the document."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.codes.model import Claims, Outcome
from shared.kernel.ids import CodeId
from shared.risk.model import Colour
from shared.scans.by_lists import verdict_by_lists
from shared.scans.model import Decision, Source
from shared.statuslist.bits import packed
from shared.statuslist.model import BITS, LISTS, PLACES, Contents, StatusList

ISSUED = datetime(2020, 4, 7, 7, 46, tzinfo=UTC)
NOW = ISSUED + timedelta(minutes=5)
DAY = timedelta(days=1)
CONTENTS = Contents(44, ISSUED, ISSUED + DAY, tuple(ISSUED - timedelta(minutes=number) for number in range(LISTS)))
NUMBER = 200
LIST = StatusList(44, NUMBER, CONTENTS.lists[NUMBER], ISSUED + 2 * DAY, packed({1: 1, 2: 2, 3: 3}, PLACES, BITS))


def code(place: int, number: int = NUMBER) -> Claims:
    return Claims(44, 1, int(ISSUED.timestamp()), CodeId(f"{number * PLACES + place:07x}{'0' * 17}"))


@pytest.mark.parametrize(
    ("place", "outcome", "decision", "colour"),
    [
        (0, Outcome.VALID, Decision.PASS, Colour.GREEN),
        (1, Outcome.VALID, Decision.STOP, Colour.RED),
        (2, Outcome.REPLACED, Decision.CHECK, None),
        # A status that nobody has given a meaning is no colour.
        (3, Outcome.UNKNOWN_CODE, Decision.CHECK, None),
    ],
)
def test_each_status_has_its_verdict(place: int, outcome: Outcome, decision: Decision, colour: Colour | None) -> None:
    found = verdict_by_lists(code(place), CONTENTS, LIST, NOW)

    assert (found.outcome, found.decision, found.colour) == (outcome, decision, colour)
    assert (found.as_of, found.source) == (ISSUED, Source.STATUS_LIST)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    ("claims", "contents", "status_list", "now"),
    [
        pytest.param({}, {}, {}, ISSUED + DAY, id="the contents are no longer good"),
        pytest.param({}, {}, {"expires_at": NOW}, NOW, id="the list is no longer good"),
        pytest.param({"issued_at": int(ISSUED.timestamp()) + 1}, {}, {}, NOW, id="the code is younger"),
        pytest.param({"issuer": 42}, {}, {}, NOW, id="the code is another issuer's"),
        pytest.param({}, {"issuer": 42}, {}, NOW, id="the contents are another issuer's"),
        pytest.param({}, {}, {"issuer": 42}, NOW, id="the list is another issuer's"),
        pytest.param({}, {}, {"number": NUMBER - 1}, NOW, id="the list is another one"),
        pytest.param({}, {}, {"issued_at": LIST.issued_at - DAY / 2}, NOW, id="the list is an older edition"),
    ],
)
def test_a_colour_is_never_guessed(
    place: int,
    claims: dict[str, Any],
    contents: dict[str, Any],
    status_list: dict[str, Any],
    now: datetime,
) -> None:
    found = verdict_by_lists(
        replace(code(place), **claims), replace(CONTENTS, **contents), replace(LIST, **status_list), now
    )

    assert (found.outcome, found.decision, found.colour) == (Outcome.STALE, Decision.CHECK, None)


def test_lists_are_good_until_the_instant_at_which_they_expire() -> None:
    last = ISSUED + DAY - timedelta(microseconds=1)

    assert verdict_by_lists(code(0), CONTENTS, LIST, last).colour is Colour.GREEN
