"""Release notices as their person sees them, and as whoever scans one does (M15, M17)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.acts import STATION, register, scan
from tests.region import NOTICE_RETENTION, Answer, Region, deployed_region, resident_claims
from tests.scan_acts import release
from tests.unit.codes.pixels import painted, read

LIST = "GET /v1/people/{person}/release-notices"
ONE = f"{LIST}/{{notice}}"
SVG, PAGE = f"{ONE}/notice.svg", "GET /N/{digits}"


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


@pytest.fixture
def notice(region: Region) -> str:
    scan_id = scan(region, register(region).code.payload).scan_id
    return release(region, scan_id).notice.entry_id


def ask(region: Region, key: str, **path: str) -> Answer:
    return region.call(key, claims=resident_claims(), path={"person": register(region).person_id} | path)


def opened(region: Region, address: str, language: str = "en") -> Answer:
    """What a camera opens that read `address`."""
    digits = address.rpartition("/N/")[2]
    return region.call(PAGE, path={"digits": digits}, headers={"accept-language": language})


def test_a_notice_is_listed_and_shown_without_its_officer(region: Region, notice: str) -> None:
    listed, one = ask(region, LIST), ask(region, ONE, notice=notice)

    assert listed.json == {"release_notices": [one.json], "cursor": None}
    assert one.json == {
        "notice": notice,
        "number": one.json["number"],
        "masked_name": register(region).masked_name,
        "institution": "区人民医院",
        "place": "集中医学观察点3号楼",
        "observed_from": "2020-03-24",
        "observed_to": "2020-04-07",
        "lifted": [],
        "issued_at": "2020-04-07T07:46:53Z",
        "kept_until": "2021-04-07T07:46:53Z",
        "payload": one.json["payload"],
        "checkpoint": STATION,
        "role": "medic",
    }
    assert "staff-1" not in str(listed.body)


def test_from_the_printed_notice_a_camera_opens_the_page_that_proves_it(region: Region, notice: str) -> None:
    picture = ask(region, SVG, notice=notice)
    assert (picture.status, picture.headers["content-type"]) == (200, "image/svg+xml")
    assert isinstance(picture.body, str)
    (address,) = read(painted(picture.body, 6))

    for language, heading in (("en", "This notice is genuine"), ("zh-CN", "真实有效的告知书")):
        page = opened(region, address, language)
        assert page.status == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        for text in (heading, "区人民医院", "集中医学观察点3号楼", "2020-03-24 - 2020-04-07", "2021-04-07"):
            assert text in page.body


def test_a_tampered_notice_opens_a_page_that_says_so(region: Region, notice: str) -> None:
    address = ask(region, ONE, notice=notice).json["payload"]
    last = str((int(address[-1]) + 1) % 10)

    for tampered in (address[:-1] + last, address[:-1], address + "0", "/N/0", "/N/abc", f"/N/{'9' * 196}"):
        page = opened(region, tampered)
        assert (page.status, page.headers["content-type"]) == (422, "text/html; charset=utf-8")
        assert "This notice is not genuine" in page.body
        assert "区人民医院" not in page.body


def test_a_notice_that_is_not_on_file_opens_a_page_that_says_so(region: Region, notice: str) -> None:
    address = ask(region, ONE, notice=notice).json["payload"]
    region.forget_everybody()

    page = opened(region, address, "zh-CN")

    assert page.status == 404
    assert "不是真实的告知书" in page.body


def test_a_notice_whose_time_is_over_opens_a_page_without_it(region: Region, notice: str) -> None:
    address = ask(region, ONE, notice=notice).json["payload"]
    region.clock.move(NOTICE_RETENTION + timedelta(seconds=1))

    page = opened(region, address)

    assert page.status == 200
    assert "This notice is no longer kept" in page.body
    assert "区人民医院" not in page.body
