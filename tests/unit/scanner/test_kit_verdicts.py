"""What a device says of a code with its kit alone: the colour that its lists tell, or that none is told (M10, M22)."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scanner.kit import Kit
from shared.codes.model import Outcome
from shared.jws.signature import NotGenuine
from shared.risk.model import Colour
from shared.scans.model import Decision, Source, Verdict
from tests.unit.scanner.made_region import (
    ANCHOR,
    DAY,
    KEY,
    LIST,
    MINUTE,
    OWN,
    PEER,
    PEER_KEY,
    RED,
    REPLACED,
    RESERVED,
    SECOND_KEY,
    START,
    STRANGER,
    built,
    payload,
    trust_list,
    trust_list_text,
    trusted_issuer,
    trusted_key,
)

STATUSES = {1: RED, 2: REPLACED, 3: RESERVED}
NOW = START + 5 * MINUTE


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """With the lists of the region, and those of its peer, in which place 9 is red."""
    kit = Kit(tmp_path_factory.mktemp("kit"), ANCHOR.public_key())
    kit.take_trust_list(trust_list_text(), START)
    own, peers = built(STATUSES), built({9: RED}, issuer=PEER, key=PEER_KEY)
    kit.take_lists(OWN, own.contents, own.lists, START)
    kit.take_lists(PEER, peers.contents, peers.lists, START)
    return kit


def said(verdict: Verdict) -> tuple[Outcome, Decision, Colour | None]:
    assert verdict.source is Source.STATUS_LIST
    assert verdict.because == ()
    return verdict.outcome, verdict.decision, verdict.colour


GREEN_PASSES = (Outcome.VALID, Decision.PASS, Colour.GREEN)
RED_STOPS = (Outcome.VALID, Decision.STOP, Colour.RED)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (payload(0), GREEN_PASSES),
        (payload(1), RED_STOPS),
        (payload(0, number=200), GREEN_PASSES),
        (payload(9, issuer=PEER, key=PEER_KEY), RED_STOPS),
        (payload(1, issuer=PEER, key=PEER_KEY), GREEN_PASSES),
        (payload(1).lower(), RED_STOPS),
        (payload(2), (Outcome.REPLACED, Decision.CHECK, None)),
        (payload(3), (Outcome.UNKNOWN_CODE, Decision.CHECK, None)),
        (payload(0, issued_at=START + timedelta(seconds=1)), (Outcome.STALE, Decision.CHECK, None)),
        (payload(0, issuer=33), (Outcome.UNKNOWN_ISSUER, Decision.CHECK, None)),
        (payload(0, key_id=9), (Outcome.UNKNOWN_KEY, Decision.CHECK, None)),
        (payload(0, key=STRANGER), (Outcome.BAD_SIGNATURE, Decision.CHECK, None)),
        # The peer's key vouches for no code of ours.
        (payload(0, key=PEER_KEY), (Outcome.BAD_SIGNATURE, Decision.CHECK, None)),
        (payload(0, issued_at=START - 31 * DAY), (Outcome.UNKNOWN_KEY, Decision.CHECK, None)),
        (payload(0)[:-1], (Outcome.MALFORMED, Decision.CHECK, None)),
        ("WIFI:T:WPA;S:cafe;P:secret;;", (Outcome.MALFORMED, Decision.CHECK, None)),
        ("", (Outcome.MALFORMED, Decision.CHECK, None)),
        ("\ud800" * 5000, (Outcome.MALFORMED, Decision.CHECK, None)),
    ],
)
def test_each_code_has_its_verdict(kit: Kit, given: str, found: tuple[Outcome, Decision, Colour | None]) -> None:
    assert said(kit.verdict(given, NOW)) == found


def test_a_verdict_says_of_when_it_is(kit: Kit) -> None:
    assert kit.verdict(payload(0), NOW).as_of == START
    assert kit.verdict(payload(0, issued_at=START + timedelta(seconds=1)), NOW).as_of == START


@pytest.mark.parametrize(
    ("given", "now"),
    [
        pytest.param("", NOW, id="no code"),
        pytest.param(payload(0, key=STRANGER), NOW, id="a forged code"),
        pytest.param(payload(0, issued_at=START - 31 * DAY), NOW, id="a code from before its key"),
        pytest.param(payload(0), START + DAY, id="a trust list that is too old"),
        pytest.param(payload(0), START - 6 * MINUTE, id="a clock that is behind"),
    ],
)
def test_a_verdict_for_which_no_contents_were_gone_by_is_of_the_moment(kit: Kit, given: str, now: datetime) -> None:
    assert kit.verdict(given, now).as_of == now


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    "now",
    [
        pytest.param(START + DAY, id="the lists and the trust list are too old"),
        pytest.param(START + 400 * DAY, id="much too old"),
        pytest.param(START - 6 * MINUTE, id="the clock is behind what the region has signed"),
        pytest.param(datetime(1970, 1, 1, tzinfo=START.tzinfo), id="the clock has lost its battery"),
    ],
)
def test_no_colour_comes_from_a_kit_that_is_too_old_or_a_clock_that_is_wrong(
    kit: Kit, place: int, now: datetime
) -> None:
    assert said(kit.verdict(payload(place), now)) == (Outcome.STALE, Decision.CHECK, None)


@pytest.mark.parametrize("now", [START - 5 * MINUTE, START, START + DAY - timedelta(microseconds=1)])
def test_colours_are_told_up_to_the_last_instant(kit: Kit, now: datetime) -> None:
    assert said(kit.verdict(payload(1), now)) == RED_STOPS


def test_a_clock_that_is_right_again_tells_colours_again(kit: Kit) -> None:
    assert kit.verdict(payload(0), START - DAY).outcome is Outcome.STALE
    assert said(kit.verdict(payload(0), NOW)) == GREEN_PASSES


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        (payload(0, issuer=33), Outcome.STALE),
        (payload(0, key_id=9), Outcome.STALE),
        (payload(0, key=STRANGER), Outcome.BAD_SIGNATURE),
        ("", Outcome.MALFORMED),
    ],
)
def test_an_old_trust_list_knows_no_stranger_but_knows_a_forgery(kit: Kit, given: str, outcome: Outcome) -> None:
    assert said(kit.verdict(given, START + DAY)) == (outcome, Decision.CHECK, None)


def test_without_anything_nothing_has_a_colour(tmp_path: Path) -> None:
    kit = Kit(tmp_path, ANCHOR.public_key())

    assert said(kit.verdict(payload(0), NOW)) == (Outcome.STALE, Decision.CHECK, None)
    assert said(kit.verdict("", NOW)) == (Outcome.MALFORMED, Decision.CHECK, None)


def test_without_lists_a_genuine_code_has_no_colour(tmp_path: Path) -> None:
    kit = Kit(tmp_path, ANCHOR.public_key())
    kit.take_trust_list(trust_list_text(), START)

    assert said(kit.verdict(payload(0), NOW)) == (Outcome.STALE, Decision.CHECK, None)


def filled(folder: Path, *keys: Any) -> Kit:
    """A kit of an issuer with these keys, whose lists are signed with the first of the tests' keys."""
    kit = Kit(folder, ANCHOR.public_key())
    kit.take_trust_list(trust_list_text(trust_list(trusted_issuer(OWN, *keys))), START)
    own = built(STATUSES)
    kit.take_lists(OWN, own.contents, own.lists, START)
    return kit


