"""The command line as a device uses it: enrolled once, verdicts with and without the region, scans brought in later."""

import io
import json
import shutil
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from scanner import command
from scanner import device as devices
from scanner.api import Unanswered
from scanner.command import DISK, NO_CODE, NO_INPUT, NOT_ENROLLED, UNAVAILABLE, USAGE, main
from scanner.device import enrol
from scanner.kit import Kit
from shared.codes.card import Card, card_png
from shared.kernel.clock import iso
from tests.scanner.served import TOKEN, served
from tests.unit.scanner.made_region import (
    ANCHOR,
    DAY,
    MINUTE,
    OWN,
    PEER,
    PEER_KEY,
    RED,
    REPLACED,
    START,
    STRANGER,
    built,
    payload,
    trust_list,
    trust_list_text,
    trusted_issuer,
)
from tests.unit.scanner.region_api import RegionApi
from tests.unit.scanner.test_online import said

CHECKPOINT = "440106-H-7F3K2M6Q-U"
GREEN_CODE, RED_CODE, OLD_CODE = payload(0), payload(1), payload(2)
RED_CARD = Card(RED_CODE, red=True, name="", tags=("Close contact",), as_of="", language="en")
GREEN_CARD = Card(GREEN_CODE, red=False, name="", tags=(), as_of="", language="en")
NOW = START + 5 * MINUTE
ONE_ISSUER = trust_list_text(trust_list(trusted_issuer()))


def anchor(key: object = ANCHOR) -> str:
    assert key in {ANCHOR, STRANGER}
    point = (
        (ANCHOR if key is ANCHOR else STRANGER).public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    )
    return b64encode(point).decode()


LISTS = built({1: RED, 2: REPLACED})


