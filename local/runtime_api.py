"""The Lambda Runtime API for one event: what Lambda's own runtime client asks for its work and tells its result."""

import queue
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

_REQUEST_ID = "local-invocation-1"
_PREFIX = "/2018-06-01/runtime"


@dataclass(frozen=True, slots=True)
class Result:
    """What a function returned, or the error that it or its start ended with, as JSON."""

    ok: bool
    body: bytes


class _Server(ThreadingHTTPServer):
    def handle_error(self, _request: object, _client: object) -> None:
        """A runtime is stopped while it asks for more work, so that its connections end in the middle."""


class RuntimeApi:
    """Serves one event on loopback while its context lasts."""

    def __init__(self, event: bytes, function_arn: str, timeout_seconds: int) -> None:
        self._results: queue.SimpleQueue[Result] = queue.SimpleQueue()
        self._done = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self._handler(event, function_arn, timeout_seconds))

    @property
    def address(self) -> str:
        """The value of AWS_LAMBDA_RUNTIME_API."""
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        self._server.shutdown()
        self._server.server_close()

    def result(self, timeout_seconds: float) -> Result | None:
        """The result, or None when there is none after `timeout_seconds`."""
        try:
            return self._results.get(timeout=timeout_seconds)
        except queue.Empty:
            return None

    def _handler(self, event: bytes, function_arn: str, timeout_seconds: int) -> type[BaseHTTPRequestHandler]:
        results, done = self._results, self._done
        given = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                """The runtime asks for its next event; after the only one, it waits until it is stopped."""
                if given.is_set():
                    done.wait()
                    self.close_connection = True
                    return
                given.set()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", _REQUEST_ID)
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + timeout_seconds) * 1000)))
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", function_arn)
                self._finish(event)

            def do_POST(self) -> None:
                """The runtime tells a result, or that it could not even start."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                results.put(Result(self.path == f"{_PREFIX}/invocation/{_REQUEST_ID}/response", body))
                self.send_response(202)
                self._finish(b"{}")

            def _finish(self, body: bytes) -> None:
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (http.server's name)
                """Say nothing: what matters is the function's own output."""

        return Handler
