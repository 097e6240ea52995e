"""The trust list over the API: for everybody, and not a second time when nothing changed."""

from collections.abc import Iterator

import pytest

from tests.region import Region, deployed_region

TRUST_LIST = "GET /v1/trust-list"


@pytest.fixture(scope="module")
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        before = deployed.call(TRUST_LIST)
        assert (before.status, before.json["code"], before.headers["retry-after"]) == (503, "UNAVAILABLE", "60")
        deployed.on_trust_schedule({"id": "event-1"}, None)
        yield deployed


def test_everybody_gets_it_as_a_signed_text(region: Region) -> None:
    answer = region.call(TRUST_LIST)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/jwt")
    assert isinstance(answer.body, bytes)
    assert answer.body.count(b".") == 2


def test_whoever_has_it_is_not_sent_it_again(region: Region) -> None:
    first = region.call(TRUST_LIST)
    again = region.call(TRUST_LIST, headers={"if-none-match": first.headers["etag"]})
    assert (again.status, again.body) == (304, "")
    other = region.call(TRUST_LIST, headers={"if-none-match": '"another"'})
    assert other.status == 200


def test_a_kept_copy_is_asked_for_again_after_a_minute(region: Region) -> None:
    assert region.call(TRUST_LIST).headers["cache-control"] == "public, max-age=60"
