"""Adds every change of the core table that says something of a person to that person's chain in the audit table."""

from dataclasses import dataclass

ROUTES = ()
"""The table's stream calls this function, and nobody else does."""


@dataclass(frozen=True, slots=True)
class Settings:
    audit_table: str
    poison_changes: str
