"""Asking the region about one code while the person waits: answered in time and in every part right, or not at all."""

import json
from collections.abc import Callable
from threading import Lock
from typing import Any

from scanner.api import Api, Refused, Unanswered
from scanner.pause import Pause
from shared.codes.model import Outcome
from shared.kernel.clock import from_iso
from shared.risk.model import Colour
from shared.scans.model import Decision, Source, Verdict

_SCANS = "/v1/scans"
_LIMIT = 65_536
# These say nothing of whether the next scan would be answered.
_ABOUT_THE_REQUEST = frozenset({400, 404, 409, 413, 415, 422})
_DECISIONS = {Colour.GREEN: Decision.PASS, Colour.RED: Decision.STOP, None: Decision.CHECK}


class Online:
    """Asks within a budget; after a failure nobody is asked for a while, so that a dead backend slows one scan."""

    def __init__(
        self, api: Api, checkpoint_id: str, *, seconds: float, monotonic: Callable[[], float], pause: Pause
    ) -> None:
        self._api = api
        self._checkpoint_id = checkpoint_id
        self._seconds = seconds
        self._monotonic = monotonic
        self._pause = pause
        self._quiet_until = float("-inf")
        self._lock = Lock()

    def ask(self, payload: str, key: str) -> Verdict | None:
        """The region's own verdict, or None when there is none now.

        The scan may have been stored all the same: the answer may be what was lost. `key` is its Idempotency-Key.
        """
        if self._monotonic() < self._quiet_until:
            return None
        body = json.dumps({"payload": payload, "checkpoint_id": self._checkpoint_id}).encode()
        try:
            answer = self._api.post(_SCANS, body, limit=_LIMIT, seconds=self._seconds, key=key)
            verdict = read_verdict(answer.content)
        except Refused as refusal:
            if refusal.status not in _ABOUT_THE_REQUEST:
                self._be_quiet(0.0)
            return None
        except Unanswered as unanswered:
            self._be_quiet(unanswered.retry_after)
            return None
        with self._lock:
            self._pause.answered()
        return verdict

    def _be_quiet(self, at_least: float) -> None:
        with self._lock:
            self._quiet_until = self._monotonic() + self._pause.after_failure(at_least)


def read_verdict(content: bytes) -> Verdict:
    """The verdict of an answer; what else it has, a name and reasons, is dropped here.

    Raises Unanswered for one that is not of the API's contract, also for one that contradicts itself.
    """
    try:
        verdict = _verdict(json.loads(content.decode(), object_pairs_hook=_once_each))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unanswered("the API's answer cannot be read") from None
    if (verdict.colour is None) == (verdict.outcome is Outcome.VALID):
        raise Unanswered("the API's answer contradicts itself")
    if verdict.decision is not _DECISIONS[verdict.colour]:
        raise Unanswered("the API's answer contradicts itself")
    return verdict


def _verdict(said: Any) -> Verdict:
    confirmed, colour = said["identity_confirmed"], said["colour"]
    if not (confirmed is None or isinstance(confirmed, bool)):
        raise ValueError("yes, no or nothing is expected")
    return Verdict(
        outcome=Outcome(said["outcome"]),
        decision=Decision(said["decision"]),
        colour=None if colour is None else Colour(colour),
        because=(),
        as_of=from_iso(said["as_of"]),
        source=Source(said["source"]),
        unconfirmed=confirmed is False,
    )


def _once_each(members: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(members)
    if len(content) != len(members):
        raise ValueError("a member is there twice")
    return content
