"""The reference scanner against the region's own handlers: it believes what they sign and answer (M10, M13)."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from scanner.api import Answer, Api, Refused, Unanswered
from scanner.gate import Scanner
from scanner.kit import Kit
from scanner.online import Online
from scanner.outbox import Outbox
from scanner.pause import Pause
from scanner.refreshing import Refresher
from scanner.uploading import Uploader
from shared.codes.model import Outcome
from shared.kernel.ids import AccountId
from shared.risk.model import Colour
from shared.scans.model import Source
from tests.acts import STATION, assign, register
from tests.region import Region, deployed_region, staff_claims
from tests.services.test_trust_list import anchor

GATE = staff_claims("scanner", account="gate-1", authority="")


class DeployedApi(Api):
    """The handlers of a region, without API Gateway; `lost` answers are those of which the device never hears."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.away = False
        self.lost = 0

    def get(
        self, path: str, *, limit: int, seconds: float, tag: str = "", accept: str = "*/*", elsewhere: bool = False
    ) -> Answer:
        route, _, number = path.partition("/v1/status-lists/")
        headers = {"accept": accept} | ({"if-none-match": tag} if tag else {})
        if number:
            return self._told("GET /v1/status-lists/{list}", limit, headers, path={"list": number})
        return self._told(f"GET {route}", limit, headers)

    def post(self, path: str, body: bytes, *, limit: int, seconds: float, key: str = "") -> Answer:
        headers = {"idempotency-key": key} if key else {}
        told = self._told(f"POST {path}", limit, headers, raw=body.decode())
        if self.lost:
            self.lost -= 1
            raise Unanswered("the API took too long")
        return told

    def _told(
        self,
        route: str,
        limit: int,
        headers: dict[str, str],
        path: dict[str, str] | None = None,
        raw: str | None = None,
    ) -> Answer:
        if self.away:
            raise Unanswered("the API cannot be reached")
        found = self.region.call(route, claims=GATE, headers=headers, path=path, raw=raw)
        content = found.body if isinstance(found.body, bytes) else found.body.encode()
        assert len(content) <= limit
        if found.status >= 500:
            raise Unanswered(f"the API answered {found.status}")
        if found.status >= 400:
            raise Refused(found.status)
        return Answer(content, found.headers.get("etag", ""), is_known=found.status == 304)


class Device:
    def __init__(self, region: Region, folder: Path) -> None:
        self.region = region
        self.api = DeployedApi(region)
        self.outbox = Outbox(folder)
        self.kit = Kit(folder, self._anchor())
        pause = Pause(1, 60, lambda _, high: high)
        self.refresher = Refresher(self.kit, self.api, region.clock, pause, lambda _, high: high)
        # A breaker of which the test sees every try.
        online = Online(self.api, STATION, seconds=0.8, monotonic=itertools.count(0, 100).__next__, pause=pause)
        names = (f"device-key-{number:04}" for number in itertools.count())
        self.scanner = Scanner(
            self.kit, online=online, outbox=self.outbox, checkpoint_id=STATION, new_key=lambda: next(names)
        )

    def upload(self) -> dict[str, int]:
        return dict(Uploader(self.api, self.outbox, Pause(1, 60, max)).upload().results)

    def _anchor(self) -> ec.EllipticCurvePublicKey:
        return anchor(self.region)

    def colour(self, code: str) -> tuple[Outcome, Colour | None, Source]:
        verdict = self.scanner.verdict(code, self.region.clock())
        return verdict.outcome, verdict.colour, verdict.source


@pytest.fixture
def region() -> Iterator[Region]:
    """A region that has built its lists a while after its only code was issued."""
    with deployed_region() as deployed:
        register(deployed)
        deployed.clock.move(timedelta(minutes=5))
        deployed.on_schedule({"id": "event-1"}, None)
        deployed.on_trust_schedule({"id": "event-2"}, None)
        yield deployed


@pytest.fixture
def device(region: Region, tmp_path: Path) -> Device:
    """One with a fresh kit."""
    device = Device(region, tmp_path)
    assert device.refresher.refresh().problems == ()
    return device


def code(region: Region) -> str:
    (found,) = [item for item in region.items() if item["sk"] == "CODE"]
    return str(found["payload"])


def scans(region: Region) -> list[object]:
    return [item for item in region.items() if str(item["pk"]).startswith("SCAN#")]


def test_with_a_connection_the_region_decides(device: Device) -> None:
    assert device.colour(code(device.region)) == (Outcome.VALID, Colour.GREEN, Source.LIVE)
    assign(device.region)
    assert device.colour(code(device.region)) == (Outcome.VALID, Colour.RED, Source.LIVE)
    assert device.outbox.scans() == ()
    assert len(scans(device.region)) == 2


def test_without_one_the_lists_of_the_region_do(device: Device) -> None:
    region = device.region
    device.api.away = True
    assert device.colour(code(region)) == (Outcome.VALID, Colour.GREEN, Source.STATUS_LIST)

    assign(region)
    region.clock.move(timedelta(minutes=4))
    region.on_schedule({"id": "event-3"}, None)
    device.api.away = False
    assert device.refresher.refresh().problems == ()
    device.api.away = True

    assert device.colour(code(region)) == (Outcome.VALID, Colour.RED, Source.STATUS_LIST)
    region.clock.move(timedelta(hours=25))
    assert device.colour(code(region)) == (Outcome.STALE, None, Source.STATUS_LIST)


def test_a_code_that_is_younger_than_the_lists_is_looked_at(device: Device) -> None:
    device.region.clock.move(timedelta(seconds=1))
    younger = register(device.region, 2, AccountId("account-2")).code.payload
    device.api.away = True

    assert device.colour(younger) == (Outcome.STALE, None, Source.STATUS_LIST)


def test_what_has_not_changed_is_not_sent_again(device: Device) -> None:
    before = device.kit.knowledge
    assert device.refresher.refresh().problems == ()

    assert device.kit.knowledge is before


def test_scans_without_a_connection_are_brought_in_once(device: Device) -> None:
    genuine = code(device.region)
    device.api.away = True
    device.colour(genuine)
    device.colour(genuine[:-1] + ("1" if genuine[-1] != "1" else "2"))
    device.api.away = False
    device.api.lost = 1

    assert device.upload() == {}
    assert device.upload() == {"KNOWN": 2}
    assert device.upload() == {}
    assert len(scans(device.region)) == 2


def test_a_scan_whose_answer_was_lost_exists_once(device: Device) -> None:
    device.api.lost = 1
    assert device.colour(code(device.region))[2] is Source.STATUS_LIST
    assert len(scans(device.region)) == 1

    assert device.upload() == {"KNOWN": 1}
    assert len(scans(device.region)) == 1
