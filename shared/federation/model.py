"""What regions ask each other (M22): a signed question from one to one other, and the signed answer to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Question(StrEnum):
    """The questions there are; each is also the last word of its route."""

    CODE_VERIFICATION = "code-verification"
    """What a code of the region that is asked stands for just now (M10)."""
    STATUS_LIST_CONTENTS = "status-list-contents"
    """Which editions of its status lists count."""
    STATUS_LIST = "status-list"
    """One edition of one status list."""
    HEALTH_SUMMARY = "health-summary"
    HEALTH_DETAIL = "health-detail"
    """What it holds of somebody's health (M21)."""


About = Mapping[str, Any] | Callable[[str], Mapping[str, Any]]
"""What a question is about; where that is good for one request only, what it is by the request's id."""


@dataclass(frozen=True, slots=True)
class Request:
    """One question of one region to one other."""

    asker: int
    """The issuer number of the region that asks."""
    asked: int
    at: datetime
    request_id: str
    """The `jti`: 32 hexadecimal characters, never used twice by the same region."""
    question: str
    about: Mapping[str, Any] = field(repr=False)
    """What is asked about, as its question has it; it may be personal."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as whoever answers a question sees it."""

    issuer: int
    """The issuer number of a region that is recognised here."""
    request_id: str
    """Names the request among all of that region's, so that what was answered once is not done again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the region that was asked says to a request."""

    request: Request
    at: datetime
    said: Mapping[str, Any] = field(repr=False)


class Reason(StrEnum):
    """Why a peer said nothing that counts."""

    NO_PEER = "NO_PEER"
    """The region is not recognised here, or what is known of it has expired."""
    NOT_SIGNED = "NOT_SIGNED"
    """Our own signature was not to be had."""
    NOT_REACHED = "NOT_REACHED"
    TOO_SLOW = "TOO_SLOW"
    BREAKER_OPEN = "BREAKER_OPEN"
    """It failed too often just now, and was not asked."""
    REFUSED = "REFUSED"
    """It says that it does not answer."""
    NOT_READABLE = "NOT_READABLE"
    NOT_GENUINE = "NOT_GENUINE"
    """What came is not signed by it, or is the answer to something else."""


class PeerFailed(Exception):
    """A question to a peer had no answer that counts; holds nothing of the question or of what came instead."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
