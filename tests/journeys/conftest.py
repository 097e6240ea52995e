"""One local cloud for all journeys: the real stacks on a local AWS, reached over HTTP as clients reach them."""

import sys
from collections.abc import Iterator

import pytest

from local.client import ApiClient
from local.cloud import LocalCloud
from local.emulator import free_port
from local.places import LOCAL
from local.seed import seed
from local.seed_peer import seed_peer
from local.state import Peer, State


@pytest.fixture(scope="session")
def cloud() -> Iterator[LocalCloud]:
    """A local AWS of its own, beside any that `make run` has started."""
    with LocalCloud(LOCAL / "journeys", free_port(), _say) as cloud:
        yield cloud


@pytest.fixture(scope="session")
def state(cloud: LocalCloud) -> State:
    """A seeded region in it."""
    return seed(cloud.deploy(), _say)


@pytest.fixture(scope="session")
def peer(cloud: LocalCloud, state: State) -> Peer:
    """Another region beside it, which it recognises; deployed only when a journey asks for it."""
    found = seed_peer(state, cloud.deploy_peer(state.deployed, "hubei"), _say).peer
    assert found is not None
    return found


@pytest.fixture(scope="session")
def api(state: State) -> ApiClient:
    """Sends requests to the region's API, all of whose functions are awake."""
    # Twenty requests at once start twenty Lambda processes, on a machine that may have two cores.
    return ApiClient(state.deployed.api_url, timeout_seconds=120.0)


def _say(text: str) -> None:
    """pytest shows it when a journey fails before it has begun."""
    sys.stderr.write(f"{text}\n")
