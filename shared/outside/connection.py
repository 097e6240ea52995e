"""Where a system of somebody else is reached, and how much of what it says is read."""

from typing import TYPE_CHECKING

import urllib3
from urllib3.exceptions import ProtocolError
from urllib3.util import parse_url

if TYPE_CHECKING:
    # urllib3 is the runtime's own, and its version 1 does not have this name.
    from urllib3 import BaseHTTPResponse


def target(url: str, path: str) -> tuple[urllib3.HTTPConnectionPool, str, str]:
    """A pool for the host of `url`, the whole path of a request for `path` below it, and the Host header.

    Raises ValueError unless `url` is https, or http to this machine itself, without user, query or fragment.
    """
    parts = parse_url(url)
    host = parts.host or ""
    here = host in {"localhost", "127.0.0.1", "[::1]"} or host.endswith(".localhost")
    secret = parts.scheme == "https" or (parts.scheme == "http" and here)
    if not secret or not host or parts.auth or parts.query or parts.fragment:
        raise ValueError("the system's address must be https, or http on this machine, with no more than a path")
    if parts.scheme == "https":
        pool: urllib3.HTTPConnectionPool = urllib3.HTTPSConnectionPool(host, parts.port, cert_reqs="CERT_REQUIRED")
    else:
        # RFC 6761: names under `localhost` are this machine; not every resolver knows, and local clouds use them.
        pool = urllib3.HTTPConnectionPool("127.0.0.1" if host.endswith(".localhost") else host, parts.port)
    return pool, (parts.path or "").rstrip("/") + path, parts.netloc or ""


def content_of(response: "BaseHTTPResponse", limit: int) -> bytes:
    """The body, or a byte more than the `limit` of an answer.

    Raises ProtocolError when it ends before its announced length.
    """
    content = response.read(limit + 1)
    # A connection that was read to the end is back in the pool by now; any other one ends here.
    response.close()
    if response.length_remaining and len(content) <= limit:
        raise ProtocolError
    return content
