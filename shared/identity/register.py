"""The identity register over HTTP; `docs/identity-register.md` is the contract.

Whatever is not exactly an answer of the contract is unavailability and never a match. Verifying changes nothing on
the other side, so a request that may have been lost is sent again.
"""

import json
import math
import random
import re
import time
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

import urllib3
from pybreaker import CircuitBreaker, CircuitBreakerError
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError
from urllib3.util import Retry, Timeout, parse_url

from shared.identity.model import Identity
from shared.kernel.errors import DomainError, ErrorCode

if TYPE_CHECKING:
    # urllib3 is the runtime's own, and its version 1 does not have this name.
    from urllib3 import BaseHTTPResponse

_RESULTS: dict[str, ErrorCode | None] = {
    "MATCH": None,
    "NOT_ON_FILE": ErrorCode.IDENTITY_NOT_ON_FILE,
    "NAME_OR_DOCUMENT_MISMATCH": ErrorCode.NAME_OR_DOCUMENT_MISMATCH,
    "FACE_MISMATCH": ErrorCode.FACE_MISMATCH,
}
_PATH = "/v1/verifications"
_ANSWER_LIMIT_BYTES = 4096
_KEY = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)  # RFC 6750, b64token

_OK = 200
_REPEATABLE = frozenset({502, 503, 504})
# Not a word on the register's health: it looked at this one request and did not like it.
_ABOUT_THE_REQUEST = frozenset({400, 413, 415, 422})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a register is asked; the whole stays well below a Lambda's ten seconds."""

    connect_seconds: float = 1.0
    read_seconds: float = 3.0
    total_seconds: float = 7.0
    tries: int = 3
    longest_pause_seconds: float = 2.0
    """A register that asks for a longer pause than this is not waited for: the resident is told when to come back."""
    longest_retry_after_seconds: int = 120
    failures_to_open: int = 5
    open_seconds: float = 20.0


class _Unanswered(Exception):
    """No answer of the contract; holds nothing of the request or of what came instead."""

    def __init__(self, retry_after: float | None = None, *, repeatable: bool = False) -> None:
        super().__init__()
        self.retry_after = retry_after
        self.repeatable = repeatable


class _RequestRefused(_Unanswered):
    """The register is well, but does not take this request."""


