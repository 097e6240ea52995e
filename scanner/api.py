"""Calls to the region's API, each with an end: a server that hangs or drips holds nobody longer than was said."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Retry, Timeout, Url, parse_url

from shared.outside.in_time import in_time

_CONNECT_SECONDS = 3.0
_LONGEST_RETRY_AFTER = 300.0
T = TypeVar("T")


class Unanswered(Exception):
    """There is no answer of the API; says why, and after how many seconds it wants to be asked again."""

    def __init__(self, why: str, retry_after: float = 0.0) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Refused(Unanswered):
    """The API is well and does not take this request, or does not know the one who sent it."""

    def __init__(self, status: int) -> None:
        super().__init__(_SAID.get(status, f"the API answered {status}"))
        self.status = status


_SAID = {
    401: "the API does not accept the token (401): put a fresh one into the token file",
    403: "the token's roles may not do this (403): it needs the role `scanner`, or one of staff who scan",
    404: "the API has nothing there (404)",
}
_NOT_MODIFIED, _ELSEWHERE = 304, 307


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer."""

    content: bytes = field(repr=False)
    tag: str
    """Its ETag, or nothing."""
    is_known: bool
    """Whether the caller has it already, as the tag that was sent says; there is no content then."""


@dataclass(frozen=True, slots=True)
class _Question:
    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    limit: int
    deadline: float


class Api:
    """The API at an address, asked with the token that a file holds.

    The file is read for each call, so that whoever renews tokens writes a new one there.
    """

    def __init__(self, url: str, token_file: Path) -> None:
        """Connect to nothing yet.

        Raises ValueError for an address that is neither https nor on this machine.
        """
        self._pool, self._path, self._host = _pool(url)
        self._token_file = token_file
        self._elsewhere: tuple[str, urllib3.HTTPConnectionPool] | None = None
        """Where the API sent us last, so that one connection serves many lists there too."""

    def get(
        self, path: str, *, limit: int, seconds: float, tag: str = "", accept: str = "*/*", elsewhere: bool = False
    ) -> Answer:
        """What is at `path`, of at most `limit` bytes.

        With `elsewhere`, the API may name another address for it, once: https, or on this machine. It is asked without
        the token and within the same time, and what it answers has no tag.

        Raises Unanswered.
        """
        headers = {"accept": accept} | ({"if-none-match": tag} if tag else {})
        return self._ask("GET", path, headers, None, limit, seconds, elsewhere=elsewhere)

    def post(self, path: str, body: bytes, *, limit: int, seconds: float, key: str = "") -> Answer:
        """The answer to a JSON body; `key` is the Idempotency-Key.

        Raises Unanswered.
        """
        headers = {"accept": "application/json", "content-type": "application/json"}
        return self._ask("POST", path, headers | ({"idempotency-key": key} if key else {}), body, limit, seconds)

    def _ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
        limit: int,
        seconds: float,
        *,
        elsewhere: bool = False,
    ) -> Answer:
        own = {"host": self._host, "authorization": f"Bearer {self._token()}", "user-agent": "yuekang-scanner/1"}
        given = {**headers, **own}
        asked = _Question(method, self._path + path, given, body, limit, time.monotonic() + seconds)

        def act() -> Answer:
            response, content = _exchange(self._pool, asked)
            if elsewhere and response.status == _ELSEWHERE:
                return self._from_elsewhere(response.headers.get("location", ""), asked)
            return _answer(response, content)

        return _within(seconds, act)

    def _from_elsewhere(self, address: str, asked: _Question) -> Answer:
        # Its signature is the address's own, so that nothing else is told there, and no refusal there is about us.
        try:
            parts = parse_url(address)
            pool = self._pool_elsewhere(parts)
        except (HTTPError, ValueError):
            raise Unanswered("the API named an address where nothing may be fetched") from None
        host = {"host": parts.netloc or ""}
        response, content = _exchange(pool, replace(asked, path=parts.request_uri, headers=host))
        if response.status != 200:
            raise Unanswered(f"the address that the API named answered {response.status}", _retry_after(response))
        return Answer(content, "", is_known=False)

    def _pool_elsewhere(self, parts: Url) -> urllib3.HTTPConnectionPool:
        at = f"{parts.scheme}://{parts.netloc}"
        known = self._elsewhere
        if known is None or known[0] != at:
            known = self._elsewhere = at, _connections(parts)
        return known[1]

    def _token(self) -> str:
        try:
            token = self._token_file.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            raise Unanswered(f"the token file {self._token_file} cannot be read") from None
        if not token or len(token.split()) != 1:
            raise Unanswered(f"the token file {self._token_file} does not hold one token")
        return token