class Device:
    """A device's folder and token, at a region that answers, at an instant."""

    def __init__(self, folder: Path, region: RegionApi, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder / "kit"
        self.token = folder / "token"
        self.token.write_text(TOKEN, encoding="ascii")
        self.region = region
        self.url = url
        self.now = NOW
        self._capsys = capsys

    def run(self, name: str, *given: str) -> tuple[int, str, str]:
        """The exit code and what was said, of a command in this folder."""
        code = main([name, "--kit", str(self.folder), *given])
        out, err = self._capsys.readouterr()
        return code, out, err

    def json(self, name: str, *given: str) -> tuple[int, dict[str, object]]:
        code, out, _ = self.run(name, "--json", *given)
        return code, json.loads(out)

    def enrol(self, key: object = ANCHOR) -> tuple[int, str, str]:
        given = ("--api", self.url, "--anchor", anchor(key), "--token-file", str(self.token))
        return self.run("enrol", *given, "--checkpoint", CHECKPOINT)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Device]:
    """A device that was told nothing yet."""
    monkeypatch.delenv("YUEKANG_KIT", raising=False)
    region = RegionApi(ONE_ISSUER, {OWN: LISTS})
    region.live = said
    with served(region) as server:
        device = Device(tmp_path, region, server.url, capsys)
        monkeypatch.setattr(command, "utc_now", lambda: device.now)
        yield device


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit as it is after the enrolment."""
    folder = tmp_path_factory.mktemp("filled")
    kit = Kit(folder, ANCHOR.public_key())
    kit.take_trust_list(ONE_ISSUER, START)
    kit.take_lists(OWN, LISTS.contents, LISTS.lists, START)
    return folder


@pytest.fixture
def device(bare: Device, filled: Path) -> Device:
    """One that is enrolled."""
    shutil.copytree(filled, bare.folder)
    enrol(bare.folder, devices.Device(bare.url, anchor(), str(bare.token), CHECKPOINT))
    return bare


def with_its_peer(device: Device) -> None:
    device.region.trust_list = trust_list_text(trust_list(at=START + MINUTE))
    device.region.built[PEER] = built(issuer=PEER, key=PEER_KEY)


def cut_off(device: Device) -> None:
    device.region.fault = Unanswered("the API answered 503")


def test_a_device_is_enrolled_and_says_how_it_stands(bare: Device) -> None:
    with_its_peer(bare)
    code, out, err = bare.enrol()

    assert (code, err) == (0, "")
    assert "trust list   of 2026-03-01T08:01:00Z, good until 2026-03-02T08:01:00Z" in out
    assert "issuer 44    5 min old" in out
    assert "issuer 42    5 min old" in out
    assert "scans        0 wait to be uploaded" in out


def test_another_anchor_enrols_nothing(bare: Device) -> None:
    code, _, err = bare.enrol(STRANGER)

    assert code == UNAVAILABLE
    assert "not enrolled: trust list: wrongly signed" in err
    assert bare.run("status")[0] == NOT_ENROLLED


def test_a_device_whose_token_is_wrong_is_enrolled_and_told(bare: Device) -> None:
    bare.token.write_text("another", encoding="ascii")
    code, out, err = bare.enrol()

    assert code == UNAVAILABLE
    assert "put a fresh one into the token file" in err
    assert "no colours: there are no status lists" in out
    assert bare.run("status")[0] == 2
    bare.token.write_text(TOKEN, encoding="ascii")
    assert bare.run("refresh")[0] == 0
    assert bare.run("status")[0] == 0


@pytest.mark.parametrize(
    ("given", "exit_code", "words"),
    [
        (GREEN_CODE, 0, "\N{HEAVY CHECK MARK} PASS 绿码 GREEN  VALID"),
        (RED_CODE, 1, "\N{HEAVY BALLOT X} STOP 红码 RED  VALID"),
        (OLD_CODE, 2, "? CHECK 核对证件 look at the person's document  REPLACED"),
        (payload(0, key=STRANGER), 2, "BAD_SIGNATURE: the code is forged or damaged"),
        ("WIFI:T:WPA;S:cafe;;", 2, "MALFORMED: this is no health code"),
    ],
)
def test_without_a_connection_the_kit_decides(device: Device, given: str, exit_code: int, words: str) -> None:
    cut_off(device)
    code, out, err = device.run("verify", "--payload", given)

    assert (code, err) == (exit_code, "")
    assert words in out
    # What is no genuine code is in no list, so that nothing of any age was gone by.
    as_of = START if given in {GREEN_CODE, RED_CODE, OLD_CODE} else NOW
    assert f"by the kit, as of {iso(as_of)}" in out
    assert "\x1b" not in out


def test_with_a_connection_the_region_decides(device: Device) -> None:
    device.region.live = lambda: said(decision="STOP", colour="RED", identity_confirmed=False)
    code, out, _ = device.run("verify", "--payload", GREEN_CODE)

    assert code == 1
    assert "asked its region" in out
    assert "nobody has confirmed the person's papers yet" in out
    assert "小明" not in out


def test_programs_get_the_fields_of_the_api_and_no_code(device: Device) -> None:
    cut_off(device)
    code, found = device.json("verify", "--payload", RED_CODE)

    assert code == 1
    assert found == {
        "outcome": "VALID",
        "decision": "STOP",
        "colour": "RED",
        "as_of": "2026-03-01T08:00:00Z",
        "source": "status_list",
        "identity_confirmed": None,
    }


def test_a_picture_is_verified_from_a_file_and_from_stdin(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(device)
    content = card_png(RED_CARD)
    picture = device.folder / "frame.png"
    picture.write_bytes(content)
    assert device.run("verify", str(picture))[0] == 1

    class Stdin:
        buffer = io.BytesIO(content)

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert device.run("verify", "-")[0] == 1


def test_a_terminal_shows_the_colour(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    cut_off(device)

    assert "\x1b[97;44m" in device.run("verify", "--payload", GREEN_CODE)[1]
    assert "\x1b[97;41m" in device.run("verify", "--payload", RED_CODE)[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in device.run("verify", "--payload", RED_CODE)[1]


def test_scans_without_a_connection_are_brought_in_once(device: Device) -> None:
    cut_off(device)
    for text in (GREEN_CODE, RED_CODE, "WIFI:;"):
        device.run("verify", "--payload", text)
    code, out, err = device.run("upload")
    assert (code, out) == (UNAVAILABLE, "uploaded: nothing; 2 wait\n")
    assert "the API answered 503" in err

    device.region.fault = None
    assert device.run("upload")[:2] == (0, "uploaded: 2 stored; 0 wait\n")
    assert device.run("upload")[:2] == (0, "uploaded: nothing; 0 wait\n")
    assert sorted(str(each["payload"]) for each in device.region.stored.values()) == sorted([GREEN_CODE, RED_CODE])
    assert {each["decision"] for each in device.region.stored.values()} == {"PASS", "STOP"}


def test_what_the_region_refuses_is_told(device: Device) -> None:
    device.run("verify", "--offline", "--payload", GREEN_CODE)
    device.region.refused = {GREEN_CODE: "INVALID_CHECKPOINT"}
    code, out, err = device.run("upload")

    assert (code, out) == (0, "uploaded: 1 refused; 0 wait\n")
    assert "refused by the API: INVALID_CHECKPOINT" in err


def test_offline_nobody_is_asked(device: Device) -> None:
    asked = len(device.region.asked)

    assert device.run("verify", "--offline", "--payload", RED_CODE)[0] == 1
    assert len(device.region.asked) == asked


def test_after_a_day_of_silence_there_is_no_colour_and_it_is_said_why(device: Device) -> None:
    cut_off(device)
    device.now = START + DAY
    assert device.run("verify", "--payload", GREEN_CODE)[0] == 2
    code, out, _ = device.run("status")

    assert code == 2
    assert "too old: run `yuekang-scanner refresh` with a connection" in out
    assert device.run("refresh")[0] == UNAVAILABLE


def test_a_clock_that_jumped_back_is_noticed(device: Device) -> None:
    device.now = datetime(1970, 1, 1, tzinfo=START.tzinfo)
    assert device.run("verify", "--offline", "--payload", GREEN_CODE)[0] == 2
    code, found = device.json("status")

    assert (code, found["clock_is_wrong"], found["ready"]) == (2, True, False)
    assert "this device's clock is behind: set it" in device.run("status")[1]


def test_programs_are_told_how_the_device_stands(device: Device) -> None:
    with_its_peer(device)
    del device.region.built[PEER]
    assert device.run("refresh")[0] == UNAVAILABLE
    code, found = device.json("status")

    assert code == 0
    assert found == {
        "ready": True,
        "trust_list": {"issuer": 44, "issued_at": "2026-03-01T08:01:00Z", "expires_at": "2026-03-02T08:01:00Z"},
        "issuers": [
            {
                "issuer": 44,
                "as_of": "2026-03-01T08:00:00Z",
                "expires_at": "2026-03-02T08:00:00Z",
                "lists_missing": 0,
                "tells_colours": True,
            },
            {"issuer": 42, "as_of": None, "expires_at": None, "lists_missing": None, "tells_colours": False},
        ],
        "clock_is_wrong": False,
        "scans_waiting": 0,
    }


def test_lines_of_codes_are_watched_and_repeats_are_one_scan(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(device)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{GREEN_CODE}\n{GREEN_CODE}\n{RED_CODE}\r\nWIFI:;\n"))
    code, out, _ = device.run("watch", "-", "--payloads", "--offline", "--json")

    assert code == 0
    assert [json.loads(line)["outcome"] for line in out.splitlines()] == ["VALID", "VALID", "MALFORMED"]
    assert device.json("status")[1]["scans_waiting"] == 2


def test_names_of_frames_are_watched_and_a_bad_one_stops_nothing(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = device.folder / "good.png", device.folder / "bad.png"
    good.write_bytes(card_png(GREEN_CARD))
    bad.write_bytes(b"no picture")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{bad}\n{device.folder}/none.png\n{good}\n"))
    code, out, err = device.run("watch", "-", "--offline")

    assert code == 0
    assert out.startswith("\N{HEAVY CHECK MARK} PASS")
    assert "bad.png: no picture" in err
    assert "none.png: No such file" in err


def until(done: Callable[[], bool]) -> None:
    for _ in range(600):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within 30 seconds")


def test_a_folder_is_watched_while_the_kit_is_refreshed_and_scans_are_brought_in(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.run("verify", "--offline", "--payload", RED_CODE)
    frames = device.folder.with_name("frames")
    frames.mkdir()
    told: list[str] = []
    over = threading.Event()

    def sleep(_: float) -> None:
        if over.wait(0.01):
            raise KeyboardInterrupt

    monkeypatch.setattr("scanner.command.time.sleep", sleep)
    monkeypatch.setattr(command, "_tell", lambda _, seen: told.extend(each.verdict.source for each in seen))
    codes: list[int] = []
    watching = threading.Thread(target=lambda: codes.append(main(["watch", str(frames), "--kit", str(device.folder)])))
    watching.start()
    try:
        (frames / "1.png").write_bytes(card_png(GREEN_CARD))
        until(lambda: told == ["live"])
        until(lambda: [each["payload"] for each in device.region.stored.values()].count(RED_CODE) == 1)
        until(lambda: "/v1/trust-list" in device.region.asked)
    finally:
        over.set()
        watching.join()

    assert codes == [130]


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ([], USAGE, "command"),
        (["fly"], USAGE, "invalid choice"),
        (["status"], USAGE, "--kit"),
        (["verify"], USAGE, "name a picture"),
        (["verify", "a.png", "--payload", "x"], USAGE, "name a picture"),
        (["verify", "none.png"], NO_INPUT, "none.png: No such file"),
        (["enrol", "--api", "https://api.example"], USAGE, "--anchor"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(
    device: Device,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    given: list[str],
    code: int,
    words: str,
) -> None:
    if given != ["status"]:
        monkeypatch.setenv("YUEKANG_KIT", str(device.folder))

    assert main(given) == code
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("--api", "http://api.example", "must begin with https://"),
        ("--anchor", "A", "33 bytes"),
        ("--anchor", b64encode(b"\x02" + b"\xff" * 32).decode(), ""),
        ("--anchor", "é", ""),
    ],
)
def test_a_device_that_cannot_be_is_not_enrolled(bare: Device, name: str, value: str, words: str) -> None:
    given = {"--api": bare.url, "--anchor": anchor(), "--token-file": str(bare.token), "--checkpoint": "x"}
    given[name] = value
    code, _, err = bare.run("enrol", *(each for pair in given.items() for each in pair))

    assert code == USAGE
    assert words in err
    assert not (bare.folder / "device.json").exists()


def test_a_picture_without_a_code_says_how_to_hold_it(device: Device) -> None:
    from PIL import Image

    empty = device.folder / "empty.png"
    Image.new("L", (300, 300), 255).save(empty)
    code, _, err = device.run("verify", str(empty))
    assert code == NO_CODE
    assert "hold it closer" in err
    empty.write_bytes(b"no picture")
    assert device.run("verify", str(empty))[0] == NO_CODE


def test_a_folder_that_cannot_be_used_says_so(bare: Device) -> None:
    bare.folder.write_bytes(b"a file in its place")
    code, _, err = bare.enrol()

    assert code == DISK
    assert "kit" in err


def test_a_device_file_that_was_spoiled_says_what_to_do(device: Device) -> None:
    (device.folder / "device.json").write_text('{"api": 1}', encoding="ascii")
    code, _, err = device.run("status")

    assert code == NOT_ENROLLED
    assert "run `yuekang-scanner enrol` again" in err


def test_nothing_of_a_person_is_on_the_device_after_the_scans_are_brought_in(device: Device) -> None:
    device.run("verify", "--payload", GREEN_CODE)
    device.run("verify", "--offline", "--payload", RED_CODE)
    assert RED_CODE.encode() in b"".join(path.read_bytes() for path in device.folder.iterdir())
    device.run("upload")
    left = b"".join(path.read_bytes() for path in device.folder.iterdir())

    assert GREEN_CODE.encode() not in left
    assert RED_CODE.encode() not in left
    assert "小明".encode() not in left
    assert TOKEN.encode() not in left
    assert {path.stat().st_mode & 0o077 for path in device.folder.iterdir()} == {0}
