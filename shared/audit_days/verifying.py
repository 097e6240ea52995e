"""How it is found that a day is no longer as it was published, and the words for it."""

from collections.abc import Iterable, Iterator
from datetime import date

from shared.audit.rules import FIRST
from shared.audit_days.model import DayFinding, DayFlaw, Head, PublicDay, Seen
from shared.audit_days.rules import Counts, Tree, head_of

_WORDS = {
    DayFlaw.NOT_PUBLISHED: "no head is published",
    DayFlaw.WRITTEN_OVER: "something was put over what had been published first, or hides it",
    DayFlaw.HEAD_ALTERED: "the published file is no head of this day",
    DayFlaw.NOT_CHAINED: "the head does not follow from that of the day before",
    DayFlaw.ENTRY_ALTERED: "an entry is not what it was: {place}",
    DayFlaw.ENTRIES_REMOVED: "at least {number} of the published entries are no longer there",
    DayFlaw.ENTRIES_ADDED: "at least {number} entries were added after the day was published",
    DayFlaw.ENTRIES_REPLACED: "as many entries as were published, and not the same ones",
    DayFlaw.OTHER_COUNTS: "the published numbers are not those of the entries",
}


def in_words(finding: DayFinding) -> str:
    """A line about a finding, for people."""
    what = _WORDS[finding.flaw].format(place=finding.place, number=finding.number)
    return f"{finding.day.isoformat()}: {what}"


def is_whole(head: Head, day: date) -> bool:
    """Whether a head is one of `day`, and has the digest that the rest of it gives."""
    return head == head_of(day, head.entries, head.root, head.previous)


def follows(head: Head, before: Head | None) -> bool:
    """Whether a head names the one of the day `before` it; only the first of all has none before it."""
    return head.previous == (FIRST if before is None else before.head)


def flaws_of_entries(head: Head, public: PublicDay | None, seen: Iterable[Seen]) -> Iterator[DayFinding]:
    """What is wrong with a day's entries, which pass one by one, and with the numbers that were published of them."""
    tree, counts, sound = Tree(), Counts(), True
    for each in seen:
        tree.add(each.listed.digest)
        counts.add(each.listed)
        if not each.is_sound:
            sound = False
            yield DayFinding(head.day, DayFlaw.ENTRY_ALTERED, place=each.place)
    if tree.size < head.entries:
        yield DayFinding(head.day, DayFlaw.ENTRIES_REMOVED, number=head.entries - tree.size)
    elif tree.size > head.entries:
        yield DayFinding(head.day, DayFlaw.ENTRIES_ADDED, number=tree.size - head.entries)
    elif tree.root() != head.root:
        yield DayFinding(head.day, DayFlaw.ENTRIES_REPLACED)
    elif sound and public != PublicDay(head.day, head.head, counts.lines()):
        yield DayFinding(head.day, DayFlaw.OTHER_COUNTS)
