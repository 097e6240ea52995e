"""Functions that no caller waits for: what S3's events and the steps of a state machine start."""

from collections.abc import Callable
from typing import Any

from shared.aws.http import failed
from shared.kernel.signals import Signals

EventHandler = Callable[[dict[str, Any], Any], None]


class EventFailedError(Exception):
    """Makes Lambda, or the state machine, try again; says the class of the fault and no more."""


def guarded(work: Callable[[dict[str, Any]], None], signals: Signals) -> EventHandler:
    """The Lambda handler that does `work` with each event.

    It raises EventFailedError in place of anything whose text Lambda would log, since some texts name a person's key.
    """

    def handle(event: dict[str, Any], context: Any) -> None:
        try:
            work(event)
        except Exception as fault:  # noqa: BLE001  (as above)
            # S3's events have an id of their own, whichever way they come.
            signals(failed(fault, str(event.get("id") or context.aws_request_id)))
            raise EventFailedError(type(fault).__name__) from None

    return handle
