"""Hears what peers say of themselves, and issues the trust list again when something in it has changed."""

from dataclasses import dataclass

from shared.aws.events import EventHandler, guarded
from shared.kernel.signals import Signals
from shared.trust.service import TrustRefresh

ROUTES = ()
"""A schedule calls this function, and nobody else does."""


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    trust_key: str
    encryption_key: str
    code_issuer: int
    code_prefix: str
    peers: str
    """The peers of the region's file, as `shared.trust.anchors.pinned_peers` reads them."""


def build(service: TrustRefresh, signals: Signals) -> EventHandler:
    """The handler of the schedule's event, whose content does not matter; raises EventFailedError."""
    return guarded(lambda _: service.run(), signals)
