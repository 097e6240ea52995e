"""Temperatures as their person sees them; there is no way to change one (M16, M17)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.acts import ACCOUNT, STATION, register, scan
from tests.region import Answer, Region, deployed_region, resident_claims
from tests.scan_acts import measure

LIST = "GET /v1/people/{person}/temperatures"
ONE = "/v1/people/{person}/temperatures/{temperature}"


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed


def ask(region: Region, key: str, **more: Any) -> Answer:
    path = {"person": region.family.people(ACCOUNT)[0].person_id} | more.pop("path", {})
    return region.call(key, claims=resident_claims(), path=path, **more)


def measured(region: Region, *tenths: int) -> list[str]:
    """The ids of temperatures that were taken a minute apart."""
    ids: list[str] = []
    for number, each in enumerate(tenths):
        scan_id = scan(region, register(region).code.payload, key=f"scan-{number:04}").scan_id
        ids.append(measure(region, scan_id, tenths=each).temperature.entry_id)
        region.clock.move(timedelta(minutes=1))
    return ids


def test_temperatures_are_listed_newest_first_with_the_current_one_marked(region: Region) -> None:
    first, second = measured(region, 373, 372)

    answer = ask(region, LIST)

    assert answer.json["cursor"] is None
    assert answer.json["temperatures"] == [
        {
            "temperature": second,
            "celsius": 37.2,
            "fever": False,
            "current": True,
            "measured_at": "2020-04-07T07:47:53Z",
            "checkpoint": STATION,
            "role": "medic",
        },
        {
            "temperature": first,
            "celsius": 37.3,
            "fever": True,
            "current": False,
            "measured_at": "2020-04-07T07:46:53Z",
            "checkpoint": STATION,
            "role": "medic",
        },
    ]
    assert "staff-1" not in str(answer.body)


def test_a_list_goes_on_after_its_cursor_with_nothing_current(region: Region) -> None:
    measured(region, 361, 362, 363)
    first = ask(region, LIST, query={"limit": "2"}).json
    second = ask(region, LIST, query={"limit": "2", "cursor": first["cursor"]}).json

    pages = [[(each["celsius"], each["current"]) for each in page["temperatures"]] for page in (first, second)]
    assert pages == [[(36.3, True), (36.2, False)], [(36.1, False)]]


def test_an_empty_cursor_is_that_of_the_first_page(region: Region) -> None:
    measured(region, 365)

    assert ask(region, LIST, query={"cursor": ""}).json == ask(region, LIST).json


def test_one_temperature_is_shown_as_in_the_list(region: Region) -> None:
    measured(region, 365, 366)

    for each in ask(region, LIST).json["temperatures"]:
        assert ask(region, f"GET {ONE}", path={"temperature": each["temperature"]}).json == each


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_temperature_is_changed_or_deleted(region: Region, method: str) -> None:
    (entry,) = measured(region, 389)
    before = region.items()

    for name in (entry, "a" * 16):
        answer = ask(region, f"{method} {ONE}", path={"temperature": name})

        assert (answer.status, answer.json["code"]) == (405, "TEMPERATURE_IS_FINAL")
        # The list of what may be done instead is part of every 405 (RFC 9110, 15.5.6).
        assert answer.headers["allow"] == "GET"
        assert "scanned again and the temperature submitted again" in answer.json["detail"]
    assert region.items() == before


def test_a_temperature_of_nobody_we_act_for_is_not_found_whatever_is_done_with_it(region: Region) -> None:
    register(region)

    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = ask(region, f"{method} {ONE}", path={"person": "a" * 32, "temperature": "a" * 16})
        assert answer.status == 404
