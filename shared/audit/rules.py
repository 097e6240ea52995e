"""How the entries of a chain are bound to each other, and how it is found that they no longer are."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from shared.audit.model import Entry, Finding, Flaw, Happening, Head, Stored
from shared.kernel.clock import iso
from shared.kernel.ids import PersonId

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


def next_entry(head: Head | None, happening: Happening, change_id: str, at: datetime, now: datetime) -> Entry:
    """The entry that follows `head`, or the first one, for what happened at `at`."""
    return sealed(
        Entry(
            person_id=happening.person_id,
            number=head.number + 1 if head else 1,
            kind=happening.kind,
            at=at.replace(microsecond=0),
            recorded_at=now.replace(microsecond=0),
            facts=happening.facts,
            change_id=change_id,
            previous=head.digest if head else FIRST,
            digest="",
        )
    )


def sealed(entry: Entry) -> Entry:
    """The same entry with its digest."""
    return replace(entry, digest=digest_of(entry))


def digest_of_values(values: Mapping[str, Any]) -> str:
    """SHA-256 of plain values as JSON, with sorted names and no spaces."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verify(person_id: PersonId, chain: Iterable[Stored], known: str | None = None) -> list[Finding]:
    """Every flaw of a person's chain, told in the order of the places; none for one that is as it was written.

    What was cut off at the end, or written anew from some place on to the end, shows only to who knows a digest that
    the chain had: with `known` one of the entries has to have it.
    """
    found: list[Finding] = []
    expected, previous, has_known = 1, FIRST, known is None
    for stored in chain:
        if not stored.place:
            found.append(Finding(Flaw.FOREIGN))
            continue
        flaw = _flaw(person_id, stored)
        if stored.place > expected:
            found.append(Finding(Flaw.MISSING, expected, stored.place - 1 if stored.place - 1 > expected else 0))
            previous = ""
        if flaw is not None:
            found.append(Finding(flaw, stored.place))
        elif stored.entry is not None and previous not in {"", stored.entry.previous}:
            found.append(Finding(Flaw.WRONG_PREVIOUS, stored.place))
        # Behind a flaw nothing is known that the next entry could be compared with: one flaw is told once.
        previous = stored.entry.digest if stored.entry is not None and flaw is None else ""
        has_known = has_known or (previous == known)
        expected = stored.place + 1
    if not has_known:
        found.append(Finding(Flaw.HEAD_MISSING))
    return found


def _flaw(person_id: PersonId, stored: Stored) -> Flaw | None:
    """What is wrong with an entry by itself."""
    entry = stored.entry
    if entry is None or digest_of(entry) != entry.digest:
        return Flaw.ALTERED
    if (entry.person_id, entry.number) != (person_id, stored.place):
        return Flaw.REORDERED
    return None


def _plain(fact: Any) -> Any:
    return list(fact) if isinstance(fact, tuple) else fact
