"""Makes notifications of what changes in the core table."""

from dataclasses import dataclass

ROUTES = ()
"""The table's stream calls this function, and nobody else does."""


@dataclass(frozen=True, slots=True)
class Settings:
    core_table: str
    notification_queue: str
    notification_delay_seconds: int
    notification_retention_days: int
