"""What happens to scans that a gate decided without a connection; the rest is in `signals`."""

from dataclasses import dataclass

from shared.kernel.signals import Signal


@dataclass(frozen=True, slots=True)
class LateScanStored(Signal):
    """A gate told of a scan that it had decided by itself."""

    outcome: str
    decision: str


@dataclass(frozen=True, slots=True)
class LateScanRefused(Signal):
    reason: str
