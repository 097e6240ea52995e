"""What others publish for everybody, fetched from all of them at once, so that none keeps the rest waiting."""

import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as NotInTime
from urllib3.util import Timeout

from shared.outside.connection import content_of, target
from shared.outside.in_time import begun

_OK = 200


class Failure(StrEnum):
    """Why something was not fetched."""

    NOT_REACHED = "NOT_REACHED"
    TOO_SLOW = "TOO_SLOW"
    NOT_HANDED_OUT = "NOT_HANDED_OUT"
    """Another answer than the thing itself; a redirect is one, for whoever is at the other end of it was not asked."""
    TOO_LARGE = "TOO_LARGE"


class NotFetched(Exception):
    """Holds nothing of what came instead."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long it may all take, and how much one may say."""

    connect_seconds: float = 3.0
    read_seconds: float = 5.0
    total_seconds: float = 10.0
    """For all together."""
    most_bytes: int = 512 * 1024


USUAL = Bounds()

Fetched = bytes | NotFetched


def fetched(addresses: Sequence[str], path: str, bounds: Bounds = USUAL) -> list[Fetched]:
    """What each of the `addresses` answers to `GET {address}{path}`, or why it was not to be had, in the same order."""
    deadline = time.monotonic() + bounds.total_seconds
    waiting = [begun(partial(_fetch, address, path, bounds)) for address in addresses]
    return [_by(deadline, each) for each in waiting]


def _by(deadline: float, outcome: Future[bytes]) -> Fetched:
    try:
        return outcome.result(max(0.0, deadline - time.monotonic()))
    except NotFetched as reason:
        return reason
    except TimeoutError:
        return NotFetched(Failure.TOO_SLOW)


def _fetch(address: str, path: str, bounds: Bounds) -> bytes:
    try:
        pool, whole_path, host = target(address, path)
        response = pool.urlopen(
            "GET",
            whole_path,
            headers={"host": host, "accept-encoding": "identity", "user-agent": "yuekang/1"},
            retries=False,
            redirect=False,
            timeout=Timeout(connect=bounds.connect_seconds, read=bounds.read_seconds),
            preload_content=False,
            decode_content=False,
        )
        content = content_of(response, bounds.most_bytes)
        pool.close()
    except NewConnectionError:
        # To urllib3 it is a timeout too, also where nobody was there to wait for.
        raise NotFetched(Failure.NOT_REACHED) from None
    except NotInTime:
        raise NotFetched(Failure.TOO_SLOW) from None
    except (HTTPError, OSError, ValueError):
        # ValueError: nobody can be reached under such an address.
        raise NotFetched(Failure.NOT_REACHED) from None
    if response.status != _OK:
        raise NotFetched(Failure.NOT_HANDED_OUT)
    if len(content) > bounds.most_bytes:
        raise NotFetched(Failure.TOO_LARGE)
    return content
