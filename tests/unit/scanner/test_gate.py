"""The scanner as a whole: the region first, else the kit; which scans are kept; and pictures with several codes."""

import io
import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from scanner.api import Unanswered
from scanner.gate import Scanner, Seen, together
from scanner.kit import Kit
from scanner.online import Online
from scanner.outbox import Outbox
from scanner.pause import Pause
from scanner.pictures import NoPicture, picture, texts_in
from scanner.uploading import Uploader
from scanner.watching import Frames, Repeats
from shared.codes.card import PNG_PIXELS, Card, card_png, card_svg
from shared.codes.model import Outcome
from shared.risk.model import Colour
from shared.scans.model import Decision, Source
from tests.unit.codes.pixels import painted
from tests.unit.scanner.made_region import ANCHOR, MINUTE, OWN, RED, START, STRANGER, built, payload, trust_list_text
from tests.unit.scanner.region_api import Lost, RegionApi
from tests.unit.scanner.test_online import said

NOW = START + 5 * MINUTE
GREEN_CODE, RED_CODE = payload(0), payload(1)
CHECKPOINT = "440106-H-7F3K2M6Q-U"


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    kit = Kit(tmp_path_factory.mktemp("kit"), ANCHOR.public_key())
    kit.take_trust_list(trust_list_text(), START)
    own = built({1: RED})
    kit.take_lists(OWN, own.contents, own.lists, START)
    return kit


def scanner(kit: Kit, api: RegionApi | None, outbox: Outbox | None) -> Scanner:
    keys = itertools.count()
    pause = Pause(1, 60, lambda _, high: high)
    online = Online(api, CHECKPOINT, seconds=0.8, monotonic=lambda: 0.0, pause=pause) if api else None
    return Scanner(kit, online=online, outbox=outbox, checkpoint_id=CHECKPOINT, new_key=lambda: f"key-{next(keys)}")


def test_the_region_is_asked_first_and_its_scans_are_not_kept(kit: Kit, tmp_path: Path) -> None:
    api, outbox = RegionApi(), Outbox(tmp_path)
    api.live = lambda: said(decision="STOP", colour="RED")

    # The kit would pass it: it was turned red a moment ago.
    verdict = scanner(kit, api, outbox).verdict(GREEN_CODE, NOW)

    assert (verdict.colour, verdict.source) == (Colour.RED, Source.LIVE)
    assert outbox.scans() == ()
    assert api.stored["key-0"] == {"payload": GREEN_CODE, "checkpoint_id": CHECKPOINT}


def test_when_the_region_does_not_answer_the_kit_does_and_the_scan_is_kept_with_what_was_shown(
    kit: Kit, tmp_path: Path
) -> None:
    api, outbox = RegionApi(), Outbox(tmp_path)
    api.fault = Unanswered("the API cannot be reached")

    verdict = scanner(kit, api, outbox).verdict(RED_CODE, NOW)

    assert (verdict.decision, verdict.source, verdict.as_of) == (Decision.STOP, Source.STATUS_LIST, START)
    (kept,) = outbox.scans()
    assert (kept.payload, kept.checkpoint_id, kept.scanned_at) == (RED_CODE, CHECKPOINT, "2026-03-01T08:05:00Z")
    assert (kept.outcome, kept.decision, kept.colour) == ("VALID", "STOP", "RED")
    assert (kept.as_of, kept.source) == ("2026-03-01T08:00:00Z", "status_list")


def test_a_scan_whose_answer_was_lost_exists_once(kit: Kit, tmp_path: Path) -> None:
    api, outbox = RegionApi(), Outbox(tmp_path)
    api.live = said
    api.lost = Lost([True])
    scanner(kit, api, outbox).verdict(GREEN_CODE, NOW)
    assert list(api.stored) == ["key-0"]

    done = Uploader(api, outbox, Pause(1, 60, max)).upload()

    assert done.results == {"KNOWN": 1}
    assert api.stores == 1


def test_what_is_no_code_is_neither_sent_nor_kept(kit: Kit, tmp_path: Path) -> None:
    api, outbox = RegionApi(), Outbox(tmp_path)

    verdict = scanner(kit, api, outbox).verdict("MECARD:N:Owen,Sean;TEL:13800138000;;", NOW)

    assert (verdict.outcome, verdict.decision) == (Outcome.MALFORMED, Decision.CHECK)
    assert api.asked == []
    assert outbox.scans() == ()


