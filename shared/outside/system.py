"""A system of somebody else that answers questions over HTTP: the identity register, the itinerary provider.

Whatever is not exactly an answer of the system's contract is unavailability. A question changes nothing on the other
side, so one that may have been lost is sent again.
"""

import json
import math
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pybreaker import CircuitBreaker, CircuitBreakerError
from urllib3.util import Timeout

from shared.kernel.errors import DomainError, ErrorCode
from shared.outside.in_time import in_time
from shared.outside.line import Lack, Line, RequestRefused, Unanswered

_KEY = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)  # RFC 6750, b64token

Q = TypeVar("Q")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a system is asked; the whole stays well below a Lambda's ten seconds."""

    connect_seconds: float = 1.0
    read_seconds: float = 3.0
    total_seconds: float = 7.0
    tries: int = 3
    longest_pause_seconds: float = 2.0
    """A system that asks for a longer pause than this is not waited for: the resident is told when to come back."""
    longest_retry_after_seconds: int = 120
    failures_to_open: int = 5
    open_seconds: float = 20.0


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Contract(Generic[Q, A]):
    """What a system is asked, and what counts as its answer."""

    path: str
    """Where questions go, below the system's address."""
    body: Callable[[Q], object]
    """The JSON of a question."""
    meaning: Callable[[Any], A]
    """The meaning of an answer's JSON, in which objects are tuples of pairs, so that a repeated or an added member is
    seen. Raises Unanswered for one that is not in the contract."""
    unavailable: ErrorCode
    answer_limit_bytes: int


class OutsideSystem(Generic[Q, A]):
    """Asks the system behind `url`, with the bearer key that `api_key` returns.

    One question at a time, as a Lambda environment has it: the circuit breaker lets nobody pass another.
    """

    def __init__(
        self,
        contract: Contract[Q, A],
        url: str,
        api_key: Callable[[], str],
        limits: Limits = USUAL,
        *,
        pause: Callable[[float], None] = time.sleep,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """Connect to nothing yet.

        Raises ValueError unless `url` is https, or http to this machine itself, without user, query or fragment.
        """
        self._contract = contract
        self._line = Line(url, contract.answer_limit_bytes)
        self._api_key = api_key
        self._limits = limits
        self._pause = pause
        self._uniform = uniform
        self._breaker = CircuitBreaker(
            fail_max=limits.failures_to_open,
            reset_timeout=limits.open_seconds,
            exclude=[RequestRefused],
        )

    def ask(self, question: Q) -> A:
        """What the system answers to `question`, which must not print what is personal in it.

        Raises DomainError of the contract's code, with the seconds to wait, when it says nothing that counts.
        """
        answer = self._answer(question, self._api_key())
        # Raised here, so that neither the request nor what came instead of an answer is in a frame or a cause.
        if isinstance(answer, DomainError):
            raise answer
        return answer

    def _answer(self, question: Q, key: str) -> A | DomainError:
        try:
            return self._breaker.call(self._within_total_time, question, key.strip())
        except CircuitBreakerError:
            return self._unavailable(self._limits.open_seconds)
        except Unanswered as unanswered:
            return self._unavailable(unanswered.retry_after)

    def _unavailable(self, seconds: float | None) -> DomainError:
        # Waiting times differ, so that those who were turned away together do not come back together.
        wait = self._uniform(2, 10) if seconds is None else seconds + self._uniform(0, 5)
        return DomainError(
            self._contract.unavailable,
            retry_after=max(1, min(math.ceil(wait), self._limits.longest_retry_after_seconds)),
        )

    def _within_total_time(self, question: Q, key: str) -> A:
        # Whoever is left behind starts no further try.
        deadline = time.monotonic() + self._limits.total_seconds

        def ask() -> A:
            body = json.dumps(self._contract.body(question)).encode("ascii")
            return self._ask(body, key, deadline)

        try:
            return in_time(self._limits.total_seconds, ask)
        except TimeoutError:
            raise Unanswered(Lack.TOO_SLOW) from None

    def _ask(self, body: bytes, key: str, deadline: float) -> A:
        failed = 0
        while True:
            try:
                return self._try(body, key, deadline - time.monotonic())
            except Unanswered as unanswered:
                failed += 1
                if not unanswered.repeatable or failed == self._limits.tries:
                    raise
                pause = max(self._uniform(0, 0.1 * 2**failed), unanswered.retry_after or 0)
                room = deadline - time.monotonic() - self._limits.connect_seconds
                if pause > min(room, self._limits.longest_pause_seconds):
                    raise
            self._pause(pause)

    def _try(self, body: bytes, key: str, seconds: float) -> A:
        if seconds <= 0 or not _KEY.fullmatch(key):
            raise Unanswered
        timeout = Timeout(
            connect=min(self._limits.connect_seconds, seconds), read=min(self._limits.read_seconds, seconds)
        )
        answer = self._line.post(self._contract.path, body, timeout, {"authorization": f"Bearer {key}"})
        return self._contract.meaning(answer)
