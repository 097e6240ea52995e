"""Organisations, their invitations and members, and what was declared to them, in the core table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from shared.aws import keys
from shared.aws.reading import all_under, in_list, newest, one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, delete, plain_item, put_new, update, wire_item
from shared.declarations.model import Membership, OrganisationKind
from shared.declarations.store import content_from, membership_from, membership_item
from shared.kernel.clock import from_iso, iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import AccountId, EntryId, OrganisationId, PersonId
from shared.organisations.model import DayEntry, Declared, Member, Organisation

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

_PREFIX = "MEMBER#"
# Sorts after every person id and every entry of one, and before whatever follows the members.
_LAST = "~"


@dataclass(frozen=True, slots=True)
class OrganisationStore:
    """Organisations by their id, by their administrator, and by their invitation."""

    core: Table

    def add(self, organisation: Organisation) -> Organisation:
        """Store a new organisation with its invitation; returns the stored one when there already is one with this id.

        Raises Changed when another organisation has this invitation.
        """
        writes = [
            put_new("organisation", self.core.name, _organisation_item(organisation)),
            put_new(
                "invitation", self.core.name, _invitation_item(organisation.organisation_id, organisation.invitation)
            ),
        ]
        try:
            commit(self.core.client, writes)
        except Refused as refused:
            if refused.what == "organisation":
                return _organisation(refused.item)
            raise Changed from None
        return organisation

    def organisation(self, organisation_id: OrganisationId) -> Organisation | None:
        """One organisation, or None."""
        item = one(self.core, keys.organisation(organisation_id))
        return _organisation(item) if item else None

    def invited_to(self, invitation: str) -> OrganisationId | None:
        """The organisation that an invitation leads to, or None."""
        item = one(self.core, keys.invitation(invitation))
        return OrganisationId(item["organisation_id"]) if item else None

    def page(
        self, administrator: AccountId, limit: int, after: str | None
    ) -> tuple[tuple[Organisation, ...], str | None]:
        """At most `limit` organisations of an administrator that are older than the place `after`, newest first."""
        items, last = newest(self.core, keys.organisations(administrator), limit, after)
        return tuple(map(_organisation, items)), last

    def replace_invitation(self, organisation: Organisation, invitation: str) -> None:
        """Give the organisation another invitation and take the present one away.

        Raises Changed when it no longer is the present one, or when another organisation has the new one.
        """
        own, table = organisation.organisation_id, self.core.name
        writes = [
            update(
                "organisation",
                table,
                keys.organisation(own),
                "SET invitation = :invitation",
                condition="invitation = :loaded",
                invitation=invitation,
                loaded=organisation.invitation,
            ),
            delete("old invitation", table, keys.invitation(organisation.invitation)),
            put_new("invitation", table, _invitation_item(own, invitation)),
        ]
        try:
            commit(self.core.client, writes)
        except Refused:
            raise Changed from None


@dataclass(frozen=True, slots=True)
class MemberStore:
    """Memberships: each is two items, one beside the person and one beside the organisation."""

    core: Table

    def join(self, membership: Membership) -> Membership:
        """Store a new membership; returns the stored one when there already is one."""
        person, organisation = membership.person_id, membership.organisation_id
        table = self.core.name
        writes = [
            put_new("membership", table, keys.membership(person, organisation) | membership_item(membership)),
            put_new("member", table, keys.organisation_member(organisation, person) | _member_item(membership)),
        ]
        try:
            commit(self.core.client, writes)
        except Refused as refused:
            if refused.what == "membership":
                return membership_from(refused.item)
            raise Changed from None
        return membership

    def of_person(self, person_id: PersonId) -> tuple[Membership, ...]:
        """The memberships of a person, in the order of the organisations' ids."""
        partition = keys.person(person_id)["pk"]
        return tuple(map(membership_from, all_under(self.core, partition, "MEMBERSHIP#")))

    def leave(self, membership: Membership) -> None:
        """Remove both halves of a membership.

        Raises Changed when one of them is no longer there.
        """
        person, organisation = membership.person_id, membership.organisation_id
        table = self.core.name
        writes = [
            delete("membership", table, keys.membership(person, organisation)),
            delete("member", table, keys.organisation_member(organisation, person)),
        ]
        try:
            commit(self.core.client, writes)
        except Refused:
            raise Changed from None


