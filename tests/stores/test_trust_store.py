"""Peers as they were last accepted, and their keys beside those of the region itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ops.issuer_keys import KeyWithdrawal
from shared.codes.model import IssuerKey
from shared.codes.store import CodeStore
from shared.kernel.concurrency import Changed
from shared.trust.model import KeyChanges, Peer
from shared.trust.store import TrustStore
from tests.region import Region
from tests.unit.trust.trust_lists import DAY, NOW, trusted_issuer, trusted_key

OLD_KEY, NEW_KEY = trusted_key(key_id=1, public_key=b"old", valid_until=NOW), trusted_key(key_id=2, public_key=b"new")
LATER = NOW + timedelta(hours=1)


def peer(**fields: Any) -> Peer:
    given: dict[str, Any] = {"issued_at": NOW, "expires_at": NOW + DAY}
    return Peer(**given | {"entry": trusted_issuer(issuer=42, keys=(OLD_KEY, NEW_KEY))} | fields)


def changes(**fields: Any) -> KeyChanges:
    return KeyChanges(**{"counting": (OLD_KEY, NEW_KEY), "withdrawn": (), "ended": ()} | fields)


def counting(region: Region) -> tuple[IssuerKey, ...]:
    return CodeStore(region.core).issuer_keys()


@pytest.fixture
def store(region: Region) -> TrustStore:
    return TrustStore(region.core)


def test_before_anything_was_accepted_there_are_no_peers(store: TrustStore) -> None:
    assert store.peer(42) is None
    assert store.peers() == ()


def test_a_peer_comes_back_as_it_was_accepted_and_its_keys_with_it(region: Region, store: TrustStore) -> None:
    withdrawn = trusted_key(key_id=3, withdrawn_at=NOW)
    other = peer(entry=trusted_issuer(issuer=11, keys=(withdrawn,), encryption_keys=()))

    store.accept(peer(), None, changes(), NOW)
    store.accept(other, None, changes(counting=(), withdrawn=(withdrawn,)), NOW)

    assert store.peer(42) == peer()
    assert store.peers() == (other, peer())
    assert counting(region) == (
        IssuerKey(42, 1, b"old", NOW + DAY, NOW - 30 * DAY, NOW),
        IssuerKey(42, 2, b"new", NOW + DAY, NOW - 30 * DAY),
    )
    assert [key.withdrawn_at for key in store.published_keys(11)] == [NOW]


def test_what_somebody_else_accepted_meanwhile_is_not_overwritten(region: Region, store: TrustStore) -> None:
    store.accept(peer(issued_at=LATER), None, changes(), NOW)
    before = region.items()

    for held in (None, peer()):
        with pytest.raises(Changed):
            store.accept(peer(issued_at=NOW + DAY / 2), held, changes(), NOW)
    with pytest.raises(Changed):
        store.end(peer(), (1, 2), NOW)
    assert region.items() == before


def test_a_newer_list_withdraws_and_ends_keys_in_one_act(region: Region, store: TrustStore) -> None:
    store.accept(peer(), None, changes(), NOW)
    newer = peer(issued_at=LATER, expires_at=LATER + DAY, entry=trusted_issuer(issuer=42, keys=(OLD_KEY,)))

    store.accept(
        newer, peer(), changes(counting=(), withdrawn=(replace(OLD_KEY, withdrawn_at=LATER),), ended=(2,)), LATER
    )

    assert store.peer(42) == newer
    assert [(key.key_id, key.counts_until) for key in counting(region)] == [(2, LATER)]
    assert [key.withdrawn_at for key in store.published_keys(42)] == [LATER, None]


@pytest.mark.parametrize("public_key", [b"old", b"another"], ids=["the same", "another under its number"])
def test_a_key_that_was_withdrawn_is_not_published_again(region: Region, store: TrustStore, public_key: bytes) -> None:
    store.accept(peer(), None, changes(), NOW)
    KeyWithdrawal(region.core, region.clock).withdraw(42, 1)
    before = region.items()

    again = trusted_key(key_id=1, public_key=public_key)
    with pytest.raises(Changed):
        store.accept(peer(issued_at=LATER), peer(), changes(counting=(again, NEW_KEY)), NOW)
    with pytest.raises(Changed):
        store.end(peer(), (1, 2), NOW)
    assert region.items() == before


def test_another_key_under_a_number_that_was_given_is_refused_with_everything(
    region: Region, store: TrustStore
) -> None:
    store.accept(peer(), None, changes(), NOW)
    before = region.items()

    with pytest.raises(Changed):
        store.accept(
            peer(issued_at=LATER), peer(), changes(counting=(trusted_key(key_id=2, public_key=b"another"),)), NOW
        )
    assert region.items() == before


def test_a_peer_that_is_ended_counts_no_more_and_nor_do_its_keys(region: Region, store: TrustStore) -> None:
    store.accept(peer(), None, changes(), NOW)

    store.end(peer(), (1, 2), LATER)

    ended = store.peer(42)
    assert ended == peer(expires_at=LATER)
    assert (ended.counts_at(LATER - timedelta(seconds=1)), ended.counts_at(LATER)) == (True, False)
    assert [key.counts_until for key in counting(region)] == [LATER, LATER]
