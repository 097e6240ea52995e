"""What of a peer's trust list is taken: its word on itself, when it is genuine, young and fit, and nothing else."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from shared.jws.signature import NotGenuine
from shared.trust.anchors import anchor_key
from shared.trust.fitness import fault_of
from shared.trust.jwt import trust_list_from_jwt
from shared.trust.model import KeyChanges, Peer, Pinned, PublishedKey, TrustList
from shared.trust.rules import GOOD_FOR, accepted


class Reason(StrEnum):
    """Why a peer's list was not taken."""

    NOT_GENUINE = "NOT_GENUINE"
    NOT_CURRENT = "NOT_CURRENT"
    """Expired, from the future, or older than the one that is held."""
    OTHER_ISSUER = "OTHER_ISSUER"
    NOT_NAMED = "NOT_NAMED"
    """It says nothing of the one whose list it is."""
    UNFIT = "UNFIT"
    """What it says of itself cannot be: keys that nobody can load, too many of them, times that no clock shows."""
    KEY_REPLACED = "KEY_REPLACED"
    """It has another key under a number that it had given to one that still counts, or that is withdrawn."""


class NotTaken(Exception):
    """A peer's list that changes nothing; `said` is what is wrong with it and holds nothing of it."""

    def __init__(self, reason: Reason, said: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.said = said


def said_of_itself(text: bytes, pinned: Pinned, held: Peer | None, now: datetime) -> Peer:
    """The peer as its own trust list `text` has it, at the address that our file gives, for a day at the most.

    What it says of others is not looked at: nobody vouches for anybody else. Raises NotTaken.
    """
    trust_list = _current(_genuine(text, pinned), held, now)
    own = [each for each in trust_list.issuers if each.issuer == pinned.issuer]
    if not own:
        raise NotTaken(Reason.NOT_NAMED)
    entry = replace(own[0], service=pinned.service)
    if fault := fault_of(entry):
        raise NotTaken(Reason.UNFIT, fault)
    return Peer(entry, trust_list.issued_at, trust_list.expires_at, pinned.anchor)


def is_as_pinned(peer: Peer, pinned: Pinned | None) -> bool:
    """Whether what is held of a peer is still of the one that our file names: by its anchor, at its address."""
    return pinned is not None and (peer.entry.service, peer.anchor) == (pinned.service, pinned.anchor)


def with_its_withdrawals(peer: Peer, published: Iterable[PublishedKey]) -> Peer:
    """The peer, with the keys withdrawn that were withdrawn before: by its own word, or by an operator here."""
    before = {key.key_id: key.withdrawn_at for key in published if key.withdrawn_at}
    keys = tuple(
        replace(key, withdrawn_at=min(filter(None, (key.withdrawn_at, before.get(key.key_id))), default=None))
        for key in peer.entry.keys
    )
    return replace(peer, entry=replace(peer.entry, keys=keys))


def key_changes(peer: Peer, published: Iterable[PublishedKey], now: datetime) -> KeyChanges:
    """What becomes of the keys that were `published` of the peer, now that it says this.

    Raises NotTaken.
    """
    known = {key.key_id: key for key in published}
    for key in peer.entry.keys:
        before = known.get(key.key_id)
        if before and before.public_key != key.public_key and (before.withdrawn_at or _counts(before, now)):
            raise NotTaken(Reason.KEY_REPLACED)
    # Heeded as soon as it is said, whatever instant it names: the peer's clock may be ahead of ours.
    withdrawn = tuple(key for key in peer.entry.keys if key.withdrawn_at)
    counting = tuple(key for key in peer.entry.keys if key.valid_from <= now and key not in withdrawn)
    named = {key.key_id for key in (*counting, *withdrawn)}
    return KeyChanges(
        counting,
        tuple(key for key in withdrawn if key.key_id not in known or not known[key.key_id].withdrawn_at),
        tuple(key.key_id for key in known.values() if _counts(key, now) and key.key_id not in named),
    )


def changes_nothing(new: Peer, held: Peer | None, changes: KeyChanges, published: Iterable[PublishedKey]) -> bool:
    """Whether all of it is known: the same list was read before, and no time of a key has come since."""
    until = {key.key_id: key.counts_until for key in published}
    known = all(until.get(key.key_id) == new.expires_at for key in changes.counting)
    return new == held and known and not changes.withdrawn and not changes.ended


def ending(published: Iterable[PublishedKey], now: datetime) -> tuple[int, ...]:
    """The numbers of the keys of a peer that is none any more, as far as they still count."""
    return tuple(key.key_id for key in published if _counts(key, now))


def _genuine(text: bytes, pinned: Pinned) -> TrustList:
    try:
        trust_list = trust_list_from_jwt(text, anchor_key(pinned.anchor))
    except NotGenuine as refusal:
        raise NotTaken(Reason.NOT_GENUINE, str(refusal)) from None
    if trust_list.issuer != pinned.issuer:
        raise NotTaken(Reason.OTHER_ISSUER)
    return trust_list


def _current(trust_list: TrustList, held: Peer | None, now: datetime) -> TrustList:
    before = TrustList(held.entry.issuer, held.issued_at, held.expires_at, ()) if held else None
    try:
        taken = accepted(trust_list, before, now)
        # For a day at the most, whatever it says: a list that is kept from us would otherwise count for years.
        return accepted(replace(taken, expires_at=min(taken.expires_at, taken.issued_at + GOOD_FOR)), before, now)
    except NotGenuine as refusal:
        raise NotTaken(Reason.NOT_CURRENT, str(refusal)) from None


def _counts(key: PublishedKey, now: datetime) -> bool:
    return key.withdrawn_at is None and key.counts_until is not None and now < key.counts_until
