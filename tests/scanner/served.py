"""The region of the scanner's tests behind a real connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from scanner.api import Answer, Refused, Unanswered
from tests.loopback import Loopback, loopback
from tests.unit.scanner.region_api import RegionApi

TOKEN = "device.token.1"


@contextmanager
def served(region: RegionApi) -> Iterator[Loopback]:
    """A server that answers as the region does, to whoever has the token; the trust list is for everybody."""

    def give(request: BaseHTTPRequestHandler) -> None:
        try:
            found = _found(region, request, server.received[-1].body)
        except Refused as refusal:
            _send(request, refusal.status, b"", "")
        except Unanswered:
            _send(request, 503, b"", "")
        else:
            _send(request, 304 if found.is_known else 200, found.content, found.tag)

    with loopback() as server:
        server.script = [give]
        yield server


def _found(region: RegionApi, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
    given = {name.lower(): value for name, value in request.headers.items()}
    if request.path != "/v1/trust-list" and given.get("authorization") != f"Bearer {TOKEN}":
        raise Refused(401)
    if request.command == "POST":
        return region.post(request.path, body, limit=0, seconds=0, key=given.get("idempotency-key", ""))
    tag, accept = given.get("if-none-match", ""), given.get("accept", "")
    is_list = request.path.startswith("/v1/status-lists/")
    return region.get(request.path, limit=0, seconds=0, tag=tag, accept=accept, elsewhere=is_list)


def _send(request: BaseHTTPRequestHandler, status: int, content: bytes, tag: str) -> None:
    request.send_response(status)
    request.send_header("content-length", str(len(content)))
    if tag:
        request.send_header("etag", tag)
    request.end_headers()
    request.wfile.write(content)
