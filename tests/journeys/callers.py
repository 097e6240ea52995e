"""Residents and staff of a journey, and what they send."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from local.accounts import Accounts
from local.client import Answer, ApiClient
from local.state import State

_KEYS = (f"caller-{number:06d}" for number in count())


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds `token`; each request has an idempotency key of its own unless it names one."""

    api: ApiClient
    token: str

    def send(self, method: str, path: str, body: Mapping[str, Any] | None = None, key: str | None = None) -> Answer:
        headers = {"idempotency-key": key or next(_KEYS), "accept-language": "en"}
        return self.api.send(method, path, token=self.token, body=body, headers=headers)

    def get(self, path: str) -> Any:
        return self._taken(self.send("GET", path), 200)

    def post(self, path: str, body: Mapping[str, Any] | None, status: int = 201, key: str | None = None) -> Any:
        return self._taken(self.send("POST", path, body, key), status)

    def refused(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[int, str]:
        """The status and the stable name of a refusal."""
        answer = self.send(method, path, body)
        return answer.status, str(answer.json()["code"])

    @staticmethod
    def _taken(answer: Answer, status: int) -> Any:
        assert answer.status == status, answer.body.decode()
        return answer.json()


def staff_of(api: ApiClient, state: State, username: str, role: str, authority: str | None = None) -> Caller:
    """A new account of this role, for the seeded authority unless another is named."""
    made = Accounts(state.deployed, "Staff").create(username, [role], authority or state.authority)
    return Caller(api, made.token)


def scanned(caller: Caller, state: State, payload: str) -> dict[str, Any]:
    """The caller's answer to a scan at the seeded checkpoint."""
    answer: dict[str, Any] = caller.post("/v1/scans", {"payload": payload, "checkpoint_id": state.checkpoint}, 200)
    return answer
