"""The scanner: a verdict on whatever is held in front of it, by the region while it answers, by the kit otherwise."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from scanner.kit import Kit
from scanner.online import Online
from scanner.outbox import Full, Kept, Outbox
from scanner.pictures import texts_in
from shared.codes.model import Outcome
from shared.kernel.clock import iso
from shared.scans.model import Decision, Verdict


@dataclass(frozen=True, slots=True)
class Seen:
    """What one code in a picture led to."""

    payload: str
    verdict: Verdict


class Scanner:
    """Decides about codes.

    Without `online` nobody is asked, and without `outbox` nothing is kept; then it is a pure reader of its kit.
    `new_key` makes the key of a scan, under which it exists once wherever it is sent.
    """

    def __init__(
        self,
        kit: Kit,
        *,
        online: Online | None = None,
        outbox: Outbox | None = None,
        checkpoint_id: str = "",
        new_key: Callable[[], str] = str,
    ) -> None:
        self._kit = kit
        self._online = online
        self._outbox = outbox
        self._checkpoint_id = checkpoint_id
        self._new_key = new_key
        self.not_kept = 0
        """How many scans found no room in the outbox."""

    def verdict(self, payload: str, now: datetime) -> Verdict:
        """The verdict on any text; never raises for one."""
        verdict = self._kit.verdict(payload, now)
        # What is no code at all is nobody's business but its owner's: it is not sent, and not kept.
        if (self._online is None and self._outbox is None) or verdict.outcome is Outcome.MALFORMED:
            return verdict
        key = self._new_key()
        live = self._online.ask(payload, key) if self._online else None
        if live is not None:
            return live
        self._keep(key, payload, verdict, now)
        return verdict

    def scan(self, picture: Image.Image, now: datetime) -> tuple[Seen, ...]:
        """The verdict on each health code in a picture, once for each; on something else only if there is none.

        Empty when nothing can be read: then there is no scan, and the person holds the code up again.
        """
        return self.verdicts(texts_in(picture), now)

    def verdicts(self, texts: Iterable[str], now: datetime) -> tuple[Seen, ...]:
        """The same for texts that were read before."""
        seen: list[Seen] = []
        others: list[Seen] = []
        for text in texts:
            verdict = self.verdict(text, now)
            (others if verdict.outcome is Outcome.MALFORMED else seen).append(Seen(text, verdict))
        return tuple(seen) or tuple(others[:1])

    def _keep(self, key: str, payload: str, verdict: Verdict, now: datetime) -> None:
        if self._outbox is None:
            return
        scan = Kept(
            key=key,
            payload=payload,
            checkpoint_id=self._checkpoint_id,
            scanned_at=iso(now),
            outcome=verdict.outcome.value,
            decision=verdict.decision.value,
            colour=verdict.colour.value if verdict.colour else None,
            as_of=iso(verdict.as_of),
            source=verdict.source.value,
        )
        try:
            self._outbox.put(scan)
        except (Full, OSError):
            # The person at the gate is not the one to wait for a disk.
            self.not_kept += 1


def together(seen: tuple[Seen, ...]) -> Decision:
    """What a gate that opens once does: it stops for any red code, and opens only if every code passes."""
    decisions = {each.verdict.decision for each in seen}
    if Decision.STOP in decisions:
        return Decision.STOP
    return Decision.PASS if decisions == {Decision.PASS} else Decision.CHECK
