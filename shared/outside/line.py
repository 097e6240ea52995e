"""The line to one system of somebody else: a JSON text is posted over HTTP, and a JSON text comes back, or why not."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)
from urllib3.util import Retry, Timeout

from shared.outside.connection import content_of, target

if TYPE_CHECKING:
    # urllib3 is the runtime's own, and its version 1 does not have this name.
    from urllib3 import BaseHTTPResponse

_OK = 200
_REPEATABLE = frozenset({502, 503, 504})
# Not a word on the system's health: it looked at this one request and did not like it.
_ABOUT_THE_REQUEST = frozenset({400, 413, 415, 422})


class Lack(StrEnum):
    """Why there is no answer."""

    NOT_REACHED = "NOT_REACHED"
    """No connection, or one that broke off."""
    TOO_SLOW = "TOO_SLOW"
    REFUSED = "REFUSED"
    """The system says that it does not answer."""
    NOT_READABLE = "NOT_READABLE"
    """Something that is no answer of the contract."""


class Unanswered(Exception):
    """No answer of the contract; holds nothing of the question or of what came instead."""

    def __init__(
        self, lack: Lack = Lack.NOT_READABLE, retry_after: float | None = None, *, repeatable: bool = False
    ) -> None:
        super().__init__()
        self.lack = lack
        self.retry_after = retry_after
        self.repeatable = repeatable


class RequestRefused(Unanswered):
    """The system is well, but does not take this request."""


class Line:
    """Posts to whatever stands behind one address; connections are kept."""

    def __init__(self, url: str, answer_limit_bytes: int) -> None:
        """Connect to nothing yet.

        Raises ValueError unless `url` is https, or http to this machine itself, without user, query or fragment.
        """
        self._pool, self._path, self._host = target(url, "")
        self._answer_limit_bytes = answer_limit_bytes

    def post(self, path: str, body: bytes, timeout: Timeout, headers: Mapping[str, str] | None = None) -> Any:
        """The JSON that is answered when `body` is posted to `path` below the address, once.

        Its objects are tuples of pairs, so that a repeated or an added member is seen. Raises Unanswered.
        """
        named = {
            "host": self._host,
            "content-type": "application/json",
            "accept": "application/json",
            "user-agent": "yuekang/1",
        }
        try:
            response = self._pool.urlopen(
                "POST",
                self._path + path,
                body,
                {**named, **(headers or {})},
                retries=False,
                redirect=False,
                timeout=timeout,
                preload_content=False,
                decode_content=False,
            )
            content = content_of(response, self._answer_limit_bytes)
        except (ConnectTimeoutError, NewConnectionError, ProtocolError):
            # ProtocolError: it hung up. A kept connection that was closed while the Lambda slept ends like this.
            raise Unanswered(Lack.NOT_REACHED, repeatable=True) from None
        except ReadTimeoutError:
            raise Unanswered(Lack.TOO_SLOW) from None
        except (HTTPError, OSError):
            raise Unanswered(Lack.NOT_REACHED) from None
        if response.status != _OK:
            raise _refused(response)
        return _json(response.headers.get("content-type", ""), content, self._answer_limit_bytes)


def _refused(response: "BaseHTTPResponse") -> Unanswered:
    if response.status in _ABOUT_THE_REQUEST:
        return RequestRefused(Lack.REFUSED)
    try:
        retry_after = Retry().get_retry_after(response)
    except (HTTPError, ValueError, OverflowError):
        retry_after = None
    return Unanswered(Lack.REFUSED, retry_after, repeatable=response.status in _REPEATABLE)


def _json(content_type: str, content: bytes, limit: int) -> Any:
    """The JSON of an answer, with objects as tuples of pairs."""
    if content_type.partition(";")[0].strip().lower() != "application/json" or len(content) > limit:
        raise Unanswered
    try:
        return json.loads(content, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        raise Unanswered from None
