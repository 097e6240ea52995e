"""Keeping a kit fresh: what is asked for, what is kept of wrong answers, and when it is asked again."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scanner.api import Refused, Unanswered
from scanner.kit import Kit
from scanner.pause import Pause
from scanner.refreshing import Refresher
from shared.risk.model import Colour
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
from tests.unit.scanner.region_api import RegionApi

FIRST, PEERS = built({1: RED}), built({1: RED}, issuer=PEER, key=PEER_KEY)
LATER = START + 4 * MINUTE
SECOND = built({2: RED}, at=LATER, since=START)
CODES = payload(1), payload(2)


class Device:
    """A device whose clock a test sets."""

    def __init__(self, folder: Path, api: RegionApi) -> None:
        self.now = START
        self.api = api
        self.kit = Kit(folder, ANCHOR.public_key())
        pause = Pause(10, 240, lambda _, high: high)
        self.refresher = Refresher(self.kit, api, self._clock, pause, lambda _, high: high)

    def refresh(self) -> tuple[str, ...]:
        """What is wrong after one more refresh."""
        self.api.asked.clear()
        return self.refresher.refresh().problems

    def colours(self) -> tuple[Colour | None, ...]:
        return tuple(self.kit.verdict(code, self.now).colour for code in CODES)

    def _clock(self) -> datetime:
        return self.now


def region() -> RegionApi:
    return RegionApi(trust_list_text(), {OWN: FIRST, PEER: PEERS})


@pytest.fixture
def device(tmp_path: Path) -> Device:
    """A device with a fresh kit."""
    device = Device(tmp_path, region())
    assert device.refresh() == ()
    return device


def test_the_first_refresh_asks_for_everything_once(tmp_path: Path) -> None:
    device = Device(tmp_path, region())
    assert device.refresh() == ()

    asked = device.api.asked
    assert asked[:2] == ["/v1/trust-list", "/v1/status-lists"]
    assert "/v1/status-lists?issuer=42" in asked
    assert asked.count("/v1/status-lists/7") == asked.count("/v1/status-lists/7?issuer=42") == 1
    assert len(asked) == 3 + 2 * 256
    assert device.colours() == (Colour.RED, Colour.GREEN)
    assert device.kit.verdict(payload(1, issuer=PEER, key=PEER_KEY), START).colour is Colour.RED


def test_while_nothing_changes_only_tags_are_compared(device: Device) -> None:
    assert device.refresh() == ()
    assert device.api.asked == ["/v1/trust-list", "/v1/status-lists", "/v1/status-lists?issuer=42"]


def test_only_the_lists_that_changed_are_fetched(device: Device) -> None:
    device.api.built[OWN], device.now = SECOND, LATER

    assert device.refresh() == ()
    assert [path for path in device.api.asked if "lists/" in path] == ["/v1/status-lists/7"]
    assert device.colours() == (Colour.GREEN, Colour.RED)


def test_a_device_that_starts_again_goes_on_with_what_it_has(device: Device, tmp_path: Path) -> None:
    again = Device(tmp_path, device.api)
    assert again.colours() == (Colour.RED, Colour.GREEN)
    assert again.refresh() == ()

    # Tags are not kept on the disk, lists are.
    assert [path for path in again.api.asked if "lists/" in path] == []


def test_a_damaged_list_is_fetched_again_although_the_contents_are_the_same(device: Device, tmp_path: Path) -> None:
    file = tmp_path / "lists-044.cbor"
    good = FIRST.lists[LIST]
    file.write_bytes(file.read_bytes().replace(good, good[:-1] + bytes([good[-1] ^ 1])))
    again = Device(tmp_path, device.api)
    assert again.colours() == (None, None)

    assert again.refresh() == ()
    assert [path for path in again.api.asked if "lists/" in path] == ["/v1/status-lists/7"]
    assert again.colours() == (Colour.RED, Colour.GREEN)


def test_lists_that_are_built_while_they_are_fetched_are_fetched_again(device: Device) -> None:
    device.now = LATER
    given = iter([Built(SECOND.contents, FIRST.lists), SECOND])

    class Building(RegionApi):
        def _content(self, path: str, accept: str) -> bytes:
            if path == "/v1/status-lists":
                self.built[OWN] = next(given)
            return super()._content(path, accept)

    device.api = Building(trust_list_text(), {OWN: FIRST, PEER: PEERS})
    device.refresher = Refresher(device.kit, device.api, lambda: device.now, Pause(10, 240, max), lambda _, high: high)

    assert device.refresh() == ()
    assert device.colours() == (Colour.GREEN, Colour.RED)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (Built(built({}, at=START - MINUTE).contents, {}), "older"),
        (built({}, at=LATER, key=STRANGER), "wrongly signed"),
        (Built(b"<html>Log in to the wireless network</html>", {}), "not readable"),
        (Built(SECOND.contents, {LIST: b"<html>"}), "not readable"),
        (Built(SECOND.contents, {LIST: FIRST.lists[LIST]}), "another edition"),
        (built({}, at=LATER + 60 * MINUTE), "from the future"),
    ],
)
def test_wrong_lists_are_told_and_not_kept(device: Device, given: Built, why: str) -> None:
    device.api.built[OWN], device.now = given, LATER

    (problem,) = device.refresh()

    assert problem.startswith("status lists of 44: ")
    assert why in problem
    held = device.kit.knowledge.holdings[OWN]
    assert held.contents.issued_at == START
    assert held.missing == 0


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (trust_list_text(trust_list(at=START - MINUTE)), "older"),
        (trust_list_text(trust_list(at=LATER), STRANGER), "wrongly signed"),
        (b"", "not readable"),
    ],
)
def test_a_wrong_trust_list_is_told_and_the_lists_are_refreshed_all_the_same(
    device: Device, given: bytes, why: str
) -> None:
    device.api.trust_list, device.api.built[OWN], device.now = given, SECOND, LATER

    (problem,) = device.refresh()

    assert problem.startswith("trust list: ")
    assert why in problem
    assert device.colours() == (Colour.GREEN, Colour.RED)


def test_one_issuer_without_lists_keeps_no_other_from_its_own(tmp_path: Path) -> None:
    api = region()
    del api.built[PEER]
    device = Device(tmp_path, api)

    assert device.refresh() == ("status lists of 42: the API has nothing there (404)",)
    assert device.colours() == (Colour.RED, Colour.GREEN)


def test_peers_whose_lists_are_not_there_yet_make_nothing_late(tmp_path: Path) -> None:
    api = region()
    third = trusted_issuer(43, trusted_key(PEER_KEY))
    api.trust_list = trust_list_text(
        trust_list(trusted_issuer(PEER, trusted_key(PEER_KEY)), third, trusted_issuer(), at=START)
    )
    api.built[43] = built({1: RED}, issuer=43, key=PEER_KEY)
    api.late = frozenset({PEER})
    device = Device(tmp_path, api)

    assert device.refresher.round() == 240
    assert [path for path in api.asked if path.startswith("/v1/status-lists?") or path == "/v1/status-lists"] == [
        "/v1/status-lists",
        "/v1/status-lists?issuer=42",
        "/v1/status-lists?issuer=43",
    ]
    assert device.colours() == (Colour.RED, Colour.GREEN)
    assert device.kit.verdict(payload(1, issuer=43, key=PEER_KEY), START).colour is Colour.RED
    assert device.refresh() == ("status lists of 42: the API answered 503",)
    # The pause is that of the lists, and grows no longer.
    assert [device.refresher.round() for _ in range(4)] == [240] * 4


def test_a_region_whose_own_lists_are_late_is_asked_again_when_it_says_so(tmp_path: Path) -> None:
    api = region()
    api.late = frozenset({OWN})

    assert Device(tmp_path, api).refresher.round() == 240


def test_when_nobody_is_there_nothing_else_is_asked_for(device: Device) -> None:
    device.api.fault = Unanswered("the API cannot be reached")

    assert device.refresh() == ("the API cannot be reached",)
    assert device.api.asked == ["/v1/trust-list"]
    assert device.colours() == (Colour.RED, Colour.GREEN)


def test_after_a_change_of_keys_the_lists_come_again_under_the_new_one(device: Device) -> None:
    second = trusted_key(SECOND_KEY, 2)
    keys = trusted_issuer(OWN, trusted_key(withdrawn_at=START), second)
    device.now = LATER
    device.api.trust_list = trust_list_text(trust_list(keys, at=LATER))
    device.api.built[OWN] = built({1: RED}, at=LATER, key=SECOND_KEY, key_id=2)

    assert device.refresh() == ()
    assert device.colours() == (None, None)
    assert device.kit.verdict(payload(1, key=SECOND_KEY, key_id=2), LATER).colour is Colour.RED


def test_it_is_asked_again_when_the_lists_say_so(device: Device) -> None:
    assert device.refresher.round() == timedelta(minutes=4).total_seconds()


def test_it_waits_longer_the_longer_nobody_answers(device: Device) -> None:
    device.api.fault = Unanswered("the API answered 503")
    assert [device.refresher.round() for _ in range(6)] == [10, 20, 40, 80, 160, 240]

    device.api.fault = Unanswered("the API answered 503", retry_after=300)
    assert device.refresher.round() == 300
    device.api.fault = None
    assert device.refresher.round() == 240
    device.api.fault = Refused(401)
    assert device.refresher.round() == 10


def test_devices_that_were_started_together_drift_apart_and_none_is_late(tmp_path: Path) -> None:
    kit, spans = Kit(tmp_path, ANCHOR.public_key()), []

    def uniform(low: float, high: float) -> float:
        spans.append((low, high))
        return low

    refresher = Refresher(kit, region(), lambda: START, Pause(10, 240, uniform), uniform)

    assert refresher.round() == pytest.approx(216)
    assert spans == [(0.9, 1.0)]


def test_a_region_that_is_silent_for_a_day_leaves_no_colour(device: Device) -> None:
    device.api.fault = Unanswered("the API cannot be reached")
    device.now = START + DAY
    device.refresh()

    assert device.colours() == (None, None)
