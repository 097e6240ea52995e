"""What peers publish, fetched over HTTP: in a bounded time, of a bounded size, from nobody else, each for itself."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from shared.outside.fetching import USUAL, Bounds, Failure, Fetched, NotFetched, fetched
from tests.loopback import Answer, Loopback, answer, drip, hang_up, loopback

PATH = "/v1/trust-list"
FAST = replace(USUAL, connect_seconds=0.5, read_seconds=0.3, total_seconds=1.5, most_bytes=1000)
LIST = b"eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmVk"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as scripted:
        yield scripted


def one(server: Loopback, *script: Answer, bounds: Bounds = FAST) -> Fetched:
    server.script = list(script)
    (found,) = fetched([server.url], PATH, bounds)
    return found


def failure(found: Fetched) -> Failure:
    assert isinstance(found, NotFetched)
    return found.failure


def test_what_is_published_is_fetched_with_nothing_said_but_the_question(server: Loopback) -> None:
    assert one(server, answer(content=LIST, content_type="application/jwt")) == LIST

    (received,) = server.received
    assert (received.path, received.body) == (PATH, b"")
    assert received.headers.keys() == {"host", "accept-encoding", "user-agent"}
    assert received.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("path", ["", "/prod"])
def test_an_address_may_have_a_path(server: Loopback, path: str) -> None:
    server.script = [answer(content=LIST)]
    assert fetched([f"{server.url}{path}"], PATH, FAST) == [LIST]
    assert server.received[0].path == path + PATH


def test_a_redirect_is_not_followed(server: Loopback) -> None:
    for status in (301, 302, 303, 307, 308):
        found = one(server, answer(status, content=b"", location=f"{server.url}/elsewhere"), answer(content=LIST))
        assert failure(found) is Failure.NOT_HANDED_OUT
    assert {each.path for each in server.received} == {PATH}


@pytest.mark.parametrize("status", [204, 304, 400, 401, 403, 404, 429, 500, 503])
def test_any_other_status_is_no_list(server: Loopback, status: int) -> None:
    # The two without a body must not have one.
    content = b"" if status in {204, 304} else LIST
    assert failure(one(server, answer(status, content=content))) is Failure.NOT_HANDED_OUT


@pytest.mark.parametrize(
    ("size", "expected"), [(1000, b"x" * 1000), (1001, Failure.TOO_LARGE), (5_000_000, Failure.TOO_LARGE)]
)
def test_no_more_is_read_than_a_list_may_have(server: Loopback, size: int, expected: bytes | Failure) -> None:
    found = one(server, answer(content=b"x" * size))
    assert (found.failure if isinstance(found, NotFetched) else found) == expected


def test_a_list_without_an_end_is_too_large(server: Loopback) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/jwt\r\n\r\n"
    assert failure(one(server, drip(head, b"x" * 500, server.over, 0.01))) is Failure.TOO_LARGE


def test_what_is_packed_is_not_unpacked(server: Loopback) -> None:
    # A thousand bytes may unpack to a million.
    assert one(server, answer(content=b"\x1f\x8b" + LIST, content_encoding="gzip")) == b"\x1f\x8b" + LIST


def never(request: BaseHTTPRequestHandler) -> None:
    time.sleep(2)


def test_a_peer_that_never_answers_is_left(server: Loopback) -> None:
    started = time.monotonic()
    assert failure(one(server, never)) is Failure.TOO_SLOW
    assert time.monotonic() - started < 1.4


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n"], ids=["the head", "the body"])
def test_a_peer_that_answers_ever_so_slowly_is_left(server: Loopback, head: bytes) -> None:
    started = time.monotonic()
    drops = b"x" if head else b"HTTP/1.1 200 OK\r\nx-a: b\r\n"
    found = one(server, drip(head or b"HTTP/1.1 200", b" " if not head else drops, server.over, 0.1))
    assert failure(found) in {Failure.TOO_SLOW, Failure.NOT_REACHED}
    assert time.monotonic() - started < 2.5


def test_a_peer_that_hangs_up_or_is_not_there_was_not_reached(server: Loopback) -> None:
    assert failure(one(server, hang_up)) is Failure.NOT_REACHED
    short = answer(content=LIST, content_length=str(len(LIST) + 10))

    def cut(request: BaseHTTPRequestHandler) -> None:
        short(request)
        request.close_connection = True

    assert failure(one(server, cut)) is Failure.NOT_REACHED
    with loopback() as gone:
        address = gone.url
    assert failure(fetched([address], PATH, FAST)[0]) is Failure.NOT_REACHED


@pytest.mark.parametrize(
    "address", ["http://peer.example", "ftp://peer.example", "https://user@peer.example", "https://a b", "", "https://"]
)
def test_under_such_an_address_nobody_is_asked(address: str) -> None:
    assert failure(fetched([address], PATH, FAST)[0]) is Failure.NOT_REACHED


def test_none_keeps_the_others_waiting() -> None:
    scripts: list[Any] = [never, answer(content=LIST), hang_up, answer(content=LIST + b"2"), never]
    with ExitStack() as servers:
        here = [servers.enter_context(loopback()) for _ in scripts]
        for server, script in zip(here, scripts, strict=True):
            server.script = [script]
        started = time.monotonic()
        found = fetched([server.url for server in here], PATH, FAST)

    assert time.monotonic() - started < 1.6
    assert [each.failure.value if isinstance(each, NotFetched) else each for each in found] == [
        *("TOO_SLOW", LIST, "NOT_REACHED"),
        *(LIST + b"2", "TOO_SLOW"),
    ]


def test_all_of_them_together_have_one_time(server: Loopback) -> None:
    server.script = [never]
    started = time.monotonic()
    found = fetched([server.url] * 10, PATH, replace(FAST, read_seconds=5, total_seconds=0.5))
    assert time.monotonic() - started < 1.4
    assert {failure(each) for each in found} == {Failure.TOO_SLOW}


def test_of_nobody_nothing_is_asked() -> None:
    assert fetched([], PATH, FAST) == []
