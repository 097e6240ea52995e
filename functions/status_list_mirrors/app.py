"""Takes over the status lists of other regions, every few minutes."""

from dataclasses import dataclass

from shared.aws.events import EventHandler, guarded
from shared.kernel.signals import Signals
from shared.mirrors.service import Mirroring

ROUTES = ()
"""A schedule calls this function, and nobody else does."""


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    signing_key: str
    code_issuer: int
    code_key_id: int
    status_lists_bucket: str


def build(service: Mirroring, signals: Signals) -> EventHandler:
    """The handler of the schedule's event, whose content does not matter; raises EventFailedError."""
    return guarded(lambda _: service.mirror(), signals)