def test_of_a_withdrawn_key_neither_codes_nor_lists_count_from_that_instant(tmp_path: Path) -> None:
    withdrawn = trusted_key(withdrawn_at=START + MINUTE)
    kit = filled(tmp_path, withdrawn, trusted_key(SECOND_KEY, 2))
    of_the_second = payload(0, key=SECOND_KEY, key_id=2)

    assert said(kit.verdict(payload(0), START)) == GREEN_PASSES
    assert said(kit.verdict(of_the_second, START)) == GREEN_PASSES
    assert kit.verdict(payload(0), START + MINUTE).outcome is Outcome.UNKNOWN_KEY
    # It is genuine, but who says that it is green may be whoever has the withdrawn key.
    assert kit.verdict(of_the_second, START + MINUTE).outcome is Outcome.STALE


def test_a_trust_list_that_withdraws_a_key_takes_the_lists_along(tmp_path: Path) -> None:
    second = trusted_key(SECOND_KEY, 2)
    kit = filled(tmp_path, trusted_key(), second)
    of_the_second = payload(1, key=SECOND_KEY, key_id=2)
    withdrawn = trust_list(trusted_issuer(OWN, trusted_key(withdrawn_at=START), second), at=NOW)

    kit.take_trust_list(trust_list_text(withdrawn), NOW)

    assert kit.verdict(payload(0), NOW).outcome is Outcome.UNKNOWN_KEY
    assert kit.verdict(of_the_second, NOW).outcome is Outcome.STALE
    again = built(STATUSES, at=NOW, key=SECOND_KEY, key_id=2)
    kit.take_lists(OWN, again.contents, again.lists, NOW)
    assert said(kit.verdict(of_the_second, NOW)) == RED_STOPS


