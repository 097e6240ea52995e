"""Who may look up what of a person, and for which purpose (M11); and what of it belongs to the last 14 days."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from shared.access.model import LookedUp, Purpose
from shared.declarations.model import Contact, Declaration, Stay
from shared.declarations.rules import WINDOW
from shared.identity.model import Document, IdentityOnFile
from shared.identity.rules import masked_number, masked_phone
from shared.kernel.clock import day_of
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused
from shared.kernel.roles import StaffRole
from shared.lookups.model import Fortnight, SeenIdentity, Told

MOST_DECLARATIONS = 50
"""As many as are read for 14 days: three a day, and some."""
SHOWN_DECLARATIONS = 10

T = TypeVar("T")

# The whole of it: a role that is not here looks nothing up, a purpose that no role has is none, gates have no cell.
PERMITTED: Mapping[StaffRole, Mapping[Purpose, frozenset[LookedUp]]] = {
    # Compares the document that is shown with the code; its last characters suffice.
    StaffRole.INSPECTOR: {
        Purpose.IDENTITY_CHECK: frozenset({LookedUp.MASKED_IDENTITY}),
    },
    # Checks people at their homes, and finds out where a case has been; whom they met is for medical staff.
    StaffRole.GRID_WORKER: {
        Purpose.IDENTITY_CHECK: frozenset({LookedUp.IDENTITY}),
        Purpose.HEALTH_CHECK: frozenset({LookedUp.IDENTITY, LookedUp.TRAVEL, LookedUp.DECLARATIONS}),
        Purpose.EPIDEMIC_INVESTIGATION: frozenset({LookedUp.IDENTITY, LookedUp.TRAVEL}),
    },
    StaffRole.MEDIC: {
        Purpose.IDENTITY_CHECK: frozenset({LookedUp.IDENTITY}),
        Purpose.HEALTH_CHECK: frozenset({LookedUp.IDENTITY, LookedUp.TRAVEL, LookedUp.DECLARATIONS}),
        Purpose.MEDICAL_CARE: frozenset({LookedUp.IDENTITY, LookedUp.TRAVEL, LookedUp.CONTACTS, LookedUp.DECLARATIONS}),
        Purpose.EPIDEMIC_INVESTIGATION: frozenset({LookedUp.IDENTITY, LookedUp.TRAVEL, LookedUp.CONTACTS}),
    },
}


def purposes() -> tuple[Purpose, ...]:
    """The purposes for which anybody looks anything up."""
    named = {purpose for cells in PERMITTED.values() for purpose in cells}
    return tuple(purpose for purpose in Purpose if purpose in named)


def purpose(text: str | None) -> Purpose:
    """The purpose that a client names.

    Raises FieldsRefused for any other text, and for none.
    """
    found = next((each for each in purposes() if each.value == text), None)
    if found is None:
        raise FieldsRefused({"purpose": f"must be one of {', '.join(purposes())}"})
    return found


def roles_that_may(wanted: Iterable[LookedUp]) -> frozenset[StaffRole]:
    """The roles that may look up any of `wanted` for some purpose."""
    fields = frozenset(wanted)
    return frozenset(role for role, cells in PERMITTED.items() if any(fields & cell for cell in cells.values()))


def permitted(roles: Iterable[StaffRole], purpose: Purpose, wanted: Sequence[LookedUp]) -> LookedUp:
    """The first of `wanted` that somebody with `roles` may look up for `purpose`.

    Raises DomainError FORBIDDEN when they may none.
    """
    may = frozenset[LookedUp]().union(*(PERMITTED.get(role, {}).get(purpose, ()) for role in roles))
    for each in wanted:
        if each in may:
            return each
    raise DomainError(ErrorCode.FORBIDDEN)


def seen(identity: IdentityOnFile, looked_up: LookedUp) -> SeenIdentity:
    """What of an identity is shown."""
    document = identity.document
    if looked_up is not LookedUp.IDENTITY:
        document = Document(document.type, masked_number(document.number))
    phone = masked_phone(identity.phone) if identity.phone else None
    return SeenIdentity(identity.name, document, phone, identity.unconfirmed)


def travel(declarations: Sequence[Declaration], now: datetime, *, all_read: bool) -> Fortnight[Stay]:
    """The stays of the last 14 days, each said once; `declarations` newest first, `all_read` if there are no older."""
    return _fortnight(declarations, now, lambda each: each.content.stays, _last_day, all_read=all_read)


def contacts(declarations: Sequence[Declaration], now: datetime, *, all_read: bool) -> Fortnight[Contact]:
    """The contacts of the last 14 days; the arguments are those of `travel`."""
    return _fortnight(declarations, now, lambda each: each.content.contacts, _day, all_read=all_read)


def _last_day(stay: Stay) -> date:
    return stay.until


def _day(contact: Contact) -> date:
    return contact.on


def _fortnight(
    declarations: Sequence[Declaration],
    now: datetime,
    parts: Callable[[Declaration], Iterable[T]],
    last_day: Callable[[T], date],
    *,
    all_read: bool,
) -> Fortnight[T]:
    first = day_of(now) - WINDOW
    told: dict[T, Told[T]] = {}
    for declaration in declarations:
        for part in parts(declaration):
            if last_day(part) >= first:
                told.setdefault(part, Told(part, declaration.declared_at))
    # Nothing lies ahead of its declaration, so what was declared before the first day is of no day since.
    complete = all_read or day_of(declarations[-1].declared_at) < first
    return Fortnight(tuple(sorted(told.values(), key=lambda each: last_day(each.what), reverse=True)), complete)
