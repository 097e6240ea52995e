"""What happens to the kit's files: crashes, damage, and texts that are older, forged or somebody else's."""

import random
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from scanner.editions import Editions
from scanner.kit import Kit
from scanner.knowledge import Knowledge
from shared.codes.model import Outcome
from shared.jws.signature import NotGenuine
from shared.risk.model import Colour
from shared.trust.jwt import trust_list_from_jwt
from tests.unit.scanner.made_region import (
    ANCHOR,
    DAY,
    LIST,
    MINUTE,
    OWN,
    PEER,
    PEER_KEY,
    RED,
    SECOND_KEY,
    START,
    STRANGER,
    Built,
    built,
    payload,
    trust_list,
    trust_list_text,
    trusted_issuer,
    trusted_key,
)
from tests.unit.scanner.power import PowerCut, power_until

NOW = START + 5 * MINUTE
BEFORE = built({1: RED})
AFTER = built({2: RED}, at=START + 4 * MINUTE, since=START)
CODES = payload(1), payload(2)


def opened(folder: Path) -> Kit:
    return Kit(folder, ANCHOR.public_key())


def colours(kit: Kit) -> tuple[Colour | None, ...]:
    return tuple(kit.verdict(code, NOW).colour for code in CODES)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a trust list and the lists of the first build."""
    folder = tmp_path_factory.mktemp("first")
    kit = opened(folder)
    kit.take_trust_list(trust_list_text(), START)
    kit.take_lists(OWN, BEFORE.contents, BEFORE.lists, START)
    return folder


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(first, tmp_path / "kit"))


def test_a_kit_is_the_same_after_it_was_loaded_again(folder: Path) -> None:
    assert colours(opened(folder)) == (Colour.RED, Colour.GREEN)


def test_only_the_lists_that_changed_are_to_be_fetched(folder: Path) -> None:
    kit = opened(folder)

    assert kit.to_fetch(OWN, AFTER.contents, NOW) == (LIST,)
    kit.take_lists(OWN, AFTER.contents, {LIST: AFTER.lists[LIST]}, NOW)

    assert colours(kit) == colours(opened(folder)) == (Colour.GREEN, Colour.RED)
    assert kit.to_fetch(OWN, AFTER.contents, NOW) == ()


def test_its_files_are_for_their_owner_only(folder: Path) -> None:
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o600"}


def _take_lists(kit: Kit) -> None:
    kit.take_lists(OWN, AFTER.contents, {LIST: AFTER.lists[LIST]}, NOW)


def _take_trust_list(kit: Kit) -> None:
    kit.take_trust_list(trust_list_text(trust_list(trusted_issuer(), at=NOW)), NOW)


def _steps(act: Callable[[Kit], None], folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    kit = opened(folder)
    with power_until(1000, monkeypatch) as steps:
        act(kit)
    return steps[0]


def test_whenever_the_power_goes_the_kit_has_the_old_lists_or_the_new_ones(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = _steps(_take_lists, Path(shutil.copytree(first, tmp_path / "all")), monkeypatch)
    found = []
    for step in range(steps):
        folder = Path(shutil.copytree(first, tmp_path / str(step)))
        kit = opened(folder)
        with power_until(step, monkeypatch), pytest.raises(PowerCut):
            _take_lists(kit)
        again = opened(folder)
        found.append(colours(again))
        _take_lists(again)
        assert colours(again) == (Colour.GREEN, Colour.RED)

    assert steps >= 8
    assert set(found) == {(Colour.RED, Colour.GREEN), (Colour.GREEN, Colour.RED)}


def test_whenever_the_power_goes_the_kit_has_the_old_trust_list_or_the_new_one(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = _steps(_take_trust_list, Path(shutil.copytree(first, tmp_path / "all")), monkeypatch)
    for step in range(steps):
        folder = Path(shutil.copytree(first, tmp_path / str(step)))
        kit = opened(folder)
        with power_until(step, monkeypatch), pytest.raises(PowerCut):
            _take_trust_list(kit)
        again = opened(folder)
        held = again.knowledge.trust_list
        assert held is not None
        assert held.issued_at in {START, NOW}
        assert colours(again) == (Colour.RED, Colour.GREEN)


def test_a_trust_list_that_was_cut_off_anywhere_tells_no_colour(folder: Path) -> None:
    path = folder / "trust-list.jwt"
    whole = path.read_bytes()
    anchor = ANCHOR.public_key()
    for length in range(len(whole)):
        with pytest.raises(NotGenuine):
            trust_list_from_jwt(whole[:length], anchor)
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        assert opened(folder).verdict(CODES[0], NOW).outcome is Outcome.STALE
    opened(folder).take_trust_list(whole, NOW)
    assert colours(opened(folder)) == (Colour.RED, Colour.GREEN)


def test_lists_that_were_cut_off_anywhere_tell_no_colour_until_they_are_fetched_again(folder: Path) -> None:
    path = folder / "lists-044.cbor"
    whole = path.read_bytes()
    reader = Editions()
    reader.holding(whole, trusted_issuer())
    for length in range(len(whole)):
        with pytest.raises(NotGenuine):
            reader.holding(whole[:length], trusted_issuer())
    path.write_bytes(whole[: len(whole) // 2])
    kit = opened(folder)

    assert colours(kit) == (None, None)
    assert len(kit.to_fetch(OWN, BEFORE.contents, NOW)) == 256
    kit.take_lists(OWN, BEFORE.contents, BEFORE.lists, NOW)
    assert colours(opened(folder)) == (Colour.RED, Colour.GREEN)


def test_a_byte_that_changed_on_the_disk_changes_no_colour(folder: Path) -> None:
    whole = (folder / "lists-044.cbor").read_bytes()
    source, reader, issuer = random.Random(7), Editions(), trusted_issuer()
    reader.holding(whole, issuer)
    start = whole.index(BEFORE.lists[LIST])
    places = [*range(60), *source.sample(range(len(whole)), 60), *range(start, start + len(BEFORE.lists[LIST]), 3)]
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << source.randrange(8)
        try:
            holding = reader.holding(bytes(changed), issuer)
        except NotGenuine:
            continue
        known = Knowledge(trust_list(), {OWN: holding}).at(NOW)
        red, green = (known.verdict(code, NOW).colour for code in CODES)
        assert red in {Colour.RED, None}
        assert green in {Colour.GREEN, None}
        assert holding.missing in {0, 1}


def test_a_damaged_list_costs_its_own_codes_only(folder: Path) -> None:
    path = folder / "lists-044.cbor"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(BEFORE.lists[LIST], BEFORE.lists[LIST][:-1] + bytes([BEFORE.lists[LIST][-1] ^ 1])))
    kit = opened(folder)

    assert colours(kit) == (None, None)
    assert kit.verdict(payload(0, number=8), NOW).colour is Colour.GREEN
    assert kit.to_fetch(OWN, BEFORE.contents, NOW) == (LIST,)


STRANGERS = built({}, at=NOW, since=START, key=STRANGER)
PEERS = built({}, at=NOW, since=START, issuer=PEER, key=PEER_KEY)
SECOND = built({}, at=NOW, key=SECOND_KEY, key_id=2)


@pytest.mark.parametrize(
    ("given", "now", "why"),
    [
        pytest.param(built({}, at=START - MINUTE), NOW, "older", id="older"),
        pytest.param(STRANGERS, NOW, "wrongly signed", id="forged"),
        pytest.param(PEERS, NOW, "a key that is not known", id="the peer's as ours"),
        pytest.param(SECOND, NOW, "a key that is not known", id="of a key that is not trusted"),
        pytest.param(built({}, at=NOW + 6 * MINUTE), NOW, "from the future", id="from the future"),
        pytest.param(AFTER, START + 2 * DAY, "expired", id="expired"),
        pytest.param(Built(b"", {}), NOW, "not readable", id="nothing"),
        pytest.param(Built(BEFORE.lists[LIST], {}), NOW, "not readable", id="a list in their place"),
        pytest.param(Built(trust_list_text(), {}), NOW, "not of the type", id="a trust list in their place"),
        pytest.param(Built(AFTER.contents, {}), NOW, "a list that the contents name is missing", id="not whole"),
        pytest.param(Built(AFTER.contents, {LIST: BEFORE.lists[LIST]}), NOW, "another edition", id="an older list"),
        pytest.param(Built(AFTER.contents, {LIST: AFTER.lists[8]}), NOW, "another edition", id="another list"),
        pytest.param(Built(AFTER.contents, {LIST: STRANGERS.lists[LIST]}), NOW, "wrongly signed", id="a forged list"),
        pytest.param(Built(AFTER.contents, {LIST: PEERS.lists[LIST]}), NOW, "not known", id="a list of the peer"),
        pytest.param(Built(AFTER.contents, {LIST: b""}), NOW, "not readable", id="an empty list"),
    ],
)
def test_what_may_not_take_the_place_of_the_lists_changes_nothing(
    folder: Path, given: Built, now: datetime, why: str
) -> None:
    kit = opened(folder)
    with pytest.raises(NotGenuine, match=why):
        kit.take_lists(OWN, given.contents, given.lists, now)

    assert colours(opened(folder)) == (Colour.RED, Colour.GREEN)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param(trust_list_text(trust_list(at=START - MINUTE)), "older", id="older"),
        pytest.param(trust_list_text(trust_list(at=NOW), STRANGER), "wrongly signed", id="forged"),
        pytest.param(trust_list_text(trust_list(at=NOW, issuer=PEER)), "another issuer", id="the peer's"),
        pytest.param(trust_list_text(trust_list(at=NOW + 6 * MINUTE)), "from the future", id="from the future"),
        pytest.param(trust_list_text(trust_list(at=START, expires_at=NOW)), "expired", id="expired"),
        pytest.param(
            trust_list_text(trust_list(trusted_issuer(OWN, trusted_key(public_key=b"no key")), at=NOW)),
            "not readable",
            id="with a key that cannot be read",
        ),
        pytest.param(BEFORE.contents, "not of the type", id="contents in its place"),
        pytest.param(b"<html>", "not readable", id="a page in its place"),
    ],
)
def test_what_may_not_take_the_place_of_the_trust_list_changes_nothing(folder: Path, given: bytes, why: str) -> None:
    kit = opened(folder)
    with pytest.raises(NotGenuine, match=why):
        kit.take_trust_list(given, NOW)

    again = opened(folder).knowledge.trust_list
    assert again is not None
    assert again.issued_at == START


def test_lists_of_an_issuer_that_is_not_trusted_are_not_kept(folder: Path) -> None:
    strange = built({}, issuer=33)
    with pytest.raises(NotGenuine, match="does not name"):
        opened(folder).take_lists(33, strange.contents, strange.lists, NOW)

    assert not (folder / "lists-033.cbor").exists()


def test_a_folder_of_another_anchor_tells_nothing(folder: Path) -> None:
    assert Kit(folder, STRANGER.public_key()).verdict(CODES[0], NOW).outcome is Outcome.STALE


def test_two_processes_never_replace_a_newer_kit_by_an_older_one(folder: Path) -> None:
    one, other = opened(folder), opened(folder)
    _take_lists(one)

    with pytest.raises(NotGenuine, match="older"):
        other.take_lists(OWN, BEFORE.contents, BEFORE.lists, NOW)

    assert colours(other) == colours(opened(folder)) == (Colour.GREEN, Colour.RED)


def test_two_processes_never_replace_a_newer_trust_list_by_an_older_one(folder: Path) -> None:
    one, other = opened(folder), opened(folder)
    one.take_trust_list(trust_list_text(trust_list(at=NOW)), NOW)

    with pytest.raises(NotGenuine, match="older"):
        other.take_trust_list(trust_list_text(trust_list(at=NOW - MINUTE)), NOW)


def test_a_disk_that_was_set_back_does_not_set_back_a_kit_that_runs(folder: Path) -> None:
    old = (folder / "lists-044.cbor").read_bytes()
    kit = opened(folder)
    _take_lists(kit)
    (folder / "lists-044.cbor").write_bytes(old)

    _take_trust_list(kit)

    assert colours(kit) == (Colour.GREEN, Colour.RED)


def test_lists_signed_while_their_key_was_not_in_use_are_not_taken(tmp_path: Path) -> None:
    kit = opened(tmp_path)
    followed = trusted_key(valid_until=START + 2 * MINUTE), trusted_key(SECOND_KEY, 2)
    kit.take_trust_list(trust_list_text(trust_list(trusted_issuer(OWN, *followed))), START)

    with pytest.raises(NotGenuine, match="not in use"):
        kit.take_lists(OWN, AFTER.contents, {**BEFORE.lists, **AFTER.lists}, NOW)
