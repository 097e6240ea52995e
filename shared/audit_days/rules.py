"""How a day's entries become one head, and what may be told of their numbers."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shared.audit.model import Kind
from shared.audit.rules import digest_of_values
from shared.audit_days.model import Head, Line, Listed, Told
from shared.kernel.clock import day_of
from shared.kernel.errors import FieldsRefused

SETTLING = timedelta(minutes=15)
"""For so long after midnight nothing is published of the day: an entry that is being added then carries a time of the
day before, and reaches the index of lists a moment later."""
FEWER_THAN = 5
"""Numbers from one to below this are told as a range: they could point at a person."""

_ASSIGNED = frozenset({Kind.RISK_ASSIGNED.value, Kind.RISK_APPROVED.value})
_LIFTED = Kind.RISK_LIFTED.value
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(slots=True)
class Tree:
    """The Merkle tree of RFC 9162, 2.1, over digests in the order in which they are added; holds one hash a level."""

    size: int = 0
    _complete: list[tuple[int, bytes]] = field(default_factory=list)
    """The roots of complete subtrees with their heights, from the left; no two have the same height."""

    def add(self, digest: str) -> None:
        """The next leaf: the text of `digest`, in UTF-8."""
        height, node = 0, hashlib.sha256(b"\x00" + digest.encode()).digest()
        while self._complete and self._complete[-1][0] == height:
            node = _parent(self._complete.pop()[1], node)
            height += 1
        self._complete.append((height, node))
        self.size += 1

    def root(self) -> str:
        """The root as 64 hexadecimal digits; that of no leaf is the hash of nothing."""
        if not self._complete:
            return hashlib.sha256().hexdigest()
        *others, (_, node) = self._complete
        for _, left in reversed(others):
            node = _parent(left, node)
        return node.hex()


def _parent(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Counts:
    """Counts what took effect and what was lifted, by authority and category, while entries pass."""

    _assigned: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lifted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, listed: Listed) -> None:
        """Count an entry. One that names no authority or category is no decision on a record."""
        if listed.authority is None or listed.category is None:
            return
        what = listed.authority, listed.category
        if listed.kind in _ASSIGNED:
            self._assigned[what] += 1
        elif listed.kind == _LIFTED:
            self._lifted[what] += 1

    def lines(self) -> tuple[Line, ...]:
        """The lines of a day, as anyone may see them."""
        found = sorted(self._assigned.keys() | self._lifted.keys())
        return tuple(Line(*what, told(self._assigned[what]), told(self._lifted[what])) for what in found)


def told(number: int) -> Told:
    """`number` itself, or a range for one that is small and not zero."""
    return Told(1, FEWER_THAN - 1) if 0 < number < FEWER_THAN else Told(number, number)


def head_of(day: date, entries: int, root: str, previous: str) -> Head:
    """The head of a day: SHA-256 of the rest as JSON, with sorted names and no spaces."""
    values = {"day": day.isoformat(), "entries": entries, "root": root, "previous": previous}
    return Head(day, entries, root, previous, digest_of_values(values))


def summed_up(listed: Iterable[Listed]) -> tuple[Tree, Counts]:
    """The tree and the counts of a day's entries, which pass one by one."""
    tree, counts = Tree(), Counts()
    for each in listed:
        tree.add(each.digest)
        counts.add(each)
    return tree, counts


def last_settled(now: datetime) -> date:
    """The last of the region's days to which no entry is added any more."""
    return day_of(now - SETTLING) - timedelta(days=1)


def asked_day(text: str) -> date:
    """The day that `text` names.

    Raises FieldsRefused.
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise FieldsRefused({"day": "must be a day, as 2020-04-07"})
