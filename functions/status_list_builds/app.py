"""Builds the status lists, every few minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.aws.http import failed
from shared.kernel.signals import Signals
from shared.statuslist.service import StatusListBuilder

ROUTES = ()
"""A schedule calls this function, and nobody else does."""


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    signing_key: str
    code_issuer: int
    code_key_id: int
    code_prefix: str
    status_lists_bucket: str


class BuildFailedError(Exception):
    """Makes Lambda try again; says the class of the fault, no more."""


EventHandler = Callable[[dict[str, Any], Any], None]


def build(service: StatusListBuilder, signals: Signals) -> EventHandler:
    """The handler of the schedule's event; its content does not matter.

    What it returns raises BuildFailedError, in place of anything whose text Lambda would log.
    """

    def handle(event: dict[str, Any], context: Any) -> None:
        try:
            service.build()
        except Exception as fault:  # noqa: BLE001  (Lambda logs what is raised, and some texts name a code)
            signals(failed(fault, str(event.get("id", ""))))
            raise BuildFailedError(type(fault).__name__) from None

    return handle
