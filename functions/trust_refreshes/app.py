"""Issues the trust list again when something in it has changed; looks every few minutes."""

from dataclasses import dataclass

from shared.aws.events import EventHandler, guarded
from shared.kernel.signals import Signals
from shared.trust.service import TrustListIssuing

ROUTES = ()
"""A schedule calls this function, and nobody else does."""


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    trust_key: str
    code_issuer: int
    code_prefix: str


def build(service: TrustListIssuing, signals: Signals) -> EventHandler:
    """The handler of the schedule's event, whose content does not matter; raises EventFailedError."""
    return guarded(lambda _: service.issue(), signals)
