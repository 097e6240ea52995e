"""What is news, for whom it is kept how, and what is sent about it."""

import json
from datetime import timedelta

from shared.access.model import LookedUp
from shared.kernel.ids import AccountId, EntryId, derived_id
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
from shared.risk.rules import status_at

MESSAGE_LENGTH = 2048
"""Bytes of every message; the `sub` of a token has at most 255 characters (OpenID Connect Core, 2)."""
_VERSION = 1
_IDENTITY = frozenset({LookedUp.IDENTITY, LookedUp.MASKED_IDENTITY})
# A record's start is read off the clock of the function that writes it, and the write's instant, in whole seconds, off
# the database's. What starts within this time of the write has begun with it.
_CLOCKS_DIFFER = timedelta(seconds=5)


def kind_of(written: Written) -> Kind | None:
    """What kind of news a write is, or None for what is none."""
    match written.what:
        case HoldsWritten(before, after):
            at = written.at + _CLOCKS_DIFFER
            changed = status_at(before, at).colour is not status_at(after, at).colour
            return Kind.COLOUR_CHANGED if changed else None
        case AppealWritten(before, after):
            return Kind.APPEAL_DECIDED if after and not before else None
        case LinkWritten(before, after):
            return Kind.FAMILY_LINK_MADE if after != before else None
        case LookUpWritten(looked_up):
            return Kind.IDENTITY_LOOKED_UP if looked_up in _IDENTITY else None


def notification_of(written: Written, kind: Kind, recipient: AccountId) -> Notification:
    """The notification of `recipient` about a write: the same one each time that the write is told of."""
    entry_id = EntryId(derived_id("notification", written.change_id, recipient))
    return Notification(entry_id, recipient, kind, written.person_id, written.at)


def message(delivery: Delivery) -> str:
    """What is sent: that there is news, and for which account.

    All messages have the same words and the same length, whatever the news. Raises ValueError for an account whose name
    is longer than tokens have it.
    """
    content = {"version": _VERSION, "notification": delivery.entry_id, "recipient": delivery.recipient, "padding": ""}
    room = MESSAGE_LENGTH - len(json.dumps(content))
    if room < 0:
        raise ValueError("an account with a name of more than 255 characters")
    return json.dumps(content | {"padding": "0" * room})
