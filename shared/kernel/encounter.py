"""What the scan of a person's code lets the one who scanned register about that person, and for how long (M15)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.kernel.ids import CheckpointId, PersonId, ScanId
from shared.kernel.roles import Actor

TIME_TO_REGISTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Encounter:
    """An officer who scanned a person's valid code: the one way for staff to register anything about that person.

    Only `EncounterService.encounter` makes one, so that what takes an `Encounter` cannot be called for somebody whom
    the officer has never met.
    """

    scan_id: ScanId
    actor: Actor
    """The one who scanned, with the roles of the present request."""
    checkpoint_id: CheckpointId
    person_id: PersonId
    scanned_at: datetime

    def lasts(self, now: datetime) -> bool:
        """Whether something new may still be registered."""
        return now - self.scanned_at <= TIME_TO_REGISTER
