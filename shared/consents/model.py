"""The leave of one person, or of who acts for them, to ask others about that person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel.ids import PersonId


class Matter(StrEnum):
    """Whom a consent lets us ask, and about what."""

    ITINERARY = "ITINERARY"
    """The carriers, where the person's phone was (M19)."""
    PROVINCES = "PROVINCES"
    """The regions that we recognise, what they hold of the person's health (M21)."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent that holds until it is taken back."""

    given_at: datetime
    given_by: PersonId
