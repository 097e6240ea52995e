"""From a poster into the service and back: what an operator prints is what the service opens (M23, M24)."""

import re
from collections.abc import Iterator

import pytest

from shared.aws.http import Audience
from shared.checkpoints.model import Kind
from tests.builders import CHECKPOINT, idempotency
from tests.region import PREFIX, Answer, Region, deployed_region, staff_claims
from tests.unit.codes.pixels import opened, painted, read

OPERATOR = staff_claims("operator")
HOST = PREFIX.removesuffix("/C/")


@pytest.fixture(scope="module")
def region() -> Iterator[Region]:
    with deployed_region() as region:
        yield region


def created(region: Region, key: str = "create-0001", **changes: str) -> str:
    answer = region.call("POST /v1/checkpoints", body=CHECKPOINT | changes, claims=OPERATOR, headers=idempotency(key))
    assert answer.status == 201
    return str(answer.json["checkpoint_id"])


def addresses(region: Region, route: str, path: dict[str, str] | None = None) -> list[str]:
    """What a camera reads on both forms of a poster."""
    svg = region.call(f"GET {route}.svg", claims=OPERATOR, path=path)
    png = region.call(f"GET {route}.png", claims=OPERATOR, path=path)
    assert (svg.status, svg.headers["content-type"]) == (200, "image/svg+xml")
    assert (png.status, png.headers["content-type"]) == (200, "image/png")
    assert isinstance(svg.body, str)
    assert isinstance(png.body, bytes)
    return [*read(painted(svg.body, 150 / 25.4)), *read(opened(png.body))]


def opened_by_a_phone(region: Region, address: str, language: str = "en") -> Answer:
    """What a browser gets: API Gateway's routes matched against the path of the address."""
    assert address.startswith(HOST + "/")
    path = address.removeprefix(HOST)
    for key, route in region.routes.items():
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(route.path))
        found = re.fullmatch(pattern, path)
        if route.method == "GET" and found:
            assert route.audience is Audience.ANYONE
            return region.call(key, path=found.groupdict(), headers={"accept-language": language})
    pytest.fail(f"no route serves {path}")


def test_the_entry_poster_opens_the_service(region: Region) -> None:
    [address, same] = addresses(region, "/v1/entry/poster")

    answer = opened_by_a_phone(region, address)

    assert address == same == f"{HOST}/E"
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>The health code service</h1>" in str(answer.body)
    assert "Checkpoint:" not in str(answer.body)


def test_a_checkpoints_poster_opens_the_service_at_that_checkpoint(region: Region) -> None:
    checkpoint = created(region)
    [address, same] = addresses(region, "/v1/checkpoints/{checkpoint}/poster", {"checkpoint": checkpoint})

    answer = opened_by_a_phone(region, address)

    assert address == same == f"{HOST}/E/{checkpoint}"
    assert answer.status == 200
    assert "Checkpoint: Station, Guangdong 440106" in str(answer.body)
    # Who set it up and what it is called is not for everybody who knows the id.
    assert CHECKPOINT["name"] not in str(answer.body)


def test_a_checkpoint_whose_check_character_is_the_star_has_a_poster_and_a_page_too(region: Region) -> None:
    ids = (created(region, f"create-{number:04}") for number in range(2, 500))
    checkpoint = next(each for each in ids if each.endswith("*"))
    [address, same] = addresses(region, "/v1/checkpoints/{checkpoint}/poster", {"checkpoint": checkpoint})

    assert address == same == f"{HOST}/E/{checkpoint}"
    assert opened_by_a_phone(region, address).status == 200


@pytest.mark.parametrize("kind", Kind)
def test_the_page_names_every_kind_of_place_in_the_readers_language(region: Region, kind: Kind) -> None:
    address = f"{HOST}/E/{created(region, kind=kind.value)}"
    english, chinese = (str(opened_by_a_phone(region, address, language).body) for language in ("en", "zh-CN"))

    [in_english] = re.findall(r"Checkpoint: ([A-Z][a-z ]+), Guangdong 440106", english)
    [in_chinese] = re.findall(r"检查点：广东省广州市 (\w+) 440106", chinese)
    assert in_english
    assert not in_chinese.isascii()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_link_of_the_page_leads_somewhere_on_this_host(region: Region, language: str) -> None:
    for path in ("/E", f"/E/{created(region)}"):
        page = str(opened_by_a_phone(region, HOST + path, language).body)
        links = re.findall(r'href="([^"]*)"', page)
        assert links
        assert all(link.startswith("/") for link in links)
        assert {opened_by_a_phone(region, HOST + link, language).status for link in links} == {200}


@pytest.mark.parametrize("path", ["/E", "/E/{id}", "/C/1"])
def test_every_page_has_the_same_security_headers_and_no_script(region: Region, path: str) -> None:
    answer = opened_by_a_phone(region, HOST + path.format(id=created(region)))

    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<script|\son\w+=|src=|@import|https?://", str(answer.body), re.IGNORECASE)
    assert re.search(r'<html lang="en">', str(answer.body))


@pytest.mark.parametrize("name", ["440106-S-ABCDEFGH-A", "x", "440106-s-abcdefgh-x", "0"])
def test_what_is_no_checkpoints_id_opens_nothing(region: Region, name: str) -> None:
    answer = opened_by_a_phone(region, f"{HOST}/E/{name}")

    assert (answer.status, answer.json["code"]) == (404, "NOT_FOUND")


def test_a_page_needs_no_checkpoint_in_the_table_but_a_poster_does(region: Region) -> None:
    checkpoint = created(region, division="440305")
    region.forget_everybody()

    assert opened_by_a_phone(region, f"{HOST}/E/{checkpoint}").status == 200
    for form in ("svg", "png"):
        answer = region.call(
            f"GET /v1/checkpoints/{{checkpoint}}/poster.{form}", claims=OPERATOR, path={"checkpoint": checkpoint}
        )
        assert (answer.status, answer.json["code"]) == (404, "NOT_FOUND")
