"""What a declaration may say, and to whom each kind is made (M18). Every wrong field is named at once."""

from collections.abc import Callable
from datetime import date, timedelta

from shared.declarations.model import (
    Content,
    Isolation,
    IsolationKind,
    Kind,
    Membership,
    OrganisationKind,
)
from shared.divisions.names import UnknownDivision, division
from shared.kernel.errors import FieldsRefused, refuse_together

WINDOW = timedelta(days=14)
"""How far back stays and contacts are asked for, today not counted."""
LONGEST_ISOLATION = timedelta(days=366)
LOWEST_TENTHS, HIGHEST_TENTHS = 300, 450
"""Tenths of a degree Celsius that a living person's thermometer shows."""
MOST_STAYS, MOST_CONTACTS = 14, 10
"""One division a day, and more contacts than one remembers; both bound the item."""

_NEEDS = {Kind.EMPLOYEE: OrganisationKind.ENTERPRISE, Kind.MEMBER: OrganisationKind.ORGANISATION}


def needs_organisation(kind: Kind) -> bool:
    """Whether a declaration of `kind` is made to an organisation."""
    return kind in _NEEDS


def tenths(celsius: float) -> int:
    """A temperature in tenths of a degree.

    Raises FieldsRefused unless it lies between 30.0 and 45.0 and has at most one decimal.
    """
    # A number of JSON with one decimal reaches us as the float nearest to it, which is the quotient of its tenths.
    scaled = round(celsius * 10) if LOWEST_TENTHS <= celsius * 10 <= HIGHEST_TENTHS else 0
    if not scaled or scaled / 10 != celsius:
        raise FieldsRefused({"temperature": "must be from 30.0 to 45.0 degrees Celsius, with one decimal at most"})
    return scaled


def check(kind: Kind, organisation: str | None, content: Content, today: date) -> None:
    """Check all that a declaration says on the region's day `today`.

    Raises FieldsRefused that names every wrong field.
    """
    refuse_together(
        lambda: _check_organisation(kind, organisation),
        lambda: _check_symptoms(content),
        *(_stay_check(number, content, today) for number in range(len(content.stays))),
        lambda: _check_count("stays", len(content.stays), MOST_STAYS),
        *(_contact_check(number, content, today) for number in range(len(content.contacts))),
        lambda: _check_count("contacts", len(content.contacts), MOST_CONTACTS),
        lambda: _check_isolation(content.isolation, today),
    )


def check_recipient(kind: Kind, membership: Membership) -> None:
    """Employees declare to enterprises, members to organisations.

    Raises FieldsRefused.
    """
    if _NEEDS[kind] is not membership.organisation_kind:
        fitting = next(each for each, needed in _NEEDS.items() if needed is membership.organisation_kind)
        raise FieldsRefused({"kind": f"must be {fitting.value} for this organisation"})


def _check_organisation(kind: Kind, organisation: str | None) -> None:
    if needs_organisation(kind) and organisation is None:
        raise FieldsRefused({"organisation": f"is needed for {kind.value}"})
    if not needs_organisation(kind) and organisation is not None:
        raise FieldsRefused({"organisation": f"must be left out for {kind.value}"})


def _check_symptoms(content: Content) -> None:
    if len(set(content.symptoms)) != len(content.symptoms):
        raise FieldsRefused({"symptoms": "names one twice"})


def _check_count(field: str, count: int, most: int) -> None:
    if count > most:
        raise FieldsRefused({field: f"may have {most} entries"})


def _stay_check(number: int, content: Content, today: date) -> Callable[[], None]:
    stay = content.stays[number]

    def checked() -> None:
        wrong: dict[str, str] = {}
        if not _is_division(stay.division):
            wrong["division"] = "is no division of GB/T 2260"
        wrong |= _outside(today, **{"from": stay.since, "to": stay.until})
        if not wrong and stay.since > stay.until:
            wrong["to"] = "must not lie before from"
        _refuse(f"stays.{number}", wrong)

    return checked


def _contact_check(number: int, content: Content, today: date) -> Callable[[], None]:
    return lambda: _refuse(f"contacts.{number}", _outside(today, date=content.contacts[number].on))


def _outside(today: date, **days: date) -> dict[str, str]:
    return {
        name: f"must be one of the last {WINDOW.days} days or today"
        for name, day in days.items()
        if not today - WINDOW <= day <= today
    }


def _check_isolation(isolation: Isolation, today: date) -> None:
    since, until = isolation.since, isolation.until
    wrong: dict[str, str] = {}
    if isolation.kind is IsolationKind.NONE:
        wrong = {name: "must be left out for NONE" for name, day in (("from", since), ("to", until)) if day}
    elif since is None:
        wrong = {"from": f"is needed for {isolation.kind.value}"}
    elif not today - LONGEST_ISOLATION <= since <= today:
        wrong = {"from": "must be today or at most a year ago"}
    elif until is not None and not since <= until <= today + LONGEST_ISOLATION:
        wrong = {"to": "must not lie before from, nor more than a year ahead"}
    _refuse("isolation", wrong)


def _refuse(prefix: str, wrong: dict[str, str]) -> None:
    if wrong:
        raise FieldsRefused({f"{prefix}.{name}": text for name, text in wrong.items()})


def _is_division(code: str) -> bool:
    try:
        division(code)
    except UnknownDivision:
        return False
    return True
