"""What other regions hold of a person's health, as the person sees it (M21). Nothing of it is stored."""

from dataclasses import dataclass, field

from shared.health_questions.model import Detail, Summary


@dataclass(frozen=True, slots=True)
class Row:
    """One region at a glance: what it said, or why there is no answer now.

    `silence` names the reason. Without one, the region answered: `summary` is None where it does not know the person.
    """

    issuer: int
    silence: str | None
    summary: Summary | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one region said in detail; None where it does not know the person."""

    issuer: int
    detail: Detail | None = field(repr=False)
