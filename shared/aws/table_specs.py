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


LISTS = IndexSpec("lists", "in_list", "listed_as")
"""Whatever is listed by its time: one partition a list, in the order of time; an item of no list is not in it."""

CORE = TableSpec("core", ttl_attribute="expires_at", stream=True, indexes=(LISTS,))
VAULT = TableSpec("vault")
AUDIT = TableSpec("audit", indexes=(LISTS,))
"""Entries are added and stay: nothing expires, and no function may change or remove one."""
REGION_TABLES = (CORE, VAULT, AUDIT)

SANDBOX_REGISTER = TableSpec("sandbox-register")
"""The sandbox identity register's own people; it is another system, so it shares nothing with the region."""
