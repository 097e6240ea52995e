"""Declarations in the core table, each beside its person and, when made to an organisation, once more beside that."""

from dataclasses import dataclass
from datetime import date, timedelta

from shared.aws import keys
from shared.aws.reading import in_list, newest, one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, Write, commit, put_new
from shared.declarations.model import (
    Contact,
    ContactKind,
    Content,
    Declaration,
    Isolation,
    IsolationKind,
    Kind,
    Membership,
    OrganisationKind,
    Recipient,
    Stay,
    Symptom,
)
from shared.kernel.clock import day_of, from_iso, iso
from shared.kernel.ids import EntryId, OrganisationId, PersonId


@dataclass(frozen=True, slots=True)
class DeclarationStore:
    """A person's declarations: added, never changed, and gone when their retention is over."""

    core: Table
    retention: timedelta

    def add(self, declaration: Declaration, membership: Membership | None) -> Declaration:
        """Store a new declaration, with its copy for the organisation of `membership` if there is one, or neither.

        Returns the stored one when there already is one with this id.
        """
        writes = [put_new("declaration", self.core.name, self._item(declaration))]
        if membership is not None:
            writes.append(self._day_write(declaration, membership))
        try:
            commit(self.core.client, writes)
        except Refused as refused:
            return _declaration(refused.item)
        return declaration

    def declaration(self, person_id: PersonId, entry_id: EntryId) -> Declaration | None:
        """One declaration of a person, or None."""
        item = one(self.core, keys.declaration(person_id, entry_id))
        return _declaration(item) if item else None

    def page(self, person_id: PersonId, limit: int, after: str | None) -> tuple[tuple[Declaration, ...], str | None]:
        """At most `limit` declarations of a person that are older than the place `after`, newest first."""
        items, last = newest(self.core, keys.declarations(person_id), limit, after)
        return tuple(map(_declaration, items)), last

    def _item(self, declaration: Declaration) -> Item:
        recipient = declaration.recipient
        return {
            **keys.declaration(declaration.subject, declaration.entry_id),
            **in_list(keys.declarations(declaration.subject), declaration.declared_at, declaration.entry_id),
            "entry_id": declaration.entry_id,
            "kind": declaration.kind.value,
            "subject": declaration.subject,
            "declared_by": declaration.declared_by,
            "declared_at": iso(declaration.declared_at),
            "organisation_id": recipient.organisation_id if recipient else None,
            "organisation_name": recipient.name if recipient else None,
            "expires_at": self._expires_at(declaration),
            **_content_item(declaration.content),
        }

    def _day_write(self, declaration: Declaration, membership: Membership) -> Write:
        # All that the administrator is shown, so that nobody who reads for one ever reads a person's own items.
        day = day_of(declaration.declared_at)
        key = keys.organisation_day(membership.organisation_id, day, declaration.subject, declaration.entry_id)
        item: Item = {
            **key,
            "person_id": declaration.subject,
            "masked_name": membership.masked_name,
            "number": membership.number,
            "declared_at": iso(declaration.declared_at),
            "expires_at": self._expires_at(declaration),
            **_content_item(declaration.content),
        }
        return put_new("organisation day", self.core.name, item)

    def _expires_at(self, declaration: Declaration) -> int:
        return int((declaration.declared_at + self.retention).timestamp())


@dataclass(frozen=True, slots=True)
class MembershipStore:
    """To which organisations a person may declare; they are joined and left elsewhere."""

    core: Table

    def membership(self, person_id: PersonId, organisation_id: OrganisationId) -> Membership | None:
        """A person's membership of an organisation, or None."""
        item = one(self.core, keys.membership(person_id, organisation_id))
        return membership_from(item) if item else None


def content_from(item: Item) -> Content:
    """What was declared, as it stands on a declaration and on its copy for an organisation."""
    return Content(
        temperature_tenths=item.get("temperature_tenths"),
        symptoms=tuple(map(Symptom, item["symptoms"])),
        stays=tuple(Stay(each["division"], _day(each["since"]), _day(each["until"])) for each in item["stays"]),
        contacts=tuple(Contact(ContactKind(each["kind"]), _day(each["on"])) for each in item["contacts"]),
        isolation=_isolation(item["isolation"]),
        remarks=item.get("remarks"),
    )


def membership_item(membership: Membership) -> Item:
    """A membership as its person has it."""
    return {
        "organisation_id": membership.organisation_id,
        "organisation_name": membership.organisation_name,
        "organisation_kind": membership.organisation_kind.value,
        "person_id": membership.person_id,
        "masked_name": membership.masked_name,
        "number": membership.number,
        "joined_at": iso(membership.joined_at),
        "joined_by": membership.joined_by,
    }


def membership_from(item: Item) -> Membership:
    """The inverse of `membership_item`."""
    return Membership(
        organisation_id=OrganisationId(item["organisation_id"]),
        organisation_name=item["organisation_name"],
        organisation_kind=OrganisationKind(item["organisation_kind"]),
        person_id=PersonId(item["person_id"]),
        masked_name=item["masked_name"],
        number=item.get("number"),
        joined_at=from_iso(item["joined_at"]),
        joined_by=PersonId(item["joined_by"]),
    )


def _content_item(content: Content) -> Item:
    isolation = content.isolation
    return {
        "temperature_tenths": content.temperature_tenths,
        "symptoms": [symptom.value for symptom in content.symptoms],
        "stays": [
            {"division": stay.division, "since": stay.since.isoformat(), "until": stay.until.isoformat()}
            for stay in content.stays
        ],
        "contacts": [{"kind": contact.kind.value, "on": contact.on.isoformat()} for contact in content.contacts],
        "isolation": {
            "kind": isolation.kind.value,
            "since": isolation.since.isoformat() if isolation.since else None,
            "until": isolation.until.isoformat() if isolation.until else None,
        },
        "remarks": content.remarks,
    }


def _declaration(item: Item) -> Declaration:
    to_an_organisation = "organisation_id" in item
    return Declaration(
        entry_id=EntryId(item["entry_id"]),
        kind=Kind(item["kind"]),
        subject=PersonId(item["subject"]),
        declared_by=PersonId(item["declared_by"]),
        declared_at=from_iso(item["declared_at"]),
        content=content_from(item),
        recipient=Recipient(OrganisationId(item["organisation_id"]), item["organisation_name"])
        if to_an_organisation
        else None,
    )


def _isolation(item: Item) -> Isolation:
    since, until = (_day(item[name]) if name in item else None for name in ("since", "until"))
    return Isolation(IsolationKind(item["kind"]), since, until)


def _day(text: str) -> date:
    return date.fromisoformat(text)
