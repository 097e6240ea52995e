"""A region for each test."""

from collections.abc import Iterator

import pytest

from tests.region import Region, deployed_region


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as deployed:
        yield deployed
