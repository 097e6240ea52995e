"""A client of the deployed APIs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON; raises ValueError when it is none."""
        return json.loads(self.body)


class ApiClient:
    """Sends requests to the API at `url`; safe to use from several threads."""

    def __init__(self, url: str, timeout_seconds: float = 30.0) -> None:
        parts = urlsplit(url)
        # Names under `localhost` are this machine (RFC 6761), and not every resolver knows.
        self._pool = urllib3.HTTPConnectionPool("127.0.0.1", parts.port, maxsize=32, retries=False)
        self._host = parts.netloc
        self._timeout = timeout_seconds

    def send(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        body: Mapping[str, Any] | str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request, a mapping as JSON; any status is an answer.

        Raises urllib3's HTTPError when nothing answers.
        """
        sent = {"host": self._host, "accept": "application/json"}
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        if isinstance(body, Mapping):
            body = json.dumps(body)
            sent["content-type"] = "application/json"
        if isinstance(body, str):
            body = body.encode()
        response = self._pool.urlopen(
            method, path, body=body, headers=sent | dict(headers or {}), timeout=self._timeout, redirect=False
        )
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, response.data)
