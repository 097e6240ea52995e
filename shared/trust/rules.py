"""Which trust list counts, and which of its keys do: decisions that a region and a gate without a backend share."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import zip_longest

from shared.codes.model import IssuerKey
from shared.codes.token import load_keys
from shared.jws.signature import Keys, NotGenuine, readable
from shared.trust.model import PublishedKey, TrustedKey, TrustList

GOOD_FOR = timedelta(hours=24)
"""As long as status lists: a gate decides by nothing that is older."""
ISSUED_AGAIN_AFTER = timedelta(hours=1)
"""A list in which nothing changed stays for so long, so that whoever asks again is told that it has it."""
_CLOCKS_DIFFER_BY = timedelta(minutes=5)
_OVERLAP = timedelta(hours=1)


def accepted(new: TrustList, held: TrustList | None, now: datetime) -> TrustList:
    """The list `new`, if it may take the place of `held`.

    Raises NotGenuine for a list that has expired, is from the future, of another issuer, or older than the one that is
    held: an old list may still trust a key that was withdrawn since, and beside one from the future all are old.
    """
    if now >= new.expires_at:
        raise NotGenuine("expired")
    if new.issued_at > now + _CLOCKS_DIFFER_BY:
        raise NotGenuine("from the future")
    if held is not None and new.issuer != held.issuer:
        raise NotGenuine("a trust list of another issuer")
    if held is not None and new.issued_at < held.issued_at:
        raise NotGenuine("older than the trust list that is held")
    return new


def keys_of(trust_list: TrustList, now: datetime) -> Keys:
    """The loaded keys of all issuers of the list, without those that are withdrawn or not valid yet.

    Raises NotGenuine for a key that cannot be read.
    """
    counting = tuple(
        IssuerKey(issuer.issuer, key.key_id, key.public_key)
        for issuer in trust_list.issuers
        for key in issuer.keys
        if key.valid_from <= now and not is_withdrawn(key, now)
    )
    return readable(lambda: load_keys(counting))


def is_withdrawn(key: TrustedKey, now: datetime) -> bool:
    """Whether nothing counts any more that was ever signed with the key."""
    return key.withdrawn_at is not None and key.withdrawn_at <= now


def signed_in_time(key: TrustedKey, at: datetime) -> bool:
    """Whether what says that it was signed at `at` was signed while the key was in use."""
    return key.valid_from <= at and (key.valid_until is None or at < key.valid_until)


def periods(published: Iterable[PublishedKey]) -> tuple[TrustedKey, ...]:
    """The region's own keys, the oldest first, each with the time in which it is used.

    A key is used until the next one is published, and an hour longer: processes that were started before sign with it
    meanwhile. Nobody's clock has to agree with the region's to the second.
    """
    ordered = sorted(published, key=lambda key: key.published_at)
    ends = [each.published_at + _OVERLAP for each in ordered[1:]]
    return tuple(
        TrustedKey(key.key_id, key.public_key, key.published_at - _CLOCKS_DIFFER_BY, end, key.withdrawn_at)
        for key, end in zip_longest(ordered, ends)
    )


def is_due(new: TrustList, held: TrustList) -> bool:
    """Whether `new` is worth to be issued: it says something else than the one that is out, or that one grows old."""
    return new.issuers != held.issuers or new.issued_at - held.issued_at >= ISSUED_AGAIN_AFTER


def encryption_key_name(issuer: int) -> str:
    """The `kid` of the one key to which others encrypt for `issuer`."""
    return f"{issuer}.e1"