def test_lists_may_have_another_key_of_their_issuer_than_the_contents_while_it_counts(tmp_path: Path) -> None:
    kit, second = Kit(tmp_path, ANCHOR.public_key()), trusted_key(SECOND_KEY, 2)
    kit.take_trust_list(trust_list_text(trust_list(trusted_issuer(OWN, trusted_key(), second))), START)
    first, followed = built(STATUSES), built(STATUSES, key=SECOND_KEY, key_id=2)
    kit.take_lists(OWN, followed.contents, first.lists, START)
    of_the_second = payload(1, key=SECOND_KEY, key_id=2)
    assert said(kit.verdict(payload(1), NOW)) == said(kit.verdict(of_the_second, NOW)) == RED_STOPS
    assert kit.to_fetch(OWN, followed.contents, NOW) == ()

    withdrawn = trust_list(trusted_issuer(OWN, trusted_key(withdrawn_at=NOW), second), at=NOW)
    kit.take_trust_list(trust_list_text(withdrawn), NOW)

    told = kit.verdict(of_the_second, NOW)
    assert (told.outcome, told.as_of) == (Outcome.STALE, START)
    assert kit.to_fetch(OWN, followed.contents, NOW) == tuple(range(256))
    with pytest.raises(NotGenuine, match="does not count now"):
        kit.take_lists(OWN, followed.contents, first.lists, NOW)
    with pytest.raises(NotGenuine, match="not whole"):
        kit.take_lists(OWN, followed.contents, {}, NOW)
    kit.take_lists(OWN, followed.contents, followed.lists, NOW)
    assert said(kit.verdict(of_the_second, NOW)) == RED_STOPS


def test_codes_of_a_key_that_was_followed_go_on_counting_and_new_ones_do_not(tmp_path: Path) -> None:
    kit = filled(tmp_path, trusted_key(valid_until=START + MINUTE), trusted_key(SECOND_KEY, 2))
    later = START + 10 * MINUTE
    again = built(STATUSES, at=later, key=SECOND_KEY, key_id=2)
    kit.take_lists(OWN, again.contents, again.lists, later)

    assert said(kit.verdict(payload(1), later)) == RED_STOPS
    assert kit.verdict(payload(0, issued_at=START + 2 * MINUTE), later).outcome is Outcome.UNKNOWN_KEY


def test_a_key_counts_from_the_instant_from_which_it_is_valid(tmp_path: Path) -> None:
    kit = filled(tmp_path, trusted_key(), trusted_key(SECOND_KEY, 2, valid_from=START + MINUTE))
    code = payload(0, key=SECOND_KEY, key_id=2, issued_at=START + MINUTE)

    assert kit.verdict(code, START).outcome is Outcome.UNKNOWN_KEY
    # It is genuine then, and too young for the lists.
    assert kit.verdict(code, START + MINUTE).outcome is Outcome.STALE


def test_an_issuer_that_is_trusted_no_more_is_unknown(tmp_path: Path) -> None:
    kit = Kit(tmp_path, ANCHOR.public_key())
    kit.take_trust_list(trust_list_text(), START)
    peers = built(issuer=PEER, key=PEER_KEY)
    kit.take_lists(PEER, peers.contents, peers.lists, START)
    code = payload(issuer=PEER, key=PEER_KEY)
    assert said(kit.verdict(code, START)) == GREEN_PASSES

    kit.take_trust_list(trust_list_text(trust_list(trusted_issuer(), at=NOW)), NOW)

    assert kit.verdict(code, NOW).outcome is Outcome.UNKNOWN_ISSUER
    assert not (tmp_path / "lists-042.cbor").exists()


def test_something_genuine_from_the_future_shows_that_the_clock_is_behind(tmp_path: Path) -> None:
    kit = filled(tmp_path, trusted_key())
    ahead = built(STATUSES, at=START + 60 * MINUTE)
    with pytest.raises(Exception, match="from the future"):
        kit.to_fetch(OWN, ahead.contents, NOW)

    assert kit.verdict(payload(0), NOW).outcome is Outcome.STALE
    assert kit.knowledge.clock_is_wrong(NOW)
    assert said(kit.verdict(payload(0), START + 60 * MINUTE)) == GREEN_PASSES

    kit.take_lists(OWN, built(STATUSES).contents, {}, NOW)
    assert said(kit.verdict(payload(0), NOW)) == GREEN_PASSES


def test_lists_that_share_one_empty_list_do_not_share_what_is_red(kit: Kit) -> None:
    held = [each and each.status_list for each in kit.knowledge.holdings[OWN].lists]
    greens = {id(each.packed) for number, each in enumerate(held) if each and number != LIST}

    assert len(greens) == 1
    assert said(kit.verdict(payload(1, key=KEY), NOW)) == RED_STOPS
