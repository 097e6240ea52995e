"""What happened, as data: counted by operators, asserted by tests, free of personal data."""

from collections.abc import Callable
from dataclasses import dataclass, field

DETAIL = "detail"


def detail() -> str:
    """A field that stands beside a metric for whoever looks into one case, and is no dimension: its values are many."""
    text: str = field(default="", compare=False, metadata={DETAIL: True})
    return text


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that happened; the class name is the metric's name, the fields but details are its dimensions."""


@dataclass(frozen=True, slots=True)
class PersonRegistered(Signal):
    document_type: str


@dataclass(frozen=True, slots=True)
class RegistrationRefused(Signal):
    reason: str


@dataclass(frozen=True, slots=True)
class CodeReplaced(Signal):
    pass


@dataclass(frozen=True, slots=True)
class ScanAnswered(Signal):
    outcome: str
    decision: str


@dataclass(frozen=True, slots=True)
class RiskRecorded(Signal):
    category: str


@dataclass(frozen=True, slots=True)
class RiskLifted(Signal):
    category: str


@dataclass(frozen=True, slots=True)
class RequestFailed(Signal):
    """A request that ended in our own fault; `error` is a class name, never a message."""

    error: str
    at: str = detail()
    """Module and line, as `shared.risk.store:88`."""
    request_id: str = detail()
    """What the caller was given to report."""


Signals = Callable[[Signal], None]
