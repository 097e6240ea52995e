"""Publishes the days that are over, and shows what was published."""

from collections.abc import Iterator
from datetime import date, timedelta

from shared.audit.rules import FIRST
from shared.audit_days import rules, verifying
from shared.audit_days.model import (
    DayFinding,
    DayFlaw,
    DayNotOver,
    DayTooLongAgo,
    Head,
    OtherThanPublished,
    PublicDay,
)
from shared.audit_days.store import (
    AuditDayStore,
    DayFiles,
    DayVersions,
    head_from,
    listed_from,
    public_day_from,
    seen_from,
)
from shared.aws.tables import Table
from shared.kernel.clock import Clock
from shared.kernel.concurrency import Changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.signals import DayPublished, Signals

MOST_DAYS = 31
"""So many days are published in one run, and the next goes on. So far back the first of all may lie."""

_DAY = timedelta(days=1)


class DayPublishing:
    """Publishes one day after another, each bound to the one before; what was published is never replaced."""

    def __init__(self, *, audit: Table, files: DayFiles, clock: Clock, signals: Signals) -> None:
        self._entries = AuditDayStore(audit)
        self._files = files
        self._clock = clock
        self._signals = signals

    def publish(self, until: date | None = None) -> list[date]:
        """Publish every day after the last published one, up to `until` or else the last that is over; returns them.

        When `until` is published already, it is computed again and compared. Raises DayNotOver, DayTooLongAgo, and
        OtherThanPublished.
        """
        settled = rules.last_settled(self._clock())
        until = until or settled
        if until > settled:
            raise DayNotOver
        published = self._files.published()
        if not published:
            if (settled - until).days > MOST_DAYS:
                raise DayTooLongAgo
            self._publish(until, FIRST)
            return [until]
        if until < published[0]:
            raise DayTooLongAgo
        last = self._head(max(day for day in published if day <= until))
        if last.day == until:
            self._publish(until, last.previous)
            return []
        days = [last.day + number * _DAY for number in range(1, (until - last.day).days + 1)][:MOST_DAYS]
        for day in days:
            last = self._publish(day, last.head)
        return days

    def publish_to(self, text: str) -> list[date]:
        """`publish` up to the day that `text` names; raises FieldsRefused besides."""
        return self.publish(rules.asked_day(text))

    def _head(self, day: date) -> Head:
        head = self._files.head(day)
        if head is None:
            raise OtherThanPublished
        return head

    def _publish(self, day: date, previous: str) -> Head:
        tree, counts = rules.summed_up(map(listed_from, self._entries.items(day)))
        head = rules.head_of(day, tree.size, tree.root(), previous)
        public = PublicDay(day, head.head, counts.lines())
        # The head comes last: while there is none, the next run does the day again and finds the same numbers.
        try:
            self._files.put_public_day(public)
        except Changed:
            if self._files.public_day(day) != public:
                raise OtherThanPublished from None
        try:
            self._files.put_head(head)
        except Changed:
            if self._files.head(day) != head:
                raise OtherThanPublished from None
        else:
            self._signals(DayPublished())
        return head


class PublishedDays:
    """What anyone may know of a day."""

    def __init__(self, files: DayFiles) -> None:
        self._files = files

    def day(self, text: str) -> PublicDay:
        """The day that `text` names, as it was published.

        Raises FieldsRefused, and DomainError DAY_NOT_PUBLISHED.
        """
        found = self._files.public_day(rules.asked_day(text))
        if found is None:
            raise DomainError(ErrorCode.DAY_NOT_PUBLISHED)
        return found


class DayVerification:
    """Compares days with what was published of them; whoever does it may list the versions of the bucket's files."""

    def __init__(self, *, audit: Table, versions: DayVersions) -> None:
        self._entries = AuditDayStore(audit)
        self._files = versions

    def verify(self, day: date) -> Iterator[DayFinding]:
        """Every flaw of a day that is over; none when it is as it was published."""
        kept = self._files.first_head(day)
        numbers = self._files.first_public_day(day)
        if kept.content is None:
            yield DayFinding(day, DayFlaw.NOT_PUBLISHED)
            return
        if kept.later or numbers.later:
            yield DayFinding(day, DayFlaw.WRITTEN_OVER)
        head = _head(kept.content)
        if head is None or not verifying.is_whole(head, day):
            yield DayFinding(day, DayFlaw.HEAD_ALTERED)
            return
        before = self._files.first_head(day - _DAY).content
        if not verifying.follows(head, None if before is None else _head(before)):
            yield DayFinding(day, DayFlaw.NOT_CHAINED)
        yield from verifying.flaws_of_entries(head, _public(numbers.content), map(seen_from, self._entries.items(day)))


def _head(content: bytes) -> Head | None:
    try:
        return head_from(content)
    except (KeyError, TypeError, ValueError):
        return None


def _public(content: bytes | None) -> PublicDay | None:
    try:
        return None if content is None else public_day_from(content)
    except (KeyError, TypeError, ValueError):
        return None
