"""What regions ask one another about a person's health, and what they say (M21)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from shared.declarations.model import Kind, Symptom
from shared.kernel.ids import Authority
from shared.laboratory.model import Result
from shared.risk.model import Category, Colour


@dataclass(frozen=True, slots=True)
class Glance:
    """One list at a glance: its newest entry's instant, and how many of the newest were counted."""

    newest: datetime | None = field(repr=False)
    count: int = field(repr=False)
    more: bool = field(repr=False)
    """Whether there are older ones than those that were counted."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A person's health in one region at a glance."""

    colour: Colour = field(repr=False)
    as_of: datetime
    temperatures: Glance
    declarations: Glance
    health_checks: Glance
    test_results: Glance
    release_notices: Glance


@dataclass(frozen=True, slots=True)
class Because:
    """A reason for red, with the authority behind it (M9)."""

    category: Category = field(repr=False)
    authority: Authority = field(repr=False)
    reason: str = field(repr=False)
    starts_at: datetime
    ends_at: datetime | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A temperature, in tenths of a degree Celsius."""

    tenths: int = field(repr=False)
    measured_at: datetime


@dataclass(frozen=True, slots=True)
class Declared:
    """That something was declared, and to which organisation; not what."""

    kind: Kind
    declared_at: datetime
    organisation: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """A health check; tenths of a degree Celsius where a temperature was taken."""

    symptoms: tuple[Symptom, ...] = field(repr=False)
    tenths: int | None = field(repr=False)
    remarks: str | None = field(repr=False)
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Sampled:
    """The result of a nucleic acid test."""

    result: Result = field(repr=False)
    sampled_at: datetime
    laboratory: str = field(repr=False)
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Released:
    """A notice of release from medical observation."""

    institution: str = field(repr=False)
    place: str = field(repr=False)
    observed_from: date
    observed_to: date
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Lists:
    """The newest entries of each list, newest first."""

    temperatures: tuple[Measured, ...]
    declarations: tuple[Declared, ...]
    health_checks: tuple[Checked, ...]
    test_results: tuple[Sampled, ...]
    release_notices: tuple[Released, ...]
    more: frozenset[str]
    """The names of the lists that have older entries than these."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What a region tells a person of their own health there: colour with reasons, and the newest of each list."""

    colour: Colour = field(repr=False)
    as_of: datetime
    because: tuple[Because, ...]
    lists: Lists
