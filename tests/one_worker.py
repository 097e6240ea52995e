"""A pytest plugin: tests that share something dear run in one worker, however many workers there are.

The folders are named here, since the groups of pytest-xdist 3.8 have no effect with pytest 9.
"""

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

TOGETHER = ("tests/infra/", "tests/journeys/")
"""One synthesis of all stacks, and one local cloud."""


class FolderScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out the folders of TOGETHER whole, and all other tests one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)


def scope(nodeid: str) -> str:
    """What is handed out together with the test `nodeid`: its folder, or itself alone."""
    return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FolderScheduling:
    return FolderScheduling(config, log)
