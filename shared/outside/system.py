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
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pybreaker import CircuitBreaker, CircuitBreakerError
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError
from urllib3.util import Retry, Timeout

from shared.kernel.errors import DomainError, ErrorCode
from shared.outside.connection import content_of, target

if TYPE_CHECKING:
    # urllib3 is the runtime's own, and its version 1 does not have this name.
    from urllib3 import BaseHTTPResponse

_KEY = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)  # RFC 6750, b64token

_OK = 200
_REPEATABLE = frozenset({502, 503, 504})
# Not a word on the system's health: it looked at this one request and did not like it.
_ABOUT_THE_REQUEST = frozenset({400, 413, 415, 422})

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


class Unanswered(Exception):
    """No answer of the contract; holds nothing of the question or of what came instead."""

    def __init__(self, retry_after: float | None = None, *, repeatable: bool = False) -> None:
        super().__init__()
        self.retry_after = retry_after
        self.repeatable = repeatable


class _RequestRefused(Unanswered):
    """The system is well, but does not take this request."""


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
        self._pool, self._path, self._host = target(url, contract.path)
        self._api_key = api_key
        self._limits = limits
        self._pause = pause
        self._uniform = uniform
        self._breaker = CircuitBreaker(
            fail_max=limits.failures_to_open,
            reset_timeout=limits.open_seconds,
            exclude=[_RequestRefused],
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
        # A socket's timeout bounds each read and each address, not their sum, and name resolution not at all; only
        # another thread can leave in time. The one left behind ends at its own timeouts and starts no further try.
        deadline = time.monotonic() + self._limits.total_seconds
        outcome: Future[A] = Future()

        def ask() -> None:
            try:
                body = json.dumps(self._contract.body(question)).encode("ascii")
                outcome.set_result(self._ask(body, key, deadline))
            except Exception as fault:  # noqa: BLE001  handed over to the thread that waits
                outcome.set_exception(fault)

        Thread(target=ask, name="outside-system", daemon=True).start()
        try:
            return outcome.result(self._limits.total_seconds)
        except TimeoutError:
            raise Unanswered from None

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
        headers = {
            "host": self._host,
            "authorization": f"Bearer {key}",
            "content-type": "application/json",
            "accept": "application/json",
            "user-agent": "yuekang/1",
        }
        timeout = Timeout(
            connect=min(self._limits.connect_seconds, seconds), read=min(self._limits.read_seconds, seconds)
        )
        try:
            response = self._pool.urlopen(
                "POST",
                self._path,
                body,
                headers,
                retries=False,
                redirect=False,
                timeout=timeout,
                preload_content=False,
                decode_content=False,
            )
            content = content_of(response, self._contract.answer_limit_bytes)
        except (ConnectTimeoutError, NewConnectionError, ProtocolError):
            # ProtocolError: it hung up. A kept connection that was closed while the Lambda slept ends like this.
            raise Unanswered(repeatable=True) from None
        except (HTTPError, OSError):
            raise Unanswered from None
        if response.status != _OK:
            raise _refused(response)
        return self._contract.meaning(
            _json(response.headers.get("content-type", ""), content, self._contract.answer_limit_bytes)
        )


def _refused(response: "BaseHTTPResponse") -> Unanswered:
    if response.status in _ABOUT_THE_REQUEST:
        return _RequestRefused()
    try:
        retry_after = Retry().get_retry_after(response)
    except (HTTPError, ValueError, OverflowError):
        retry_after = None
    return Unanswered(retry_after, repeatable=response.status in _REPEATABLE)


def _json(content_type: str, content: bytes, limit: int) -> Any:
    """The JSON of an answer, with objects as tuples of pairs."""
    if content_type.partition(";")[0].strip().lower() != "application/json" or len(content) > limit:
        raise Unanswered
    try:
        return json.loads(content, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        raise Unanswered from None
