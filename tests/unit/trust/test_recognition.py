"""What of a peer's word is taken, as rules: what can be worked with, and what becomes of its keys whatever it says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from shared.trust.anchors import anchor_text
from shared.trust.fitness import MOST_ENCRYPTION_KEYS, MOST_KEYS, fault_of
from shared.trust.jwt import trust_list_as_jwt
from shared.trust.model import EncryptionKey, Peer, Pinned, PublishedKey, TrustedIssuer, TrustedKey
from shared.trust.peer_item import peer_from, peer_item
from shared.trust.recognition import NotTaken, Reason, key_changes, said_of_itself, with_its_withdrawals
from tests.unit.trust.trust_lists import ANCHOR, DAY, NOW, public, sign, trust_list, trusted_issuer, trusted_key

PINNED = Pinned(44, "https://pinned.example", anchor_text(public(ANCHOR)))
EPOCH = datetime.fromtimestamp(0, UTC)


@cache
def rsa_key(bits: int) -> bytes:
    key = rsa.generate_private_key(65537, bits).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def encryption(kid: str = "44.e1", bits: int = 2048) -> EncryptionKey:
    return EncryptionKey(kid, rsa_key(bits))


def entry(**fields: Any) -> TrustedIssuer:
    return trusted_issuer(**{"encryption_keys": ()} | fields)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, None),
        ({"keys": ()}, None),
        ({"encryption_keys": (encryption(), encryption("44.e2", 3072))}, None),
        ({"encryption_keys": (encryption("44.e999", 4096),)}, None),
        ({"keys": (trusted_key(valid_from=EPOCH, valid_until=EPOCH),)}, None),
        ({"keys": tuple(trusted_key(key_id=each) for each in range(MOST_KEYS + 1))}, "too many keys"),
        (
            {"encryption_keys": tuple(encryption(f"44.e{each + 1}") for each in range(MOST_ENCRYPTION_KEYS + 1))},
            "too many keys",
        ),
        ({"status_lists": ""}, "status lists at no address"),
        ({"status_lists": "ftp://a.example"}, "status lists at no address"),
        ({"status_lists": "https://a.example/\n"}, "status lists at no address"),
        ({"status_lists": "https://a.example/" + "x" * 200}, "status lists at no address"),
        ({"keys": (trusted_key(valid_from=EPOCH - DAY),)}, "a time before all clocks"),
        ({"keys": (trusted_key(valid_until=EPOCH - DAY),)}, "a time before all clocks"),
        ({"keys": (trusted_key(withdrawn_at=EPOCH - DAY),)}, "a time before all clocks"),
        ({"keys": (trusted_key(public_key=b""),)}, "a key that cannot be loaded"),
        ({"keys": (trusted_key(public_key=b"no key", withdrawn_at=NOW),)}, "a key that cannot be loaded"),
        ({"keys": (trusted_key(public_key=rsa_key(2048)),)}, "a key of another kind or size"),
        ({"keys": (trusted_key(public_key=public(ANCHOR) + bytes(40)),)}, "a key of another kind or size"),
        (
            {"keys": (trusted_key(public_key=public(ec.derive_private_key(7, ec.SECP384R1()))),)},
            "a key that cannot be loaded",
        ),
        ({"encryption_keys": (EncryptionKey("44.e1", b"no key"),)}, "a key that cannot be loaded"),
        ({"encryption_keys": (EncryptionKey("44.e1", public(ANCHOR)),)}, "a key of another kind or size"),
        ({"encryption_keys": (encryption(bits=1024),)}, "a key of another kind or size"),
        ({"encryption_keys": (encryption(bits=5120),)}, "a key of another kind or size"),
        *(
            ({"encryption_keys": (encryption(kid),)}, "an encryption key without a name of its own")
            for kid in ("", "44.1", "42.e1", "44.e0", "44.e1000", "44.e1\n", "044.e1", "44.e１")
        ),
        ({"encryption_keys": (encryption(), encryption())}, "an encryption key without a name of its own"),
    ],
)
def test_only_what_can_be_worked_with_is_taken(fields: dict[str, Any], fault: str | None) -> None:
    assert fault_of(entry(**fields)) == fault


instants = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
keys = st.builds(
    trusted_key,
    key_id=st.integers(0, 5),
    public_key=st.sampled_from([b"a", b"b"]),
    valid_from=st.sampled_from([NOW - DAY, NOW, NOW + DAY]),
    valid_until=st.none() | instants,
    withdrawn_at=st.none() | st.sampled_from([NOW - DAY, NOW, NOW + DAY]),
)
entries = st.lists(keys, unique_by=lambda key: key.key_id).map(tuple)
published_keys = st.lists(
    st.builds(
        PublishedKey,
        st.integers(0, 5),
        st.sampled_from([b"a", b"b"]),
        st.just(NOW),
        st.none() | st.just(NOW - DAY),
        st.sampled_from([NOW - DAY, NOW + DAY]),
    ),
    unique_by=lambda key: key.key_id,
).map(tuple)


@given(entries, published_keys)
def test_whatever_a_peer_says_each_key_counts_or_is_withdrawn_or_is_ended(
    said: tuple[TrustedKey, ...], published: tuple[PublishedKey, ...]
) -> None:
    peer = with_its_withdrawals(Peer(entry(keys=said), NOW, NOW + DAY), published)
    before = {key.key_id: key for key in published}
    if any(
        key.key_id in before
        and before[key.key_id].public_key != key.public_key
        and (before[key.key_id].withdrawn_at or before[key.key_id].counts_until == NOW + DAY)
        for key in said
    ):
        with pytest.raises(NotTaken, match="KEY_REPLACED"):
            key_changes(peer, published, NOW)
        return
    changes = key_changes(peer, published, NOW)
    counting = {key.key_id for key in changes.counting}
    withdrawn, ended = {key.key_id for key in changes.withdrawn}, set(changes.ended)

    assert not counting & withdrawn
    assert not ended & (counting | withdrawn)
    assert counting <= {key.key_id for key in said if key.valid_from <= NOW}
    # What is withdrawn, now or ever before, does not count, and is not marked a second time.
    gone = {key.key_id for key in published if key.withdrawn_at}
    assert not counting & gone
    assert not withdrawn & gone
    assert not ended & gone
    assert {key.key_id for key in said if key.withdrawn_at} <= withdrawn | gone
    # What counted until now and is not said any more is ended.
    assert {
        key.key_id for key in published if key.counts_until == NOW + DAY and key.withdrawn_at is None
    } <= counting | withdrawn | ended


@given(entries, published_keys)
def test_no_word_takes_a_withdrawal_back_or_makes_it_later(
    said: tuple[TrustedKey, ...], published: tuple[PublishedKey, ...]
) -> None:
    peer = with_its_withdrawals(Peer(entry(keys=said), NOW, NOW + DAY), published)
    before = {key.key_id: key.withdrawn_at for key in published}

    for word, kept in zip(said, peer.entry.keys, strict=True):
        told = [at for at in (word.withdrawn_at, before.get(word.key_id)) if at]
        assert kept == replace(word, withdrawn_at=min(told, default=None))


@given(entries, instants, instants)
def test_a_peer_comes_back_from_its_item(
    said: tuple[TrustedKey, ...], issued_at: datetime, expires_at: datetime
) -> None:
    peer = Peer(entry(keys=said, encryption_keys=(encryption(),)), issued_at, expires_at, PINNED.anchor)
    item = peer_item(peer)
    for key in item["keys"]:
        # As the table gives it back: what is None is not there.
        for name in [name for name, value in key.items() if value is None]:
            del key[name]
    assert peer_from(item) == peer


@pytest.mark.parametrize(
    ("issued_at", "expires_at", "until"),
    [
        (NOW, NOW + DAY, NOW + DAY),
        (NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=1)),
        (NOW - DAY / 2, NOW + 3650 * DAY, NOW + DAY / 2),
        (NOW - DAY, NOW + 3650 * DAY, None),
        (NOW - DAY, NOW, None),
        (NOW + timedelta(minutes=5), NOW + 2 * DAY, NOW + DAY + timedelta(minutes=5)),
        (NOW + timedelta(minutes=5, seconds=1), NOW + 2 * DAY, None),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), None),
        (NOW, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), NOW + DAY),
        (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), None),
    ],
)
def test_a_list_counts_for_a_day_at_the_most(issued_at: datetime, expires_at: datetime, until: datetime | None) -> None:
    said = trust_list(issued_at=issued_at, expires_at=expires_at, issuers=(entry(),))
    text = trust_list_as_jwt(said, sign)
    if until is None:
        with pytest.raises(NotTaken) as refused:
            said_of_itself(text, PINNED, None, NOW)
        assert refused.value.reason is Reason.NOT_CURRENT
    else:
        assert said_of_itself(text, PINNED, None, NOW) == Peer(
            entry(service=PINNED.service), issued_at, until, PINNED.anchor
        )


def test_a_refusal_says_what_is_wrong_and_nothing_of_what_stood_there() -> None:
    said = trust_list(issuers=(entry(status_lists="javascript:secret"),))
    with pytest.raises(NotTaken) as refused:
        said_of_itself(trust_list_as_jwt(said, sign), PINNED, None, NOW)
    assert (str(refused.value), refused.value.said) == ("UNFIT", "status lists at no address")