class HttpIdentityRegister:
    """Asks the register behind `url`, with the bearer key that `api_key` returns.

    One request at a time, as a Lambda environment has it: the circuit breaker lets nobody pass another.
    """

    def __init__(
        self,
        url: str,
        api_key: Callable[[], str],
        limits: Limits = Limits(),
        *,
        pause: Callable[[float], None] = time.sleep,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """Connect to nothing yet.

        Raises ValueError unless `url` is https, or http to this machine itself, without user, query or fragment.
        """
        self._pool, self._path, self._host = _target(url)
        self._api_key = api_key
        self._limits = limits
        self._pause = pause
        self._uniform = uniform
        self._breaker = CircuitBreaker(
            fail_max=limits.failures_to_open,
            reset_timeout=limits.open_seconds,
            exclude=[_RequestRefused],
        )

    def verify(self, identity: Identity) -> None:
        """Return when the register says that document, name and face belong together.

        Raises DomainError IDENTITY_NOT_ON_FILE, NAME_OR_DOCUMENT_MISMATCH or FACE_MISMATCH as the register says, or
        IDENTITY_REGISTER_UNAVAILABLE, with the seconds to wait, when it says nothing that counts (M4).
        """
        refusal = self._refusal(identity, self._api_key())
        # Raised here, so that neither the request nor the answer is in a frame or a cause of what is raised.
        if refusal is not None:
            raise refusal

    def _refusal(self, identity: Identity, key: str) -> DomainError | None:
        try:
            code = self._breaker.call(self._within_total_time, identity, key.strip())
        except CircuitBreakerError:
            return self._unavailable(self._limits.open_seconds)
        except _Unanswered as unanswered:
            return self._unavailable(unanswered.retry_after)
        return None if code is None else DomainError(code)

    def _unavailable(self, seconds: float | None) -> DomainError:
        # Waiting times differ, so that those who were turned away together do not come back together.
        wait = self._uniform(2, 10) if seconds is None else seconds + self._uniform(0, 5)
        return DomainError(
            ErrorCode.IDENTITY_REGISTER_UNAVAILABLE,
            retry_after=max(1, min(math.ceil(wait), self._limits.longest_retry_after_seconds)),
        )

    def _within_total_time(self, identity: Identity, key: str) -> ErrorCode | None:
        # A socket's timeout bounds each read and each address, not their sum, and name resolution not at all; only
        # another thread can leave in time. The one left behind ends at its own timeouts and starts no further try.
        deadline = time.monotonic() + self._limits.total_seconds
        outcome: Future[ErrorCode | None] = Future()

        def ask() -> None:
            try:
                outcome.set_result(self._ask(_request_body(identity), key, deadline))
            except Exception as fault:  # noqa: BLE001  handed over to the thread that waits
                outcome.set_exception(fault)

        Thread(target=ask, name="identity-register", daemon=True).start()
        try:
            return outcome.result(self._limits.total_seconds)
        except TimeoutError:
            raise _Unanswered from None

    def _ask(self, body: bytes, key: str, deadline: float) -> ErrorCode | None:
        failed = 0
        while True:
            try:
                return self._try(body, key, deadline - time.monotonic())
            except _Unanswered as unanswered:
                failed += 1
                if not unanswered.repeatable or failed == self._limits.tries:
                    raise
                pause = max(self._uniform(0, 0.1 * 2**failed), unanswered.retry_after or 0)
                room = deadline - time.monotonic() - self._limits.connect_seconds
                if pause > min(room, self._limits.longest_pause_seconds):
                    raise
            self._pause(pause)

    def _try(self, body: bytes, key: str, seconds: float) -> ErrorCode | None:
        if seconds <= 0 or not _KEY.fullmatch(key):
            raise _Unanswered
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
            content = _content(response)
        except (ConnectTimeoutError, NewConnectionError, ProtocolError):
            # ProtocolError: it hung up. A kept connection that was closed while the Lambda slept ends like this.
            raise _Unanswered(repeatable=True) from None
        except (HTTPError, OSError):
            raise _Unanswered from None
        if response.status != _OK:
            raise _refused(response)
        return _result(response.headers.get("content-type", ""), content)


def _target(url: str) -> tuple[urllib3.HTTPConnectionPool, str, str]:
    """A pool for the host of `url`, the path of a verification, and the Host header."""
    parts = parse_url(url)
    host = parts.host or ""
    here = host in {"localhost", "127.0.0.1", "[::1]"} or host.endswith(".localhost")
    secret = parts.scheme == "https" or (parts.scheme == "http" and here)
    if not secret or not host or parts.auth or parts.query or parts.fragment:
        raise ValueError("the register's address must be https, or http on this machine, with no more than a path")
    if parts.scheme == "https":
        pool: urllib3.HTTPConnectionPool = urllib3.HTTPSConnectionPool(host, parts.port, cert_reqs="CERT_REQUIRED")
    else:
        # RFC 6761: names under `localhost` are this machine; not every resolver knows, and local clouds use them.
        pool = urllib3.HTTPConnectionPool("127.0.0.1" if host.endswith(".localhost") else host, parts.port)
    return pool, (parts.path or "").rstrip("/") + _PATH, parts.netloc or ""


def _request_body(identity: Identity) -> bytes:
    return json.dumps(
        {
            "document_type": identity.document.type.value,
            "document_number": identity.document.number.reveal(),
            "name": identity.name.reveal(),
            "face": b64encode(identity.face.reveal()).decode("ascii"),
        }
    ).encode("ascii")


def _content(response: "BaseHTTPResponse") -> bytes:
    """The body, or a byte more than an answer may have.

    Raises ProtocolError when it ends before its announced length.
    """
    content = response.read(_ANSWER_LIMIT_BYTES + 1)
    # A connection that was read to the end is back in the pool by now; any other one ends here.
    response.close()
    if response.length_remaining and len(content) <= _ANSWER_LIMIT_BYTES:
        raise ProtocolError
    return content


def _refused(response: "BaseHTTPResponse") -> _Unanswered:
    if response.status in _ABOUT_THE_REQUEST:
        return _RequestRefused()
    try:
        retry_after = Retry().get_retry_after(response)
    except (HTTPError, ValueError, OverflowError):
        retry_after = None
    return _Unanswered(retry_after, repeatable=response.status in _REPEATABLE)


def _result(content_type: str, content: bytes) -> ErrorCode | None:
    """The meaning of an answer; objects are read as pairs, so that a repeated or an added member is seen."""
    answer: Any = None
    if content_type.partition(";")[0].strip().lower() == "application/json" and len(content) <= _ANSWER_LIMIT_BYTES:
        try:
            answer = json.loads(content, object_pairs_hook=tuple)
        except (ValueError, RecursionError):
            answer = None
    for result, code in _RESULTS.items():
        if answer == (("result", result),):
            return code
    raise _Unanswered
