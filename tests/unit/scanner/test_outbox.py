"""Scans that wait for the region: none is lost, none exists twice, whatever happens to answers and to the machine."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.api import Answer, Refused, Unanswered
from scanner.outbox import Full, Kept, Outbox
from scanner.pause import Pause
from scanner.uploading import Uploader
from tests.unit.scanner.power import PowerCut, power_until
from tests.unit.scanner.region_api import Lost, RegionApi


def kept(number: int, payload: str = "HTTPS://CODE.EXAMPLE/C/1") -> Kept:
    return Kept(
        key=f"key-{number:06}",
        payload=payload,
        checkpoint_id="440106-H-7F3K2M6Q-U",
        scanned_at="2026-03-01T08:00:00Z",
        outcome="VALID",
        decision="PASS",
        colour="GREEN",
        as_of="2026-03-01T08:00:00Z",
        source="status_list",
    )


def uploader(api: RegionApi, outbox: Outbox) -> Uploader:
    return Uploader(api, outbox, Pause(10, 600, lambda _, high: high))


def test_what_was_put_waits_in_its_order(tmp_path: Path) -> None:
    Outbox(tmp_path).put(kept(1))
    Outbox(tmp_path).put(kept(2))

    assert Outbox(tmp_path).scans() == (kept(1), kept(2))
    assert (tmp_path / "scans.lines").stat().st_mode & 0o777 == 0o600


def test_a_full_outbox_takes_no_more_and_says_so(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path, most=2)
    outbox.put(kept(1))
    outbox.put(kept(2))

    with pytest.raises(Full, match="2 scans wait"):
        outbox.put(kept(3))
    outbox.remove({"key-000001"})
    outbox.put(kept(3))

    assert outbox.scans() == (kept(2), kept(3))


def test_a_line_that_was_cut_off_anywhere_spoils_no_other(tmp_path: Path) -> None:
    outbox, file = Outbox(tmp_path), tmp_path / "scans.lines"
    outbox.put(kept(1))
    whole = file.read_bytes()
    outbox.put(kept(2))
    both = file.read_bytes()
    for length in range(len(whole), len(both)):
        file.write_bytes(both[:length])
        outbox.put(kept(3))
        # The end of the line alone may be missing, and then the scan is there.
        assert outbox.scans() in {(kept(1), kept(3)), (kept(1), kept(2), kept(3))}


def test_a_byte_that_changed_costs_its_own_line_only(tmp_path: Path) -> None:
    outbox, file = Outbox(tmp_path), tmp_path / "scans.lines"
    for number in range(3):
        outbox.put(kept(number))
    whole = file.read_bytes()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        file.write_bytes(bytes(changed))
        found = outbox.scans()
        assert len(found) >= 1
        assert set(found) < {kept(0), kept(1), kept(2)}


def test_lines_of_another_version_are_left_out(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.put(kept(1))
    import zlib

    content = json.dumps({"key": "1", "of_later": 1}).encode()
    with (tmp_path / "scans.lines").open("ab") as file:
        file.write(b"%08x %s\n" % (zlib.crc32(content), content))

    assert outbox.scans() == (kept(1),)


def test_what_has_a_result_is_taken_out(tmp_path: Path) -> None:
    outbox, api = Outbox(tmp_path), RegionApi()
    api.refused = {"of another checkpoint": "INVALID_CHECKPOINT"}
    for number in range(250):
        outbox.put(kept(number, "of another checkpoint" if number == 7 else "a code"))

    done = uploader(api, outbox).upload()

    assert (done.results, done.problems, done.waiting) == ({"STORED": 249, "REFUSED": 1}, ("INVALID_CHECKPOINT",), 0)
    assert api.bodies == [100, 100, 50]
    assert (tmp_path / "scans.lines").read_bytes() == b""
    assert uploader(api, outbox).upload().results == {}
    assert len(api.bodies) == 3


def test_a_scan_whose_time_has_not_come_waits_until_it_has(tmp_path: Path) -> None:
    outbox, api = Outbox(tmp_path), RegionApi()
    outbox.put(kept(1, "scanned by a clock that was ahead"))
    outbox.put(kept(2))
    api.refused = {"scanned by a clock that was ahead": "SCAN_AHEAD_OF_TIME"}
    done = uploader(api, outbox).upload()

    assert (done.results, done.problems, done.waiting) == ({"STORED": 1}, ("SCAN_AHEAD_OF_TIME",), 1)
    api.refused = {}
    assert uploader(api, outbox).upload().results == {"STORED": 1}


def test_after_a_lost_answer_the_same_scans_are_sent_again_and_exist_once(tmp_path: Path) -> None:
    outbox, api = Outbox(tmp_path), RegionApi()
    outbox.put(kept(1))
    api.lost = Lost([True])
    first = uploader(api, outbox).upload()

    assert (first.waiting, first.why) == (1, "the API took too long")
    assert uploader(api, outbox).upload().results == {"KNOWN": 1}
    assert api.stores == 1


def test_one_scan_that_no_body_is_taken_with_holds_up_no_other(tmp_path: Path) -> None:
    outbox, api = Outbox(tmp_path), RegionApi()
    api.not_taken = frozenset({"poison"})
    for number in range(120):
        outbox.put(kept(number, "poison" if number == 50 else "a code"))

    done = uploader(api, outbox).upload()

    assert (done.results, done.waiting, done.why) == ({"STORED": 119}, 1, "the API answered 422")
    assert outbox.scans() == (kept(50, "poison"),)


@pytest.mark.parametrize("fault", [Refused(401), Refused(403), Unanswered("the API answered 503", 30)])
def test_nothing_is_lost_while_the_region_takes_nothing(tmp_path: Path, fault: Unanswered) -> None:
    outbox, api = Outbox(tmp_path), RegionApi()
    for number in range(150):
        outbox.put(kept(number))
    api.fault = fault
    done = uploader(api, outbox).upload()

    assert (done.waiting, done.why) == (150, str(fault))
    assert len(api.asked) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"scans": [{"key": "key-000001"}]}',
        b'{"scans": [{"key": "key-000001", "result": "LOST", "problem": null}]}',
        b'{"scans": [{"key": "of another", "result": "STORED", "problem": null}]}',
        b'{"scans": []}',
        b'{"scans": 1}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_none_takes_nothing_out(tmp_path: Path, content: bytes) -> None:
    class Odd(RegionApi):
        def post(self, path: str, body: bytes, *, limit: int, seconds: float, key: str = "") -> Answer:
            return Answer(content, "", is_known=False)

    outbox = Outbox(tmp_path)
    outbox.put(kept(1))

    assert uploader(Odd(), outbox).upload().waiting == 1
    assert outbox.scans() == (kept(1),)


def test_it_waits_longer_the_longer_nobody_answers_and_as_long_as_it_is_told(tmp_path: Path) -> None:
    outbox, api = Outbox(tmp_path), RegionApi()
    outbox.put(kept(1))
    api.fault = Unanswered("the API answered 503")
    sending = uploader(api, outbox)

    assert [sending.round() for _ in range(8)] == [10, 20, 40, 80, 160, 320, 600, 600]
    api.fault = Unanswered("the API answered 503", 900)
    assert sending.round() == 900
    api.fault = None
    assert sending.round() == 60
    api.fault = Unanswered("the API answered 503")
    outbox.put(kept(2))
    assert sending.round() == 10


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_scan_exists_once_whatever_is_lost_and_whenever_the_power_goes(
    data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, promised, number = RegionApi(), set(), 0
    with TemporaryDirectory() as name:
        for _ in range(data.draw(st.integers(1, 12))):
            act, step = data.draw(st.sampled_from(["put", "upload"])), data.draw(st.integers(0, 12))
            api.lost = Lost(data.draw(st.lists(st.booleans(), max_size=2)))
            # Every act begins with what is on the disk, as after a restart.
            outbox = Outbox(Path(name))
            try:
                with power_until(step, monkeypatch):
                    if act == "put":
                        number += 1
                        outbox.put(kept(number))
                        promised.add(f"key-{number:06}")
                    else:
                        uploader(api, outbox).upload()
            except PowerCut:
                continue
        api.lost = Lost()
        uploader(api, Outbox(Path(name))).upload()
        assert Outbox(Path(name)).scans() == ()

    assert promised <= api.stored.keys() <= {f"key-{each:06}" for each in range(1, number + 1)}
    assert api.stores == len(api.stored)
