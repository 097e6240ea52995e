"""Invitations, days, and the list of who has declared (M18)."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from shared.kernel.clock import day_of
from shared.kernel.errors import FieldsRefused
from shared.kernel.ids import OrganisationId, PersonId, RandomBytes, base32, derived_id
from shared.organisations.model import DayEntry, Member, MemberOnDay

# 60 bits: at a thousand tries a second and a hundred thousand organisations, a first hit takes more than a century. So
# nobody is slowed down for a wrong code; and whoever hit one would see no more than the organisation's name.
_INVITATION_CHARACTERS = 12
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def invitation(random_bytes: RandomBytes) -> str:
    """A new invitation code: 12 base32 characters."""
    return base32(random_bytes(8))[:_INVITATION_CHARACTERS]


def canonical_invitation(text: str) -> str:
    """The code as it is stored; letters are taken in either case, since codes are read out and typed in."""
    return text.lower()


def asked_day(text: str | None, now: datetime) -> date:
    """The region's day that `text` names, today when there is none.

    Raises FieldsRefused for what is no day, and for a day to come.
    """
    today = day_of(now)
    if text is None:
        return today
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise FieldsRefused({"date": "must be a day, as 2020-04-07"})
    if day > today:
        raise FieldsRefused({"date": "must not lie ahead"})
    return day


def lines_of_day(
    organisation_id: OrganisationId, day: date, members: Iterable[Member], entries: Iterable[DayEntry]
) -> dict[PersonId, MemberOnDay]:
    """The lines of `day` by person, in the order of person ids: who was a member by then, and whoever declared.

    Members who joined later are no line of a day on which they had nothing to declare.
    """
    present = {member.person_id: member for member in members}
    newest: dict[PersonId, DayEntry] = {}
    for entry in entries:
        before = newest.get(entry.person_id)
        if before is None or before.declared.at <= entry.declared.at:
            newest[entry.person_id] = entry
    expected = {person for person, member in present.items() if day_of(member.joined_at) <= day}
    lines: dict[PersonId, MemberOnDay] = {}
    for person in sorted(expected | newest.keys()):
        named = present.get(person) or newest[person]
        lines[person] = MemberOnDay(
            member=derived_id(organisation_id, person),
            masked_name=named.masked_name,
            number=named.number,
            left=person not in present,
            declared=newest[person].declared if person in newest else None,
        )
    return lines
