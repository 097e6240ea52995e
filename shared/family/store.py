"""Family links in the core table: each is two items, one beside either person, made and removed together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.aws import keys
from shared.aws.reading import all_under, one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, Write, commit, delete, put_new, put_unless, update
from shared.family.model import Link, Relation
from shared.kernel.clock import from_iso, iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import PersonId


@dataclass(frozen=True, slots=True)
class FamilyStore:
    """Links by guardian and by member; what is returned may have ended, which the caller's clock tells."""

    core: Table

    def link(self, guardian: PersonId, member: PersonId) -> Link | None:
        """The link by which `guardian` acts for `member`, or None."""
        item = one(self.core, keys.guardian_link(member, guardian))
        return _link(item) if item else None

    def members(self, guardian: PersonId) -> tuple[Link, ...]:
        """The links to those for whom `guardian` acts."""
        partition = keys.family(guardian)["pk"]
        return tuple(map(_link, all_under(self.core, partition, "MEMBER#")))

    def guardians(self, member: PersonId) -> tuple[Link, ...]:
        """The links to those who act for `member`."""
        partition = keys.family(member)["pk"]
        return tuple(map(_link, all_under(self.core, partition, "GUARDIAN#")))

    def version(self, guardian: PersonId) -> int:
        """How often the links of `guardian` were added to; 0 when never."""
        item = one(self.core, keys.family(guardian))
        return int(item["version"]) if item else 0

    def remove(self, links: Iterable[Link]) -> None:
        """Remove both halves of each link, all or none.

        Raises Changed when one of them is no longer there.
        """
        halves = [
            half
            for link in links
            for half in (keys.member_link(link.guardian, link.member), keys.guardian_link(link.member, link.guardian))
        ]
        writes = [delete("half of a link", self.core.name, half) for half in halves]
        try:
            commit(self.core.client, writes)
        except Refused:
            raise Changed from None


def link_writes(core_table: str, link: Link, version: int) -> list[Write]:
    """The writes of a new link.

    Refused when there is one that still holds, or when the guardian's links are no longer those of `version`.
    """
    item = _item(link)
    now = iso(link.linked_at)
    return [
        put_unless(
            "member link",
            core_table,
            keys.member_link(link.guardian, link.member) | item,
            condition="ends_at <= :now",
            now=now,
        ),
        put_unless(
            "guardian link",
            core_table,
            keys.guardian_link(link.member, link.guardian) | item,
            condition="ends_at <= :now",
            now=now,
        ),
        _version_write(core_table, link.guardian, version, link.linked_at),
    ]


def _version_write(core_table: str, guardian: PersonId, version: int, now: datetime) -> Write:
    key = keys.family(guardian)
    if version == 0:
        return put_new("family", core_table, key | {"version": 1, "changed_at": iso(now)})
    return update(
        "family",
        core_table,
        key,
        "SET version = :next, changed_at = :now",
        condition="version = :loaded",
        next=version + 1,
        loaded=version,
        now=iso(now),
    )


def _item(link: Link) -> Item:
    return {
        "guardian": link.guardian,
        "member": link.member,
        "relation": link.relation.value,
        "guardian_name": link.guardian_name,
        "member_name": link.member_name,
        "linked_at": iso(link.linked_at),
        "ends_at": iso(link.ends_at) if link.ends_at else None,
        "expires_at": int(link.ends_at.timestamp()) if link.ends_at else None,
    }


def _link(item: Item) -> Link:
    return Link(
        guardian=PersonId(item["guardian"]),
        member=PersonId(item["member"]),
        relation=Relation(item["relation"]),
        guardian_name=item["guardian_name"],
        member_name=item["member_name"],
        linked_at=from_iso(item["linked_at"]),
        ends_at=from_iso(item["ends_at"]) if "ends_at" in item else None,
    )
