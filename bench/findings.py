"""How every benchmark tells what it found."""

import platform
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Protocol


class Findings(Protocol):
    """What one run measured."""

    def report(self) -> str:
        """What was found, for people."""
        ...

    def faults(self) -> Iterator[str]:
        """Every budget that is missed."""
        ...


def told(findings: Findings, libraries: Sequence[str], *, check: bool) -> int:
    """Print the findings with the versions that they hold for; returns the exit status.

    It is 1 only when a budget is missed and that is checked.
    """
    versions = ", ".join(f"{name} {version(name)}" for name in libraries)
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {versions}")
    print(findings.report())
    faults = list(findings.faults())
    for fault in faults:
        print(f"over budget: {fault}", file=sys.stderr)
    return 1 if faults and check else 0
