"""A pytest plugin: tests that share something dear run in one worker, however many workers there are.

The folders are named here, since the groups of pytest-xdist 3.8 have no effect with pytest 9.
"""

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]  # it comes without types
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # as above

TOGETHER = (
    # One synthesis of all stacks, and one walk through every route.
    ("tests/infra/", "tests/arch/test_access_patterns.py", "tests/arch/test_audit.py"),
    # One local cloud.
    ("tests/journeys/",),
)
"""Folders and modules that share something dear, by what they share."""


class FolderScheduling(LoadScopeScheduling):  # type: ignore[misc]  # of a class without types
    """Hands out what is in TOGETHER whole, and all other tests by module, which have a region of their own each."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)


def scope(nodeid: str) -> str:
    """What is handed out together with the test `nodeid`: a row of TOGETHER, named by its first, or its module."""
    return next((row[0] for row in TOGETHER if nodeid.startswith(row)), nodeid.partition("::")[0])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FolderScheduling:
    return FolderScheduling(config, log)
