"""Asking the region while the person waits: what counts as its answer, and how long it is left alone after none."""

import json
from typing import Any

import pytest

from scanner.api import Refused, Unanswered
from scanner.online import Online, read_verdict
from scanner.pause import Pause
from shared.codes.model import Outcome
from shared.risk.model import Colour
from shared.scans.model import Decision, Source
from tests.unit.scanner.made_region import START
from tests.unit.scanner.region_api import RegionApi

GREEN: dict[str, Any] = {
    "scan": "a" * 16,
    "outcome": "VALID",
    "decision": "PASS",
    "colour": "GREEN",
    "as_of": "2026-03-01T08:00:00Z",
    "source": "live",
    "masked_name": "*小明",
    "identity_confirmed": True,
    "reasons": None,
}


def said(**fields: Any) -> bytes:
    return json.dumps(GREEN | fields).encode()


def test_a_verdict_is_read_and_the_name_is_dropped() -> None:
    verdict = read_verdict(said(identity_confirmed=False))

    assert (verdict.outcome, verdict.decision, verdict.colour) == (Outcome.VALID, Decision.PASS, Colour.GREEN)
    assert (verdict.as_of, verdict.source, verdict.unconfirmed, verdict.because) == (START, Source.LIVE, True, ())
    assert "小明" not in repr(verdict)


@pytest.mark.parametrize(
    ("fields", "outcome", "decision", "colour", "source"),
    [
        ({"decision": "STOP", "colour": "RED"}, Outcome.VALID, Decision.STOP, Colour.RED, Source.LIVE),
        ({"source": "peer"}, Outcome.VALID, Decision.PASS, Colour.GREEN, Source.PEER),
        (
            {"outcome": "STALE", "decision": "CHECK", "colour": None, "identity_confirmed": None, "source": "peer"},
            Outcome.STALE,
            Decision.CHECK,
            None,
            Source.PEER,
        ),
    ],
)
def test_every_kind_of_verdict_is_read(
    fields: dict[str, Any], outcome: Outcome, decision: Decision, colour: Colour | None, source: Source
) -> None:
    found = read_verdict(said(**fields))

    assert (found.outcome, found.decision, found.colour, found.source) == (outcome, decision, colour, source)


@pytest.mark.parametrize(
    "content",
    [
        said(decision="STOP"),
        said(decision="CHECK"),
        said(colour="RED"),
        said(colour=None),
        said(colour="BLUE"),
        said(colour=["GREEN"]),
        said(outcome="REPLACED"),
        said(outcome="FINE"),
        said(outcome=None),
        said(decision="GO"),
        said(as_of="yesterday"),
        said(as_of=1),
        said(source="me"),
        said(identity_confirmed="yes"),
        said(identity_confirmed=1),
        said()[:-1],
        said()[:-1] + b', "colour": "GREEN"}',
        said().replace(b'"decision"', b'"was"'),
        b"[]",
        b"null",
        b"",
        b"<html>",
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_what_is_not_exactly_a_verdict_is_no_answer(content: bytes) -> None:
    with pytest.raises(Unanswered):
        read_verdict(content)


class Watch:
    """A monotonic clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def online(api: RegionApi, watch: Watch) -> Online:
    pause = Pause(1, 60, lambda _, high: high)
    return Online(api, "440106-H-7F3K2M6Q-U", seconds=0.8, monotonic=watch, pause=pause)


def answering() -> RegionApi:
    api = RegionApi()
    api.live = said
    return api


@pytest.mark.parametrize("fault", [Unanswered("the API took too long"), Refused(401), Refused(403)])
def test_after_a_failure_nobody_is_asked_for_longer_and_longer(fault: Unanswered) -> None:
    api, watch = answering(), Watch()
    asking = online(api, watch)
    api.fault = fault
    asked_at = []
    for second in range(200):
        watch.now = float(second)
        before = len(api.asked)
        assert asking.ask("a code", f"key-{second}") is None
        if len(api.asked) > before:
            asked_at.append(second)

    assert asked_at == [0, 1, 3, 7, 15, 31, 63, 123, 183]


def test_it_is_asked_again_when_it_answers_again() -> None:
    api, watch = answering(), Watch()
    asking = online(api, watch)
    api.fault = Unanswered("the API took too long")
    assert asking.ask("a code", "key-1") is None
    api.fault = None
    assert asking.ask("a code", "key-2") is None
    watch.now = 1.0

    assert asking.ask("a code", "key-3") is not None
    assert asking.ask("a code", "key-4") is not None
    assert list(api.stored) == ["key-3", "key-4"]


def test_it_is_left_alone_as_long_as_it_wants_to_be() -> None:
    api, watch = answering(), Watch()
    asking = online(api, watch)
    api.fault = Unanswered("the API answered 429", retry_after=30)
    asking.ask("a code", "key-1")
    api.fault = None
    watch.now = 29.0
    assert asking.ask("a code", "key-2") is None
    watch.now = 30.0
    assert asking.ask("a code", "key-3") is not None


@pytest.mark.parametrize("status", [400, 404, 409, 413, 415, 422])
def test_a_scan_that_is_not_taken_says_nothing_about_the_next_one(status: int) -> None:
    api, watch = answering(), Watch()
    asking = online(api, watch)
    api.fault = Refused(status)
    assert asking.ask("a code", "key-1") is None
    api.fault = None

    assert asking.ask("a code", "key-2") is not None


def test_an_answer_that_cannot_be_read_is_a_failure() -> None:
    api, watch = answering(), Watch()
    api.live = lambda: said(decision="STOP")
    asking = online(api, watch)

    assert asking.ask("a code", "key-1") is None
    assert asking.ask("a code", "key-2") is None
    assert len(api.asked) == 1
