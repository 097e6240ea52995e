"""Organisations: set up and looked at by their administrators, joined and left by residents (M18)."""

import re
from dataclasses import dataclass, replace
from datetime import date

from shared.aws.tables import Table
from shared.declarations.model import Membership, OrganisationKind
from shared.declarations.store import MembershipStore
from shared.family.model import Acting
from shared.kernel.clock import Clock
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import AccountId, OrganisationId, PersonId, RandomBytes, derived_id
from shared.kernel.paging import Cursors, Page, PageRequest, page_of
from shared.kernel.signals import OrganisationCreated, OrganisationJoined, OrganisationLeft, Signals
from shared.organisations import rules
from shared.organisations.model import DayEntry, MemberOnDay, Organisation
from shared.organisations.store import DayStore, MemberStore, OrganisationStore
from shared.risk.store import RiskStore

# What cannot be an id is not looked for.
_ID = re.compile(r"[a-z2-7]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class DayList:
    """Everybody who was a member or declared on `day`."""

    day: date
    members: tuple[MemberOnDay, ...]


@dataclass(frozen=True, slots=True)
class DayPage:
    """A part of a day's list."""

    day: date
    page: Page[MemberOnDay]


@dataclass(frozen=True, slots=True)
class Joined:
    """A membership; `new` is False when it was there before."""

    membership: Membership
    new: bool


class OrganisationService:
    """What administrators do. An organisation is its creator's own: for everybody else it does not exist."""

    def __init__(
        self, *, core: Table, cursors: Cursors, random_bytes: RandomBytes, clock: Clock, signals: Signals
    ) -> None:
        self._organisations = OrganisationStore(core)
        self._days = DayStore(core)
        self._cursors = cursors
        self._random_bytes = random_bytes
        self._clock = clock
        self._signals = signals

    def create(self, account: AccountId, name: str, kind: OrganisationKind, idempotency_key: str) -> Organisation:
        """Set up an organisation with `account` as its administrator; a retry returns the one of its first try.

        Raises DomainError IDEMPOTENCY_KEY_REUSED or BUSY.
        """
        organisation_id = OrganisationId(derived_id("organisation", account, idempotency_key))
        now = self._clock().replace(microsecond=0)

        def add() -> tuple[Organisation, bool]:
            code = rules.invitation(self._random_bytes)
            drawn = Organisation(organisation_id, name, kind, account, code, now)
            stored = self._organisations.add(drawn)
            return stored, stored is drawn

        organisation, new = retry_when_changed(add)
        if (organisation.name, organisation.kind, organisation.administrator) != (name, kind, account):
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        if new:
            self._signals(OrganisationCreated(kind.value))
        return organisation

    def page(self, account: AccountId, request: PageRequest) -> Page[Organisation]:
        """A part of the organisations that `account` administers, newest first.

        Raises DomainError INVALID_CURSOR.
        """
        return page_of(
            self._cursors,
            f"organisations {account}",
            request,
            lambda limit, after: self._organisations.page(account, limit, after),
        )

    def invite_anew(self, account: AccountId, organisation_id: str) -> Organisation:
        """Give an organisation a new invitation; the old one stops at once, members stay.

        A retry draws another one still: what was answered last counts. Raises DomainError NOT_FOUND or BUSY.
        """

        def renewed() -> Organisation:
            organisation = self._own(account, organisation_id)
            code = rules.invitation(self._random_bytes)
            self._organisations.replace_invitation(organisation, code)
            return replace(organisation, invitation=code)

        return retry_when_changed(renewed)

    def day_page(self, account: AccountId, organisation_id: str, day: str | None, request: PageRequest) -> DayPage:
        """A part of the list of who has declared on a day and who has not; today unless `day` is another one.

        Raises FieldsRefused, or DomainError NOT_FOUND or INVALID_CURSOR.
        """
        on = rules.asked_day(day, self._clock())
        own = self._own(account, organisation_id).organisation_id

        def load(limit: int, after: str | None) -> tuple[tuple[MemberOnDay, ...], str | None]:
            return self._lines(own, on, limit, after)

        return DayPage(on, page_of(self._cursors, f"organisation day {own} {on}", request, load))

    def day_list(self, account: AccountId, organisation_id: str, day: str | None) -> DayList:
        """The whole list of a day, in the order of its pages.

        Raises FieldsRefused, or DomainError NOT_FOUND.
        """
        on = rules.asked_day(day, self._clock())
        own = self._own(account, organisation_id).organisation_id
        members, entries = self._days.all_members(own), self._days.entries(own, on, None, None)
        return DayList(on, tuple(rules.lines_of_day(own, on, members, entries).values()))

    def _lines(
        self, organisation_id: OrganisationId, day: date, limit: int, after: str | None
    ) -> tuple[tuple[MemberOnDay, ...], str | None]:
        # One member more than fit tells whether others follow, without an empty page at the end.
        found = self._days.members(organisation_id, limit + 1, after)
        members, more = found[:limit], len(found) > limit
        last = members[-1].person_id if more else None
        entries: list[DayEntry] = []
        declared: set[PersonId] = set()
        for entry in self._days.entries(organisation_id, day, after, last):
            declared.add(entry.person_id)
            if len(declared) > limit:
                # Those who left and had declared can be more than a page by themselves.
                break
            entries.append(entry)
        lines = rules.lines_of_day(organisation_id, day, members, entries)
        people = sorted({*(member.person_id for member in members), *declared})
        shown, follow = people[:limit], more or len(people) > limit
        return tuple(lines[each] for each in shown if each in lines), shown[-1] if follow else None

    def _own(self, account: AccountId, organisation_id: str) -> Organisation:
        found = None
        if _ID.fullmatch(organisation_id):
            found = self._organisations.organisation(OrganisationId(organisation_id))
        if found is None or found.administrator != account:
            raise DomainError(ErrorCode.NOT_FOUND)
        return found


class MembershipService:
    """What residents do with organisations, for themselves and for whom they act."""

    def __init__(self, *, core: Table, clock: Clock, signals: Signals) -> None:
        self._organisations = OrganisationStore(core)
        self._members = MemberStore(core)
        self._memberships = MembershipStore(core)
        self._people = RiskStore(core)
        self._clock = clock
        self._signals = signals

    def join(self, acting: Acting, invitation: str, number: str | None) -> Joined:
        """Make the subject a member of the organisation that invited; who is one stays one, with their first number.

        A code that is replaced in the same instant may still let this one in: it was valid when it was read.
        Raises DomainError INVALID_INVITATION or BUSY.
        """
        organisation_id = self._organisations.invited_to(rules.canonical_invitation(invitation))
        organisation = self._organisations.organisation(organisation_id) if organisation_id else None
        if organisation is None:
            raise DomainError(ErrorCode.INVALID_INVITATION)
        drawn = Membership(
            organisation_id=organisation.organisation_id,
            organisation_name=organisation.name,
            organisation_kind=organisation.kind,
            person_id=acting.subject,
            masked_name=self._people.person(acting.subject).masked_name or "",
            number=number,
            joined_at=self._clock().replace(microsecond=0),
            joined_by=acting.actor,
        )
        stored = retry_when_changed(lambda: self._members.join(drawn))
        if stored is drawn:
            self._signals(OrganisationJoined(organisation.kind.value))
        return Joined(stored, new=stored is drawn)

    def memberships(self, acting: Acting) -> tuple[Membership, ...]:
        """The organisations that the subject is a member of."""
        return self._members.of_person(acting.subject)

    def leave(self, acting: Acting, organisation_id: str) -> None:
        """End a membership; what was declared to the organisation until now stays with it.

        Raises DomainError NOT_FOUND or BUSY.
        """
        if not _ID.fullmatch(organisation_id):
            raise DomainError(ErrorCode.NOT_FOUND)

        def leave() -> Membership:
            membership = self._memberships.membership(acting.subject, OrganisationId(organisation_id))
            if membership is None:
                raise DomainError(ErrorCode.NOT_FOUND)
            self._members.leave(membership)
            return membership

        self._signals(OrganisationLeft(retry_when_changed(leave).organisation_kind.value))