@dataclass(frozen=True, slots=True)
class DayStore:
    """The members of an organisation and what they declared on one day, both in the order of person ids.

    Read as of a moment ago: a list of many pages is no snapshot in any case, and that costs half.
    """

    core: Table

    def members(self, organisation_id: OrganisationId, limit: int, after: str | None) -> tuple[Member, ...]:
        """At most `limit` members whose ids follow `after`."""
        partition = keys.organisation(organisation_id)["pk"]
        query = _between(self.core.name, partition, after, None) | {"Limit": limit}
        return tuple(_member(plain_item(item)) for item in self.core.client.query(**query)["Items"])

    def entries(
        self, organisation_id: OrganisationId, day: date, after: str | None, last: str | None
    ) -> Iterator[DayEntry]:
        """What was declared by those whose ids follow `after`, up to and with `last`; None is no bound."""
        partition = keys.organisation_day(organisation_id, day, PersonId(""), EntryId(""))["pk"]
        query = _between(self.core.name, partition, after, last)
        return (_entry(item) for item in self._all(query))

    def all_members(self, organisation_id: OrganisationId) -> Iterator[Member]:
        """Every member."""
        partition = keys.organisation(organisation_id)["pk"]
        return (_member(item) for item in self._all(_between(self.core.name, partition, None, None)))

    def _all(self, query: "QueryInputTypeDef") -> Iterator[Item]:
        while True:
            answer = self.core.client.query(**query)
            yield from map(plain_item, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _between(table: str, partition: str, after: str | None, last: str | None) -> "QueryInputTypeDef":
    # A member's own key is `MEMBER#<person>`, an entry's `MEMBER#<person>#<entry>`: the first bound leaves both out.
    first = f"{_PREFIX}{after}{_LAST}" if after else _PREFIX
    return {
        "TableName": table,
        "KeyConditionExpression": "pk = :partition AND sk BETWEEN :first AND :last",
        "ExpressionAttributeValues": wire_item(
            {":partition": partition, ":first": first, ":last": f"{_PREFIX}{last or ''}{_LAST}"}
        ),
    }


def _organisation_item(organisation: Organisation) -> Item:
    listed = in_list(
        keys.organisations(organisation.administrator), organisation.created_at, organisation.organisation_id
    )
    return {
        **keys.organisation(organisation.organisation_id),
        **listed,
        "organisation_id": organisation.organisation_id,
        "name": organisation.name,
        "kind": organisation.kind.value,
        "administrator": organisation.administrator,
        "invitation": organisation.invitation,
        "created_at": iso(organisation.created_at),
    }


def _organisation(item: Item) -> Organisation:
    return Organisation(
        organisation_id=OrganisationId(item["organisation_id"]),
        name=item["name"],
        kind=OrganisationKind(item["kind"]),
        administrator=AccountId(item["administrator"]),
        invitation=item["invitation"],
        created_at=from_iso(item["created_at"]),
    )


def _invitation_item(organisation_id: OrganisationId, invitation: str) -> Item:
    return keys.invitation(invitation) | {"organisation_id": organisation_id}


def _member_item(membership: Membership) -> Item:
    return {
        "person_id": membership.person_id,
        "masked_name": membership.masked_name,
        "number": membership.number,
        "joined_at": iso(membership.joined_at),
    }


def _member(item: Item) -> Member:
    return Member(
        person_id=PersonId(item["person_id"]),
        masked_name=item["masked_name"],
        number=item.get("number"),
        joined_at=from_iso(item["joined_at"]),
    )


def _entry(item: Item) -> DayEntry:
    return DayEntry(
        person_id=PersonId(item["person_id"]),
        masked_name=item["masked_name"],
        number=item.get("number"),
        declared=Declared(from_iso(item["declared_at"]), content_from(item)),
    )
