"""From the change of an item to what is told of it in a person's chain."""

import re
from collections.abc import Mapping
from typing import Any

from shared.audit.model import Fact, Happening, Kind, NotUnderstood
from shared.audit.rules import digest_of_values
from shared.audit.watched import NOT_WATCHED, WATCHED, Item, ItemKind, Watched
from shared.kernel.ids import PersonId

_WORD = re.compile(r"[A-Z_]+", re.ASCII)


def happening(key: Mapping[str, str], old: Item, new: Item, *, expired: bool) -> Happening | None:
    """What the change from `old` to `new` says of a person; None when nothing is to be told.

    An item is empty where there is none. Raises NotUnderstood.
    """
    kind = item_kind(key)
    # That an item's time is over was told when it was stored: the facts say when it ends.
    if kind in NOT_WATCHED or expired or old == new:
        return None
    if kind not in WATCHED:
        raise NotUnderstood(_named(kind))
    try:
        return _told(WATCHED[kind], key, old, new)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise NotUnderstood(_named(kind)) from None


def item_kind(key: Mapping[str, str]) -> ItemKind:
    """The first words of the two keys."""
    return key["pk"].partition("#")[0], key["sk"].partition("#")[0]


def _named(kind: ItemKind) -> str:
    # What is no word of ours may be anything, so it is shown to nobody.
    return "/".join(word if _WORD.fullmatch(word) else "?" for word in kind)


def _told(row: Watched, key: Mapping[str, str], old: Item, new: Item) -> Happening | None:
    image = new or old
    person = _person(key, old or new)
    if person is None and not row.needs_person:
        return None
    if not person:
        raise ValueError("nobody's item")
    altered = frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    kind = _kind(row, old, new, altered)
    facts: dict[str, Fact] = {"item": item_kind(key)[1], "image": digest_of_values(dict(image))}
    facts |= {name.removesuffix("_id"): _fact(image[name]) for name in row.facts if name in image}
    if kind is Kind.ACCOUNT_BOUND:
        facts["account"] = key["pk"].partition("#")[2]
    if kind in {Kind.RECORD_CHANGED, Kind.HOLDS_CHANGED}:
        facts["altered"] = tuple(sorted(altered)) if old else ()
    if row.holds and (kind is Kind.HOLDS_CHANGED or not old):
        facts |= _holds(old, new)
    return Happening(PersonId(person), kind, facts)


def _person(key: Mapping[str, str], item: Item) -> str | None:
    kind, _, own = key["pk"].partition("#")
    return own if kind == "PERSON" else item.get("person_id")


def _kind(row: Watched, old: Item, new: Item, altered: frozenset[str]) -> Kind:
    if not new:
        return row.removed
    # Before everything else: no other change of the same item may hide one of the holds.
    if row.holds and old.get("holds", []) != new.get("holds", []) and (old or row.new is Kind.PERSON_STORED):
        return Kind.HOLDS_CHANGED
    if not old:
        return row.waiting if row.waiting and new.get("approval") == "WAITING" else row.new
    return next((step.kind for step in row.steps if step.fits(altered, new)), Kind.RECORD_CHANGED)


def _holds(old: Item, new: Item) -> dict[str, Fact]:
    before, after = old.get("holds", []), new.get("holds", [])
    return {
        "before": tuple(hold["record_id"] for hold in before),
        "after": tuple(hold["record_id"] for hold in after),
        "until": tuple(hold.get("ends_at", "") for hold in after),
    }


def _fact(value: Any) -> Fact:
    if isinstance(value, list):
        if not all(isinstance(each, str) for each in value):
            raise TypeError("a fact is no list of other things than text")
        return tuple(value)
    if isinstance(value, str | int):
        return value
    raise TypeError("a fact is text or a whole number")
