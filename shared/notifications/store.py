"""Notifications in the core table, each under its account; and how the table's changes tell what is news."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.access.model import LookedUp
from shared.aws import keys
from shared.aws.reading import in_list, newest
from shared.aws.streams import Change
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, Write, commit, put_new, update
from shared.kernel.clock import from_iso, iso
from shared.kernel.ids import AccountId, EntryId, PersonId
from shared.notifications.model import (
    AppealWritten,
    Delivery,
    HoldsWritten,
    Kind,
    LinkWritten,
    LookUpWritten,
    Notification,
    Written,
)
from shared.risk.hold_item import hold_from
from shared.risk.model import Hold

_NOBODY, _NOTHING = PersonId(""), EntryId("")
_PERSON = keys.person(_NOBODY)
_APPEAL = keys.appeal(_NOTHING)
_GUARDIAN = keys.guardian_link(_NOBODY, _NOBODY)
_LOOK_UP = keys.look_up(_NOBODY, _NOTHING)


def written_by(change: Change) -> Written | None:
    """What a change of the core table may be news of; None for all that never is."""
    if not change.new:
        return None
    sort, old, new = change.key["sk"], change.old, change.new
    person_id = PersonId(change.key["pk"].removeprefix(_PERSON["pk"]))
    if sort == _PERSON["sk"]:
        return Written(change.change_id, change.at, person_id, HoldsWritten(_holds(old), _holds(new)))
    if sort == _APPEAL["sk"]:
        decided = AppealWritten("outcome" in old, "outcome" in new)
        return Written(change.change_id, change.at, PersonId(new["person_id"]), decided)
    if sort.startswith(_GUARDIAN["sk"]):
        before = from_iso(old["linked_at"]) if old else None
        return Written(change.change_id, change.at, person_id, LinkWritten(before, from_iso(new["linked_at"])))
    if sort.startswith(_LOOK_UP["sk"]) and not old:
        return Written(change.change_id, change.at, person_id, LookUpWritten(LookedUp(new["looked_up"])))
    return None


@dataclass(frozen=True, slots=True)
class NotificationStore:
    """Everybody's notifications, by account."""

    core: Table

    def add(self, notification: Notification, retention: timedelta) -> bool:
        """Keep a notification; returns False when it is kept already."""
        recipient, entry_id = notification.recipient, notification.entry_id
        item = {
            **keys.notification(recipient, entry_id),
            **in_list(keys.notifications(recipient), notification.at, entry_id),
            "entry_id": entry_id,
            "kind": notification.kind.value,
            "person_id": notification.person_id,
            "happened_at": iso(notification.at),
            "expires_at": int((notification.at + retention).timestamp()),
        }
        return self._done(put_new("notification", self.core.name, item))

    def page(self, recipient: AccountId, limit: int, after: str | None) -> tuple[tuple[Notification, ...], str | None]:
        """At most `limit` notifications of an account that are older than the place `after`, newest first."""
        items, last = newest(self.core, keys.notifications(recipient), limit, after)
        return tuple(_notification(recipient, item) for item in items), last

    def claim(self, delivery: Delivery, now: datetime) -> bool:
        """Mark a notification as sent; returns False when it is, or is not there any more."""
        return self._done(
            update(
                "notification",
                self.core.name,
                keys.notification(delivery.recipient, delivery.entry_id),
                "SET sent_at = :now",
                condition="attribute_exists(pk) AND attribute_not_exists(sent_at)",
                now=iso(now),
            )
        )

    def give_back(self, delivery: Delivery, claimed_at: datetime) -> None:
        """Take back the mark that was set at `claimed_at`: nothing was sent.

        Does nothing where there is no such mark.
        """
        self._done(
            update(
                "notification",
                self.core.name,
                keys.notification(delivery.recipient, delivery.entry_id),
                "REMOVE sent_at",
                condition="sent_at = :claimed",
                claimed=iso(claimed_at),
            )
        )

    def _done(self, write: Write) -> bool:
        try:
            commit(self.core.client, [write])
        except Refused:
            return False
        return True


def _holds(item: Item) -> tuple[Hold, ...]:
    return tuple(hold_from(each) for each in item.get("holds", []))


def _notification(recipient: AccountId, item: Item) -> Notification:
    return Notification(
        entry_id=EntryId(item["entry_id"]),
        recipient=recipient,
        kind=Kind(item["kind"]),
        person_id=PersonId(item["person_id"]),
        at=from_iso(item["happened_at"]),
    )
