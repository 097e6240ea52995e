"""A stand-in for DynamoDB on this machine's loopback: it says the same to whoever asks, as quickly as it can.

Nothing of DynamoDB's own time is in a measurement that uses it, and nothing of a network.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Answers = Mapping[str, Mapping[str, Any]]
"""By operation, as `GetItem`; what is not in it is refused."""


@contextmanager
def dynamodb_stand_in(answers: Answers) -> Iterator[str]:
    """Its address while it runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(answers)) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _handler(answers: Answers) -> type[BaseHTTPRequestHandler]:
    ready = {operation: _response(200, answer) for operation, answer in answers.items()}
    refused = _response(400, {"__type": "com.amazonaws.dynamodb.v20120810#ValidationException"})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            operation = self.headers["x-amz-target"].rpartition(".")[2]
            self.rfile.read(int(self.headers["content-length"]))
            # In one piece: two would wait for the acknowledgement of the first.
            self.wfile.write(ready.get(operation, refused))

    return Handler


def _response(status: int, content: Mapping[str, Any]) -> bytes:
    body = json.dumps(content).encode()
    head = f"HTTP/1.1 {status} -\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body
