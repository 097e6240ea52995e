"""What a device decides with no I/O: whose texts count at an instant, and which of two takes the other's place."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric import ec

from shared.codes.model import IssuerKey
from shared.codes.token import load_keys
from shared.jws.signature import Keys, NotGenuine, readable
from shared.statuslist.cwt import list_from_cwt
from shared.statuslist.jwt import contents_from_jwt
from shared.statuslist.model import Contents, StatusList
from shared.trust.model import TrustedIssuer, TrustedKey, TrustList
from shared.trust.rules import is_withdrawn, signed_in_time

CLOCKS_DIFFER_BY = timedelta(minutes=5)
"""What was signed so far ahead of the device's clock may still be right; beyond it, one of two clocks is wrong."""

T = TypeVar("T", Contents, StatusList)
Read = Callable[[bytes, Keys], T]
"""Reads a signed text under some keys."""
Named = Mapping[tuple[int, int], TrustedKey]
"""The keys of a trust list by issuer and key id."""


def named_keys(trust_list: TrustList) -> Named:
    """Every key of the list, also those that do not count now."""
    return {(issuer.issuer, key.key_id): key for issuer in trust_list.issuers for key in issuer.keys}


def readable_keys(trust_list: TrustList) -> TrustList:
    """The list, if every key of it can be read.

    Raises NotGenuine.
    """
    for issuer in trust_list.issuers:
        _loaded(issuer, *issuer.keys)
    return trust_list


def counts(key: TrustedKey, now: datetime) -> bool:
    """Whether what the key has signed counts at `now`."""
    return key.valid_from <= now and not is_withdrawn(key, now)


def changes(trust_list: TrustList) -> list[datetime]:
    """The instants at which a key of the list begins to count, or stops."""
    keys = named_keys(trust_list).values()
    return sorted(at for key in keys for at in (key.valid_from, key.withdrawn_at) if at is not None)


def cannot_be(now: datetime, signed_at: datetime) -> bool:
    """Whether a clock that says `now` is wrong, for something genuine was signed later than that."""
    return now + CLOCKS_DIFFER_BY < signed_at


def contents_of(text: bytes, issuer: TrustedIssuer) -> tuple[Contents, TrustedKey]:
    """The contents that one of the issuer's keys has signed while it was in use, and which.

    Raises NotGenuine.
    """
    return _signed(contents_from_jwt, text, issuer)


def edition_of(
    text: bytes, number: int, contents: Contents, issuer: TrustedIssuer, read: Read[StatusList] = list_from_cwt
) -> tuple[StatusList, TrustedKey]:
    """The list that the contents name, and which of the issuer's keys has signed it while it was in use.

    Raises NotGenuine, also for another list and for another edition of it.
    """
    status_list, key = _signed(read, text, issuer)
    if (status_list.number, status_list.issued_at) != (number, contents.lists[number]):
        raise NotGenuine("another edition than the contents name")
    return status_list, key


def _signed(read: Read[T], text: bytes, issuer: TrustedIssuer) -> tuple[T, TrustedKey]:
    for key in issuer.keys:
        with suppress(NotGenuine):
            found = read(text, _loaded(issuer, key))
            if signed_in_time(key, found.issued_at):
                return found, key
    # Of all keys at once, so that what is wrong is said of the key that the text names.
    read(text, _loaded(issuer, *issuer.keys))
    raise NotGenuine("signed with a key at a time at which it was not in use")


def accepted_contents(new: Contents, key: TrustedKey, held: Contents | None, now: datetime) -> Contents:
    """The contents `new`, if they may take the place of `held`.

    Raises NotGenuine for what has expired, is from the future, is signed with a key that does not count, or is older
    than what is held: old contents may still call green who is red by now.
    """
    if not counts(key, now):
        raise NotGenuine("signed with a key that does not count now")
    if now >= new.expires_at:
        raise NotGenuine("expired")
    if cannot_be(now, new.issued_at):
        raise NotGenuine("from the future")
    if held is not None and new.issued_at < held.issued_at:
        raise NotGenuine("older than the contents that are held")
    return new


def _loaded(issuer: TrustedIssuer, *keys: TrustedKey) -> Mapping[tuple[int, int], ec.EllipticCurvePublicKey]:
    given = tuple(IssuerKey(issuer.issuer, key.key_id, key.public_key) for key in keys)
    return readable(lambda: load_keys(given))
