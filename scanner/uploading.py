"""Bringing scans to the region that were decided without it, each once, however often an answer is lost."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from scanner.api import Api, Refused, Unanswered
from scanner.outbox import Kept, Outbox
from scanner.pause import Pause

_BATCH = "/v1/scans/batch"
_MOST_OF_A_BATCH = 100
_LIMIT = 262_144
_SECONDS = 20.0
_AGAIN_SECONDS = 60.0
_RESULTS = frozenset({"STORED", "KNOWN", "REFUSED"})
# What the API says of a body that it does not take as a whole; one scan of it may be the reason.
_NOT_TAKEN = frozenset({400, 413, 422})
# Of a device whose clock was ahead when it scanned: the same scan is taken when that time has come.
_NOT_YET = "SCAN_AHEAD_OF_TIME"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of the scans that waited."""

    results: Mapping[str, int]
    """How many of them were `STORED`, were `KNOWN` before, or were `REFUSED`."""
    problems: tuple[str, ...]
    """Why some were refused, by the API's own names."""
    waiting: int
    why: str = ""
    """Why those that wait still do, or nothing."""
    retry_after: float = field(default=0.0, compare=False)


class Uploader:
    """Sends what waits, and takes it out when there is a result for it."""

    def __init__(self, api: Api, outbox: Outbox, pause: Pause) -> None:
        self._api = api
        self._outbox = outbox
        self._pause = pause

    def upload(self) -> Uploaded:
        """Send all that waits, in batches; never raises for what the other side does.

        Raises OSError.
        """
        results: Counter[str] = Counter()
        problems: set[str] = set()
        waiting = self._outbox.scans()
        stopped = Unanswered("")
        for start in range(0, len(waiting), _MOST_OF_A_BATCH):
            try:
                stopped = self._send(waiting[start : start + _MOST_OF_A_BATCH], results, problems) or stopped
            except Unanswered as unanswered:
                stopped = unanswered
                break
        left = len(self._outbox.scans())
        return Uploaded(dict(results), tuple(sorted(problems)), left, str(stopped), stopped.retry_after)

    def round(self) -> float:
        """Upload, and say after how many seconds to do so again."""
        done = self.upload()
        if done.why:
            return self._pause.after_failure(done.retry_after)
        self._pause.answered()
        return _AGAIN_SECONDS

    def _send(self, scans: Sequence[Kept], results: Counter[str], problems: set[str]) -> Refused | None:
        """Send a batch; the refusal, if there are scans with which the API takes no body at all.

        Raises Unanswered when there is no use in sending more.
        """
        body = json.dumps({"scans": [asdict(each) for each in scans]}).encode()
        try:
            answer = self._api.post(_BATCH, body, limit=_LIMIT, seconds=_SECONDS)
        except Refused as refusal:
            if refusal.status not in _NOT_TAKEN:
                raise
            if len(scans) == 1:
                return refusal
            # Halved until the others are through: one that nobody takes must not hold up the rest.
            half = len(scans) // 2
            first = self._send(scans[:half], results, problems)
            return self._send(scans[half:], results, problems) or first
        said = _read(answer.content, {each.key for each in scans})
        ended = {key: result for key, (result, problem) in said.items() if problem != _NOT_YET}
        self._outbox.remove(ended)
        results.update(ended.values())
        problems.update(problem for _, problem in said.values() if problem)
        return None


def _read(content: bytes, sent: set[str]) -> Mapping[str, tuple[str, str]]:
    """The result and the problem of each scan that was sent and has one, by its key.

    Raises Unanswered for an answer that is not of the API's contract.
    """
    try:
        said = {each["key"]: (each["result"], each["problem"] or "") for each in json.loads(content.decode())["scans"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unanswered("the API's answer cannot be read") from None
    if not said.keys() <= sent or not {result for result, _ in said.values()} <= _RESULTS:
        raise Unanswered("the API's answer is not about what was sent")
    if not said:
        raise Unanswered("the API has no result for what was sent")
    return {key: (result, str(problem)) for key, (result, problem) in said.items()}