def _exchange(pool: urllib3.HTTPConnectionPool, asked: _Question) -> tuple[urllib3.BaseHTTPResponse, bytes]:
    left = max(0.001, asked.deadline - time.monotonic())
    try:
        response = pool.urlopen(
            asked.method,
            asked.path,
            asked.body,
            asked.headers,
            retries=False,
            redirect=False,
            timeout=Timeout(connect=min(_CONNECT_SECONDS, left), read=left),
            preload_content=False,
            decode_content=False,
        )
        try:
            return response, _content(response, asked.limit, asked.deadline)
        finally:
            # A connection whose answer was read to its end is back in the pool; any other one ends here.
            response.close()
    except (HTTPError, OSError) as fault:
        raise Unanswered(f"the API cannot be reached ({type(fault).__name__})") from None


def _answer(response: urllib3.BaseHTTPResponse, content: bytes) -> Answer:
    if response.status == _NOT_MODIFIED:
        return Answer(b"", "", is_known=True)
    if response.status == 200:
        return Answer(content, response.headers.get("etag", ""), is_known=False)
    if 400 <= response.status < 500 and response.status != 429:
        raise Refused(response.status)
    raise Unanswered(f"the API answered {response.status}", _retry_after(response))


def _within(seconds: float, act: Callable[[], T]) -> T:
    try:
        return in_time(seconds, act)
    except TimeoutError:
        raise Unanswered("the API took too long") from None


def _pool(url: str) -> tuple[urllib3.HTTPConnectionPool, str, str]:
    """A pool for the host of `url`, its path, and the Host header."""
    parts = parse_url(url)
    if parts.query:
        raise ValueError("the API's address is a host and at most a path")
    return _connections(parts), (parts.path or "").rstrip("/"), parts.netloc or ""


def _connections(parts: Url) -> urllib3.HTTPConnectionPool:
    """A pool for a host.

    Raises ValueError for what is neither https nor on this machine.
    """
    host = parts.host or ""
    here = host in {"localhost", "127.0.0.1", "[::1]"} or host.endswith(".localhost")
    if parts.scheme not in {"https", "http"} or (parts.scheme == "http" and not here):
        raise ValueError("the API's address must begin with https://, or be on this machine: a token is sent to it")
    if not host or parts.auth or parts.fragment:
        raise ValueError("the API's address is a host and at most a path")
    if parts.scheme == "https":
        return urllib3.HTTPSConnectionPool(host, parts.port, cert_reqs="CERT_REQUIRED")
    # RFC 6761: names under `localhost` are this machine, and not every resolver knows.
    return urllib3.HTTPConnectionPool("127.0.0.1" if host.endswith(".localhost") else host, parts.port)


def _content(response: urllib3.BaseHTTPResponse, limit: int, deadline: float) -> bytes:
    content = bytearray()
    while chunk := response.read1(16_384):
        content += chunk
        if len(content) > limit:
            raise Unanswered("the API answered more than it may")
        if time.monotonic() > deadline:
            raise Unanswered("the API took too long")
    if response.length_remaining:
        raise Unanswered("the API hung up before the end of its answer")
    return bytes(content)


def _retry_after(response: urllib3.BaseHTTPResponse) -> float:
    try:
        seconds = Retry().get_retry_after(response)
    except (HTTPError, ValueError, OverflowError):
        return 0.0
    return min(seconds or 0.0, _LONGEST_RETRY_AFTER)
