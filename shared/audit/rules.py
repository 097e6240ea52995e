"""How the entries of a chain are bound to each other."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from shared.audit.model import Entry
from shared.kernel.clock import iso

FIRST = "0" * 64
"""What stands for the digest of the entry before the first."""


def content(entry: Entry) -> dict[str, Any]:
    """The attributes of an entry in plain values: text, whole numbers, lists of text, and a map of those."""
    return {each.name: getattr(entry, each.name) for each in fields(entry)} | {
        "kind": entry.kind.value,
        "at": iso(entry.at),
        "recorded_at": iso(entry.recorded_at),
        "facts": {name: _plain(fact) for name, fact in entry.facts.items()},
    }


def digest_of(entry: Entry) -> str:
    """SHA-256, as 64 hexadecimal digits, of everything in the entry but its digest.

    Over `content` as JSON in UTF-8, with sorted names and no spaces, so that any other program gets the same.
    """
    told = {name: value for name, value in content(entry).items() if name != "digest"}
    return digest_of_values(told)


def sealed(entry: Entry) -> Entry:
    """The same entry with its digest."""
    return replace(entry, digest=digest_of(entry))


def digest_of_values(values: Mapping[str, Any]) -> str:
    """SHA-256 of plain values as JSON, with sorted names and no spaces."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(fact: Any) -> Any:
    return list(fact) if isinstance(fact, tuple) else fact