def test_a_forged_code_is_kept(kit: Kit, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    scanner(kit, None, outbox).verdict(payload(0, key=STRANGER), NOW)

    assert [each.outcome for each in outbox.scans()] == ["BAD_SIGNATURE"]


def test_a_device_without_room_goes_on_and_counts(kit: Kit, tmp_path: Path) -> None:
    device = scanner(kit, None, Outbox(tmp_path, most=1))
    for _ in range(3):
        assert device.verdict(GREEN_CODE, NOW).decision is Decision.PASS

    assert device.not_kept == 2


def test_a_disk_that_fails_keeps_nobody_waiting(kit: Kit, tmp_path: Path) -> None:
    device = scanner(kit, None, Outbox(tmp_path / "gone"))

    assert device.verdict(GREEN_CODE, NOW).decision is Decision.PASS
    assert device.not_kept == 1


def card(code: str, *, red: bool = False) -> Card:
    return Card(code, red, "*小明", ("Close contact",) if red else (), "2026-03-01 16:00", "en")


def side_by_side(*images: Image.Image) -> Image.Image:
    wide = Image.new("RGB", (sum(each.width for each in images), max(each.height for each in images)), "#808080")
    across = 0
    for each in images:
        wide.paste(each, (across, 0))
        across += each.width
    return wide


def shown(code: str, *, red: bool = False, pixels: float = 1.5) -> Image.Image:
    return painted(card_svg(card(code, red=red)), pixels)


def test_a_card_is_scanned_from_its_pixels(kit: Kit) -> None:
    (green,) = scanner(kit, None, None).scan(shown(GREEN_CODE), NOW)
    (red,) = scanner(kit, None, None).scan(picture(card_png(card(RED_CODE, red=True))), NOW)

    assert (green.payload, green.verdict.colour) == (GREEN_CODE, Colour.GREEN)
    assert (red.payload, red.verdict.colour) == (RED_CODE, Colour.RED)
    assert PNG_PIXELS > 1


def test_the_colour_of_the_picture_decides_nothing(kit: Kit) -> None:
    (seen,) = scanner(kit, None, None).scan(shown(RED_CODE, red=False), NOW)

    assert seen.verdict.decision is Decision.STOP


def test_each_code_of_a_picture_has_its_own_verdict_the_largest_first(kit: Kit) -> None:
    both = side_by_side(shown(GREEN_CODE, pixels=1.2), shown(RED_CODE, red=True, pixels=2))

    seen = scanner(kit, None, None).scan(both, NOW)

    assert [each.payload for each in seen] == [RED_CODE, GREEN_CODE]
    assert together(seen) is Decision.STOP


def test_the_same_code_twice_is_one_scan(kit: Kit, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    twice = side_by_side(shown(GREEN_CODE), shown(GREEN_CODE))

    assert len(scanner(kit, None, outbox).scan(twice, NOW)) == 1
    assert len(outbox.scans()) == 1


def other_code(text: str) -> Image.Image:
    import segno

    content = io.BytesIO()
    segno.make(text, error="m", micro=False).save(content, kind="png", scale=8, border=4)
    return picture(content.getvalue())


def test_a_poster_beside_a_code_is_not_what_is_asked_about(kit: Kit) -> None:
    poster = other_code("https://code.example/e/440106-H-7F3K2M6Q-U")

    beside = scanner(kit, None, None).scan(side_by_side(poster.convert("RGB"), shown(GREEN_CODE)), NOW)
    alone = scanner(kit, None, None).scan(poster, NOW)

    assert [each.verdict.decision for each in beside] == [Decision.PASS]
    assert [each.verdict.outcome for each in alone] == [Outcome.MALFORMED]


def test_a_picture_without_codes_is_no_scan(kit: Kit) -> None:
    assert scanner(kit, None, None).scan(Image.new("L", (400, 400), 255), NOW) == ()
    assert texts_in(Image.new("L", (1, 1))) == ()


def seen(decision: Decision, kit: Kit) -> Seen:
    code = {Decision.PASS: GREEN_CODE, Decision.STOP: RED_CODE, Decision.CHECK: ""}[decision]
    return Seen(code, kit.verdict(code, NOW))


@pytest.mark.parametrize(
    ("decisions", "found"),
    [
        ([Decision.PASS], Decision.PASS),
        ([Decision.PASS, Decision.PASS], Decision.PASS),
        ([Decision.PASS, Decision.CHECK], Decision.CHECK),
        ([Decision.CHECK, Decision.STOP, Decision.PASS], Decision.STOP),
        ([], Decision.CHECK),
    ],
)
def test_a_gate_opens_only_if_every_code_passes(kit: Kit, decisions: list[Decision], found: Decision) -> None:
    assert together(tuple(seen(each, kit) for each in decisions)) is found


def _as(kind: str, mode: str = "RGB") -> bytes:
    content = io.BytesIO()
    shown(GREEN_CODE).convert(mode).save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "L"), ("BMP", "RGB"), ("WEBP", "RGB")]
)
def test_the_usual_kinds_of_pictures_are_read(kind: str, mode: str) -> None:
    assert texts_in(picture(_as(kind, mode))) == (GREEN_CODE,)


@pytest.mark.parametrize("content", [b"", b"no picture", _as("PNG")[:200], _as("JPEG")[:300], b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NoPicture):
        picture(content)


def test_a_picture_that_unfolds_to_gigabytes_is_refused() -> None:
    content = io.BytesIO()
    Image.new("1", (8000, 8000)).save(content, "PNG")

    with pytest.raises(NoPicture, match="50 megapixels"):
        picture(content.getvalue())


@pytest.fixture
def instants() -> Iterator[datetime]:
    """One instant a second."""
    return (START + timedelta(seconds=each) for each in itertools.count())


def test_a_code_that_is_held_up_is_one_scan(instants: Iterator[datetime]) -> None:
    repeats = Repeats()
    found = [repeats.new([GREEN_CODE], next(instants)) for _ in range(20)]

    assert found == [(GREEN_CODE,)] + 19 * [()]
    assert repeats.new([RED_CODE, GREEN_CODE], next(instants)) == (RED_CODE,)
    for _ in range(4):
        assert repeats.new([], next(instants)) == ()
    assert repeats.new([GREEN_CODE], next(instants)) == (GREEN_CODE,)


def test_a_frame_is_read_once_nobody_writes_to_it_any_more(tmp_path: Path) -> None:
    frames, one, two = Frames(tmp_path), tmp_path / "1.png", tmp_path / "2.PNG"
    one.write_bytes(b"half")
    (tmp_path / "notes.txt").write_bytes(b"no frame")
    (tmp_path / "empty.png").touch()
    assert frames.new() == ()
    one.write_bytes(b"half and half")
    assert frames.new() == ()
    two.write_bytes(b"whole")
    assert frames.new() == (one,)
    assert frames.new() == (two,)
    assert frames.new() == ()
    one.unlink()
    assert frames.new() == ()
    one.write_bytes(b"another one")
    assert [*frames.new(), *frames.new()] == [one]
