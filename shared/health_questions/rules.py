"""What a region tells of a person's health, and how it looks at a glance (M21)."""

from collections.abc import Iterable
from datetime import datetime

from shared.declarations.model import Declaration
from shared.health_checks.model import HealthCheck
from shared.health_questions.model import (
    Because,
    Checked,
    Declared,
    Detail,
    Glance,
    Lists,
    Measured,
    Released,
    Sampled,
    Summary,
)
from shared.laboratory.model import LabResult
from shared.notices.model import ReleaseNotice
from shared.notices.rules import is_kept
from shared.risk.model import Hold
from shared.temperatures.model import Temperature

SHOWN = 20
"""The newest entries of each list that another region is told, and counts."""


def summary_of(detail: Detail) -> Summary:
    """The same at a glance."""
    lists = detail.lists
    return Summary(
        colour=detail.colour,
        as_of=detail.as_of,
        temperatures=_glance("temperatures", [each.measured_at for each in lists.temperatures], lists),
        declarations=_glance("declarations", [each.declared_at for each in lists.declarations], lists),
        health_checks=_glance("health_checks", [each.checked_at for each in lists.health_checks], lists),
        test_results=_glance("test_results", [each.recorded_at for each in lists.test_results], lists),
        release_notices=_glance("release_notices", [each.issued_at for each in lists.release_notices], lists),
    )


def _glance(name: str, instants: list[datetime], lists: Lists) -> Glance:
    return Glance(next(iter(instants), None), len(instants), name in lists.more)


def because(holds: Iterable[Hold]) -> tuple[Because, ...]:
    """The reasons for red, without the records that they come from."""
    return tuple(
        Because(hold.category, hold.authority, hold.reason, hold.starts_at, hold.ends_at, hold.review_on)
        for hold in holds
    )


def measured(temperatures: Iterable[Temperature]) -> tuple[Measured, ...]:
    """Temperatures without who took them where."""
    return tuple(Measured(each.tenths, each.measured_at) for each in temperatures)


def declared(declarations: Iterable[Declaration]) -> tuple[Declared, ...]:
    """That they were made; what they say stays here."""
    return tuple(
        Declared(each.kind, each.declared_at, each.recipient.name if each.recipient else None) for each in declarations
    )


def checked(checks: Iterable[HealthCheck]) -> tuple[Checked, ...]:
    """Health checks without who made them where."""
    return tuple(
        Checked(each.findings.symptoms, each.findings.tenths, each.findings.remarks, each.checked_at) for each in checks
    )


def sampled(results: Iterable[LabResult]) -> tuple[Sampled, ...]:
    """Test results without who recorded them."""
    return tuple(
        Sampled(each.sample.result, each.sample.sampled_at, each.sample.laboratory, each.recorded_at)
        for each in results
    )


def released(notices: Iterable[ReleaseNotice], now: datetime) -> tuple[Released, ...]:
    """Notices that are still kept, without who issued them."""
    return tuple(
        Released(
            each.observation.institution,
            each.observation.place,
            each.observation.observed_from,
            each.observation.observed_to,
            each.issued_at,
        )
        for each in notices
        if is_kept(each, now)
    )
