"""How long a family link lasts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from shared.family.model import Link, Relation
from shared.kernel.clock import day_of, end_of

MAJORITY_YEARS = 18
"""Civil Code of China, article 17."""
UNKNOWN_AGE_TERM = timedelta(days=365)
"""How long a link lasts to somebody who may be a minor and whose document does not tell; then it is made again."""
_ARE_ADULTS = frozenset({Relation.PARENT, Relation.GRANDPARENT, Relation.SPOUSE})


def ends_at(relation: Relation, born_on: date | None, now: datetime) -> datetime | None:
    """When a link that is made now ends by itself: at majority for a minor, never for an adult.

    `born_on` is None when the member's document does not tell. Then a parent, grandparent or spouse is taken for an
    adult, and nobody else is: whoever could name a child otherwise would keep the link for good.
    """
    if born_on is None:
        return None if relation in _ARE_ADULTS else now + UNKNOWN_AGE_TERM
    majority = _birthday(born_on, MAJORITY_YEARS)
    return end_of(majority - timedelta(days=1)) if day_of(now) < majority else None


def holds(link: Link, now: datetime) -> bool:
    """Whether the link still lets its guardian act."""
    return link.ends_at is None or now < link.ends_at


def holding(links: Iterable[Link], now: datetime) -> tuple[Link, ...]:
    """Those of `links` that still hold."""
    return tuple(link for link in links if holds(link, now))


def _birthday(born_on: date, years: int) -> date:
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        # Born on 29 February: in other years the day after the 28th.
        return date(born_on.year + years, 3, 1)
