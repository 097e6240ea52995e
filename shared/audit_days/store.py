"""A day's entries in the audit table, and what was published of the day: files that nobody can replace or remove."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from shared.audit.rules import digest_of
from shared.audit.store import entry_from, entry_item
from shared.audit_days.model import Head, Kept, Line, Listed, PublicDay, Seen, Told
from shared.aws import buckets, keys
from shared.aws.buckets import Bucket, FileMissing
from shared.aws.reading import oldest
from shared.aws.table_specs import LISTS
from shared.aws.tables import Table
from shared.aws.transactions import Item, wire_item

_SHARDS = "0123456789abcdef"
_HEADS = "heads/"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class AuditDayStore:
    """The lists of the audit table."""

    audit: Table
    at_once: int = 1000
    """So many entries are read with one call, and held in memory."""

    def items(self, day: date) -> Iterator[Item]:
        """All entries that were added on `day`, in the order of their digests."""
        for shard in _SHARDS:
            after: str | None = None
            more = True
            while more:
                items, after = oldest(self.audit, keys.audit_day(day, shard), self.at_once, after)
                yield from items
                more = after is not None


def listed_from(item: Item) -> Listed:
    """What is published needs no more of an entry than this: one that is no proper entry stops no day."""
    facts = item.get("facts")
    named = facts if isinstance(facts, dict) else {}
    return Listed(
        digest=item[LISTS.sort_key],
        kind=str(item.get("kind")),
        authority=_text(named.get("authority")),
        category=_text(named.get("category")),
    )


def seen_from(item: Item) -> Seen:
    """The entry that the list of a day has, looked at whole."""
    return Seen(listed_from(item), f"{item['pk']} {item['sk']}", _is_sound(item))


def _is_sound(item: Item) -> bool:
    try:
        entry = entry_from(item)
        return digest_of(entry) == entry.digest and wire_item(entry_item(entry)) == wire_item(item)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class DayFiles:
    """What was published: two small JSON files for each day."""

    bucket: Bucket

    def published(self) -> list[date]:
        """All days with a head, in their order."""
        return [_day_of(key) for key in buckets.keys_under(self.bucket, _HEADS)]

    def head(self, day: date) -> Head | None:
        """The head of `day`, or None while it is not published."""
        content = self._content(head_key(day))
        return None if content is None else head_from(content)

    def public_day(self, day: date) -> PublicDay | None:
        """What anyone may know of `day`, or None while it is not published."""
        content = self._content(counts_key(day))
        return None if content is None else public_day_from(content)

    def put_head(self, head: Head) -> None:
        """Publish a head; raises Changed when the day has one."""
        values = asdict(head) | {"day": head.day.isoformat()}
        buckets.put_new(self.bucket, head_key(head.day), _json(values), media_type=_JSON)

    def put_public_day(self, day: PublicDay) -> None:
        """Publish what anyone may know of a day; raises Changed when it was published."""
        values = {"day": day.day.isoformat(), "head": day.head, "counts": [asdict(line) for line in day.lines]}
        buckets.put_new(self.bucket, counts_key(day.day), _json(values), media_type=_JSON)

    def _content(self, key: str) -> bytes | None:
        try:
            return buckets.content(self.bucket, key)
        except FileMissing:
            return None


@dataclass(frozen=True, slots=True)
class DayVersions:
    """The same files as they were published first; for whoever verifies them, no function of the suite."""

    bucket: Bucket

    def first_head(self, day: date) -> Kept:
        """The head of `day` as it was published first, whatever was put over it."""
        return self._first(head_key(day))

    def first_public_day(self, day: date) -> Kept:
        """What anyone may know of `day`, as it was published first."""
        return self._first(counts_key(day))

    def _first(self, key: str) -> Kept:
        found = buckets.versions(self.bucket, key)
        first = next((version for version in found if version is not None), None)
        if first is None:
            return Kept(None, 0)
        return Kept(buckets.version(self.bucket, key, first), len(found) - 1)


def head_key(day: date) -> str:
    """Where the head of a day lies."""
    return f"{_HEADS}{day.isoformat()}.json"


def _day_of(key: str) -> date:
    return date.fromisoformat(key.removeprefix(_HEADS).removesuffix(".json"))


def counts_key(day: date) -> str:
    """Where the published numbers of a day lie."""
    return f"counts/{day.isoformat()}.json"


def head_from(content: bytes) -> Head:
    """A head from its file; raises ValueError, KeyError or TypeError for what is none."""
    values = json.loads(content)
    return Head(**values | {"day": date.fromisoformat(values["day"])})


def public_day_from(content: bytes) -> PublicDay:
    """The numbers of a day from their file; raises ValueError, KeyError or TypeError for what is none."""
    values = json.loads(content)
    lines = tuple(
        Line(each["authority"], each["category"], Told(**each["assigned"]), Told(**each["lifted"]))
        for each in values["counts"]
    )
    return PublicDay(date.fromisoformat(values["day"]), values["head"], lines)


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
