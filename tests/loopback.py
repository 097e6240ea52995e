"""An HTTP server on this machine that answers as the test's script says."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes
    connection: object
    """The client's address: the same for requests over the same connection."""


Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Loopback:
    """The server; the last answer of `script` is given again and again."""

    url: str
    script: list[Answer] = field(default_factory=list)
    received: list[Received] = field(default_factory=list, repr=False)
    over: threading.Event = field(default_factory=threading.Event)

    def next_answer(self) -> Answer:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


def answer(status: int = 200, content: object = None, **headers: str) -> Answer:
    """`content` as JSON, or as it is when it is bytes; `retry_after="3"` becomes `Retry-After: 3`."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def give(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in ({"content-type": "application/json", "content-length": str(len(body))} | named).items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return give


def result(word: str) -> Answer:
    """An answer of the identity register's contract."""
    return answer(content={"result": word})


def hang_up(request: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    request.close_connection = True


def drip(before: bytes, drops: bytes, over: threading.Event, seconds: float) -> Answer:
    """Say `before` at once and then, as long as anybody listens, `drops` every so many `seconds`."""

    def give(request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        request.wfile.write(before)
        try:
            while not over.wait(seconds):
                request.wfile.write(drops)
        except OSError:
            return

    return give


@contextmanager
def loopback(tls: SSLContext | None = None) -> Iterator[Loopback]:
    """A server on a free port of 127.0.0.1, closed afterwards."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    # A request that hangs ends with its test.
    server.block_on_close = False
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scripted = Loopback(f"{'http' if tls is None else 'https'}://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _handler(scripted)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield scripted
    finally:
        scripted.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(scripted: Loopback) -> type[BaseHTTPRequestHandler]:
    class Scripted(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            scripted.received.append(Received(self.path, headers, body, self.client_address))
            scripted.next_answer()(self)

        do_GET = do_POST  # noqa: N815  (a redirect may be followed with another method)

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                # The client left, or refused our certificate; both are what some tests are about.
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (its name in the library)
            """Silence: what is logged in these tests is what they look at."""

    return Scripted
