"""The tables, once: CDK, the tests, the local run and the benchmarks all build them from here.

Split by sensitivity: a function that may read `core` cannot thereby read a name or a document number.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexSpec:
    """A global secondary index with every attribute projected."""

    name: str
    partition_key: str
    sort_key: str


@dataclass(frozen=True, slots=True)
class TableSpec:
    """An on-demand table with string keys."""

    name: str
    partition_key: str = "pk"
    sort_key: str = "sk"
    ttl_attribute: str | None = None
    stream: bool = False
    indexes: tuple[IndexSpec, ...] = ()


CORE = TableSpec("core", ttl_attribute="expires_at", stream=True)
VAULT = TableSpec("vault")
REGION_TABLES = (CORE, VAULT)

SANDBOX_REGISTER = TableSpec("sandbox-register")
"""The sandbox identity register's own people; it is another system, so it shares nothing with the region."""
