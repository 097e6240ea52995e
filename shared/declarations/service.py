"""Making and reading health declarations, for oneself and for whom one acts (M18)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from shared.aws.tables import Table
from shared.declarations import rules
from shared.declarations.model import (
    Contact,
    Content,
    Declaration,
    Isolation,
    Kind,
    Membership,
    Recipient,
    Stay,
    Symptom,
)
from shared.declarations.store import DeclarationStore, MembershipStore
from shared.family.model import Acting
from shared.kernel.clock import Clock, day_of
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode, refuse_together
from shared.kernel.ids import EntryId, OrganisationId, derived_id
from shared.kernel.paging import Cursors, Page, PageRequest, page_of
from shared.kernel.signals import DeclarationMade, Signals

_ID = re.compile(r"[a-z2-7]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewDeclaration:
    """What a resident enters; the rules check it before anything is stored."""

    kind: Kind
    organisation: str | None
    temperature: float | None
    """Degrees Celsius."""
    symptoms: tuple[Symptom, ...]
    stays: tuple[Stay, ...]
    contacts: tuple[Contact, ...]
    isolation: Isolation
    remarks: str | None

    def __repr__(self) -> str:
        return "NewDeclaration(…)"


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration; `new` is False when it had been made by the first try of the same request."""

    declaration: Declaration
    new: bool


class DeclarationService:
    """Declarations are made once: there is no way to change one or to take one back, the newest simply counts."""

    def __init__(self, *, core: Table, retention: timedelta, cursors: Cursors, clock: Clock, signals: Signals) -> None:
        self._store = DeclarationStore(core, retention)
        self._memberships = MembershipStore(core)
        self._cursors = cursors
        self._clock = clock
        self._signals = signals

    def declare(self, acting: Acting, new: NewDeclaration, idempotency_key: str) -> Declared:
        """Record a declaration of the subject's health; a retry gets that of its first try.

        Raises FieldsRefused, or DomainError NOT_A_MEMBER, IDEMPOTENCY_KEY_REUSED or BUSY.
        """
        entry_id = EntryId(derived_id("declaration", acting.account, idempotency_key))
        try:
            made = self._made(acting, new, entry_id)
        except DomainError:
            # What can no longer be declared may have been by the first try: before midnight, or before leaving.
            first = self._store.declaration(acting.subject, entry_id)
            if first is None or not _same(first, acting, new):
                raise
            return Declared(first, new=False)
        if not _same(made.declaration, acting, new):
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        if made.new:
            self._signals(DeclarationMade(new.kind.value))
        return made

    def page(self, acting: Acting, request: PageRequest) -> Page[Declaration]:
        """A part of the subject's declarations, newest first.

        Raises DomainError INVALID_CURSOR.
        """
        return page_of(
            self._cursors,
            f"declarations {acting.subject}",
            request,
            lambda limit, after: self._store.page(acting.subject, limit, after),
        )

    def declaration(self, acting: Acting, entry_id: str) -> Declaration:
        """One declaration of the subject.

        Raises DomainError NOT_FOUND.
        """
        # An id that cannot exist is not looked for.
        found = self._store.declaration(acting.subject, EntryId(entry_id)) if _ID.fullmatch(entry_id) else None
        if found is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        return found

    def _made(self, acting: Acting, new: NewDeclaration, entry_id: EntryId) -> Declared:
        now = self._clock().replace(microsecond=0)
        content = _checked(new, day_of(now))
        membership = self._membership(acting, new)
        declaration = Declaration(
            entry_id=entry_id,
            kind=new.kind,
            subject=acting.subject,
            declared_by=acting.actor,
            declared_at=now,
            content=content,
            recipient=Recipient(membership.organisation_id, membership.organisation_name) if membership else None,
        )
        stored = retry_when_changed(lambda: self._store.add(declaration, membership))
        return Declared(stored, new=stored is declaration)

    def _membership(self, acting: Acting, new: NewDeclaration) -> Membership | None:
        # Read just before and not a condition of the write: the copy for the organisation needs its content anyway,
        # and somebody who leaves in the same instant still declared to it by their own will.
        if new.organisation is None:
            return None
        found = None
        if _ID.fullmatch(new.organisation):
            found = self._memberships.membership(acting.subject, OrganisationId(new.organisation))
        if found is None:
            raise DomainError(ErrorCode.NOT_A_MEMBER)
        rules.check_recipient(new.kind, found)
        return found


def _checked(new: NewDeclaration, today: date) -> Content:
    content = _content(new, None)
    refuse_together(
        lambda: rules.check(new.kind, new.organisation, content, today),
        lambda: None if new.temperature is None else rules.tenths(new.temperature),
    )
    return _content(new, None if new.temperature is None else rules.tenths(new.temperature))


def _content(new: NewDeclaration, temperature_tenths: int | None) -> Content:
    return Content(
        temperature_tenths=temperature_tenths,
        symptoms=new.symptoms,
        stays=new.stays,
        contacts=new.contacts,
        isolation=new.isolation,
        remarks=new.remarks,
    )


def _same(stored: Declaration, acting: Acting, new: NewDeclaration) -> bool:
    """Whether `stored` is what this request asks for; its time and the organisation's name may be earlier ones."""
    tenths = stored.content.temperature_tenths
    first = (stored.kind, stored.recipient and stored.recipient.organisation_id, stored.declared_by, stored.content)
    sent = (new.kind, new.organisation, acting.actor, _content(new, tenths))
    return first == sent and new.temperature == (None if tenths is None else tenths / 10)
