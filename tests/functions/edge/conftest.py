"""One region a module: what these tests send is refused, or repeats what was done before."""

import logging
from collections.abc import Iterator

import pytest

from tests.functions.edge.refusals import MARK, PERSONAL
from tests.functions.samples import Values, prepared
from tests.region import Region, deployed_region


@pytest.fixture(scope="module")
def region() -> Iterator[Region]:
    with deployed_region() as region:
        region.on_schedule({}, None)
        region.on_trust_schedule({}, None)
        yield region


@pytest.fixture(scope="module")
def values(region: Region) -> Values:
    """What the samples' placeholders stand for; with it, the region has a resident on the red list."""
    return prepared(region)


@pytest.fixture(autouse=True)
def nothing_personal_is_said(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """After every test below this folder: nothing was printed, and no log line holds what was sent."""
    with caplog.at_level(logging.INFO):
        yield
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "")
    assert not [text for text in (MARK, *PERSONAL) if text in caplog.text]
