"""At most so many seconds for an act, whatever it waits for.

A socket's timeout bounds each read and each address, not their sum, and name resolution not at all; only another thread
can be left in time. The one left behind ends at its own timeouts, or with the process.
"""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def in_time(seconds: float, act: Callable[[], T]) -> T:
    """What `act` returns, if it does within so many seconds.

    Raises TimeoutError if it does not, and whatever `act` raises.
    """
    return begun(act).result(seconds)


def begun(act: Callable[[], T]) -> Future[T]:
    """What `act` will have returned or raised; it runs beside whoever waits for it, or does not."""
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(act())
        except Exception as fault:  # noqa: BLE001  handed over to the thread that waits
            outcome.set_exception(fault)

    Thread(target=run, name="in-time", daemon=True).start()
    return outcome
