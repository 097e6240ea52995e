"""Adds what happened to the chains."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.audit.happenings import happening
from shared.audit.model import Change, Happening, NotUnderstood
from shared.audit.rules import next_entry
from shared.audit.store import ChainStore
from shared.aws.tables import Table
from shared.kernel.clock import Clock, iso
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.signals import ChangeNotUnderstood, Signals


@dataclass(frozen=True, slots=True)
class AuditService:
    """One entry for each change that says something of a person, however often the change is told."""

    audit: Table
    poison: Callable[[dict[str, str]], None]
    """Keeps a note, which names nobody, until somebody sees to it."""
    clock: Clock
    signals: Signals

    def record(self, change: Change) -> None:
        """Add what a change says to its person's chain, unless it is there already.

        A change that nobody will ever understand is noted, and nothing else. Raises DomainError BUSY when so many add
        to the same chain that it has to be tried again later.
        """
        try:
            told = happening(change.key, change.old, change.new, expired=change.expired)
        except NotUnderstood as fault:
            self._note(change, fault.item)
            return
        if told is not None:
            retry_when_changed(lambda: self._append(told, change))

    def _append(self, told: Happening, change: Change) -> None:
        store = ChainStore(self.audit)
        store.add(next_entry(store.head(told.person_id), told, change.change_id, change.at, self.clock()))

    def _note(self, change: Change, item: str) -> None:
        told = {"item": item, "change": change.change_id, "position": change.position, "at": iso(change.at)}
        self.poison(told)
        self.signals(ChangeNotUnderstood(item))
