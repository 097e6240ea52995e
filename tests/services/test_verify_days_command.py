"""The command with which somebody who was given a day proves it."""

from datetime import date, timedelta

import pytest

from ops.verify_days import FLAWED, SOUND, main
from shared.kernel.clock import end_of
from tests.day_acts import chain, person_id, removed, stored
from tests.region import Region

DAY = date(2020, 4, 6)


def command(region: Region, *arguments: str) -> int:
    bucket = region.days.bucket
    given = ["--table", region.audit.name, "--bucket", bucket.name, *arguments]
    return main(given, region.audit.client, bucket.client)


def published(region: Region) -> None:
    stored(region, chain(person_id(1), DAY, 3))
    for day in (DAY, DAY + timedelta(days=1)):
        region.clock.now = end_of(day) + timedelta(minutes=30)
        region.publishing.publish()


def test_days_that_are_as_they_were_published_are_proven(region: Region, capsys: pytest.CaptureFixture[str]) -> None:
    published(region)
    assert command(region, "2020-04-06", "--until", "2020-04-07") == SOUND
    assert capsys.readouterr().out == "2 days read, 0 flaws found\n"


def test_a_flaw_is_told_in_words_and_by_the_exit_status(region: Region, capsys: pytest.CaptureFixture[str]) -> None:
    published(region)
    removed(region, chain(person_id(1), DAY, 3)[-1])
    assert command(region, "2020-04-06") == FLAWED
    assert capsys.readouterr().out == (
        "2020-04-06: at least 1 of the published entries are no longer there\n1 day read, 1 flaw found\n"
    )


@pytest.mark.parametrize("arguments", [("today",), ("2020-04-06", "--until", "2020-04-05"), ()])
def test_what_is_no_day_or_no_span_of_days_is_refused(region: Region, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command(region, *arguments)
