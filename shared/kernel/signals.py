"""What happened, as data: counted by operators, asserted by tests, free of personal data."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that happened; the class name is the metric's name, the fields are its dimensions."""


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


Signals = Callable[[Signal], None]
