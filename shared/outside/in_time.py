"""At most so many seconds for an act, whatever it waits for."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def in_time(seconds: float, act: Callable[[], T]) -> T:
    """What `act` returns, if it does within so many seconds.

    Raises TimeoutError if it does not, and whatever `act` raises.
    """
    # A socket's timeout bounds each read and each address, not their sum, and name resolution not at all; only another
    # thread can leave in time. The one left behind ends at its own timeouts.
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(act())
        except Exception as fault:  # noqa: BLE001  handed over to the thread that waits
            outcome.set_exception(fault)

    Thread(target=run, name="in-time", daemon=True).start()
    return outcome.result(seconds)
