"""Work that is done again and again beside the verdicts, and never in their way."""

from collections.abc import Callable
from threading import Event, Thread

_AFTER_FAULT_SECONDS = 60.0


class Background:
    """Repeats a round of work in a thread of its own, until it is stopped.

    `round_` does the work and says after how many seconds it is due again; `told` hears of a fault that it raises, of
    which the next round may know nothing: a full disk may have room again.
    """

    def __init__(self, round_: Callable[[], float], told: Callable[[Exception], None]) -> None:
        self._round = round_
        self._told = told
        self._stopped = Event()
        # A device that is switched off waits for no answer.
        self._thread = Thread(target=self._run, name="scanner-background", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 1.0) -> None:
        """Begin no other round, and wait so long for the one that runs."""
        self._stopped.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        seconds = 0.0
        while not self._stopped.wait(seconds):
            try:
                seconds = self._round()
            except Exception as fault:  # noqa: BLE001  # a gate goes on, whatever becomes of its refreshes
                self._told(fault)
                seconds = _AFTER_FAULT_SECONDS
