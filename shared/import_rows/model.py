"""What a row of an import states."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from shared.kernel.pii import DocumentNumber
from shared.risk.model import Category


@dataclass(frozen=True, slots=True)
class Case:
    """Whom a row is about, and in which case."""

    document_type: str
    document_number: DocumentNumber
    category: Category
    case_reference: str


@dataclass(frozen=True, slots=True)
class AssignRow:
    """Put a person on the red list; the authority and the officer are those of the import."""

    case: Case
    reason: str
    starts_at: datetime | None
    """None: as soon as the row is worked through."""
    ends_on: date | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class LiftRow:
    """End one record, or all that the import's authority has of a person in one case."""

    which: str | Case
    """A record's id, or the case."""
    reason: str


Row = AssignRow | LiftRow
ReadRow = Callable[[bytes], Row]
"""Makes a row of its JSON, or raises DomainError INVALID_JSON or FieldsRefused."""


class NotRunning(Exception):
    """The import is not one that may be worked through now."""
