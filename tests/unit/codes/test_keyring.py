"""The ring of public keys: when it looks for a key that it does not have, and when it does not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.codes import token
from shared.codes.keyring import KeyRing
from shared.codes.model import Claims, IssuerKey, Outcome
from shared.kernel.ids import CodeId

PREFIX = "HTTPS://CODE.EXAMPLE/C/"
START = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
PAUSE = timedelta(seconds=30)
OURS = ec.derive_private_key(0x20200407, ec.SECP256R1())
NEW = ec.derive_private_key(0x20200409, ec.SECP256R1())


def published(issuer: int, key_id: int, key: ec.EllipticCurvePrivateKey = OURS) -> IssuerKey:
    return IssuerKey(issuer, key_id, der(key.public_key()))


def der(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def claims(issuer: int = 44, key_id: int = 1) -> Claims:
    return Claims(issuer, key_id, int(START.timestamp()), CodeId("00112233445566778899aabb"))


def payload(issuer: int = 44, key_id: int = 1, key: ec.EllipticCurvePrivateKey = OURS) -> str:
    return token.issue(claims(issuer, key_id), PREFIX, lambda message: key.sign(message, ec.ECDSA(SHA256())))


@dataclass
class Directory:
    """Where the keys are published, with a clock; counts how often it is read."""

    keys: tuple[IssuerKey, ...] = (published(44, 1),)
    now: datetime = START
    reads: int = 0
    down: bool = False

    def load(self) -> tuple[IssuerKey, ...]:
        self.reads += 1
        if self.down:
            raise ConnectionError
        return self.keys

    def ring(self) -> KeyRing:
        return KeyRing(self.load, lambda: self.now)


def outcome(read: Callable[[str], Claims], text: str) -> Outcome:
    try:
        read(text)
    except token.NotAToken as refusal:
        return refusal.outcome
    return Outcome.VALID


def test_keys_are_loaded_once_and_serve_many_readings() -> None:
    directory = Directory()
    ring = directory.ring()

    for minutes in range(5):
        directory.now = START + timedelta(minutes=minutes)
        assert ring.read(payload()) == claims()

    assert directory.reads == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (payload(45), Outcome.UNKNOWN_ISSUER),
        (payload(44, 2), Outcome.UNKNOWN_KEY),
    ],
)
def test_a_code_that_names_an_unknown_key_makes_the_ring_look_again_at_most_every_30_seconds(
    text: str, expected: Outcome
) -> None:
    directory = Directory()
    ring = directory.ring()

    reads = []
    for seconds in (0, 29.999, 30, 31, 59.999, 60, 3600, 3601):
        directory.now = START + timedelta(seconds=seconds)
        assert outcome(ring.read, text) is expected
        reads.append(directory.reads)

    assert reads == [1, 1, 2, 2, 2, 3, 4, 4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Outcome.MALFORMED),
        (PREFIX + "0" * 200, Outcome.UNSUPPORTED_VERSION),
        (payload(key=NEW), Outcome.BAD_SIGNATURE),
    ],
)
def test_what_no_new_key_could_make_genuine_never_makes_the_ring_look_again(text: str, expected: Outcome) -> None:
    directory = Directory()
    ring = directory.ring()
    directory.now += timedelta(minutes=9)

    assert outcome(ring.read, text) is expected
    assert directory.reads == 1


def test_a_new_key_of_ours_and_a_new_issuer_are_found_without_a_restart() -> None:
    directory = Directory()
    ring = directory.ring()
    directory.keys += (published(44, 2, NEW), published(45, 7, NEW))
    directory.now += PAUSE

    assert ring.read(payload(44, 2, NEW)) == claims(44, 2)
    assert ring.read(payload(45, 7, NEW)) == claims(45, 7)
    assert ring.read(payload()) == claims()
    assert directory.reads == 2


def test_a_key_that_is_taken_away_counts_until_the_ring_looks_again() -> None:
    directory = Directory()
    ring = directory.ring()
    directory.keys = (published(45, 1, NEW),)
    directory.now += PAUSE

    assert outcome(ring.read, payload()) is Outcome.VALID
    assert outcome(ring.read, payload(44, 9)) is Outcome.UNKNOWN_ISSUER
    assert outcome(ring.read, payload()) is Outcome.UNKNOWN_ISSUER


def test_a_peers_key_counts_until_its_list_expires() -> None:
    ends_at = START + timedelta(hours=24)
    directory = Directory(keys=(published(44, 1), replace(published(42, 1, NEW), counts_until=ends_at)))
    ring, text = directory.ring(), payload(42, 1, NEW)

    for at, expected in (
        (ends_at - timedelta(seconds=1), Outcome.VALID),
        # The ring was loaded a second ago: for its ten minutes it keeps what it has.
        (ends_at, Outcome.VALID),
        (ends_at + timedelta(minutes=10), Outcome.UNKNOWN_ISSUER),
    ):
        directory.now = at
        assert outcome(ring.read, text) is expected
        assert outcome(ring.read, payload()) is Outcome.VALID
    directory.keys = (replace(published(42, 1, NEW), counts_until=directory.now + timedelta(hours=24)),)
    directory.now += PAUSE
    assert outcome(ring.read, text) is Outcome.VALID


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "expected"),
    [
        (0, None, Outcome.VALID),
        (1, None, Outcome.UNKNOWN_KEY),
        (-1, 1, Outcome.VALID),
        (-1, 0, Outcome.UNKNOWN_KEY),
        (-2, -1, Outcome.UNKNOWN_KEY),
    ],
)
def test_a_code_of_a_peer_counts_if_its_key_was_in_use_when_it_says_it_was_issued(
    valid_from: int, valid_until: int | None, expected: Outcome
) -> None:
    key = replace(
        published(42, 1, NEW),
        valid_from=START + timedelta(seconds=valid_from),
        valid_until=None if valid_until is None else START + timedelta(seconds=valid_until),
    )
    ring = Directory(keys=(published(44, 1), key)).ring()

    assert outcome(ring.read, payload(42, 1, NEW)) is expected
    assert outcome(ring.read, payload(42, 1)) is Outcome.BAD_SIGNATURE
    assert outcome(ring.read, payload()) is Outcome.VALID


def test_an_empty_ring_looks_again_every_time_since_the_region_may_just_have_issued_its_first_code() -> None:
    directory = Directory(keys=())
    ring = directory.ring()

    assert outcome(ring.read, payload()) is Outcome.UNKNOWN_ISSUER
    assert outcome(ring.read, payload()) is Outcome.UNKNOWN_ISSUER
    directory.keys = (published(44, 1),)
    assert ring.read(payload()) == claims()
    assert directory.reads == 4


def test_a_look_that_failed_does_not_count_so_that_the_next_reading_may_still_find_the_key() -> None:
    directory = Directory()
    ring = directory.ring()
    directory.keys += (published(44, 2, NEW),)
    directory.now += PAUSE
    directory.down = True

    with pytest.raises(ConnectionError):
        ring.read(payload(44, 2, NEW))
    assert ring.read(payload()) == claims()

    directory.down = False
    assert ring.read(payload(44, 2, NEW)) == claims(44, 2)


def test_a_ring_that_cannot_load_its_keys_is_not_made() -> None:
    with pytest.raises(ConnectionError):
        Directory(down=True).ring()


@pytest.mark.parametrize(
    "key",
    [
        ec.derive_private_key(0x20200407, ec.SECP384R1()).public_key(),
        ec.derive_private_key(0x20200407, ec.SECP256K1()).public_key(),
        ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key(),
        # The factors are the largest primes below 2**512: quick to write down, worth nothing to anybody.
        rsa.RSAPublicNumbers(65537, (2**512 - 569) * (2**512 - 629)).public_key(),
    ],
    ids=["P-384", "secp256k1", "Ed25519", "RSA"],
)
def test_a_key_that_is_not_on_p256_is_refused_by_its_number(key: PublicKeyTypes) -> None:
    with pytest.raises(ValueError, match="key 3 of issuer 44 is not a P-256 key"):
        token.load_keys((published(44, 1), IssuerKey(44, 3, der(key))))


@pytest.mark.parametrize("content", [b"", b"\x30\x00", der(OURS.public_key())[:-1], b"-----BEGIN PUBLIC KEY-----"])
def test_what_is_no_public_key_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the words are those of the cryptography library
        token.load_keys((IssuerKey(44, 3, content),))


def test_every_key_is_known_by_issuer_and_number() -> None:
    keys = token.load_keys((published(44, 1), published(44, 2, NEW), published(45, 1, NEW)))

    assert set(keys) == {(44, 1), (44, 2), (45, 1)}
    assert keys[44, 2].public_numbers() == NEW.public_key().public_numbers()
    assert token.load_keys(()) == {}


def test_a_withdrawn_key_stops_counting_within_ten_minutes() -> None:
    directory = Directory(keys=(published(44, 1), published(44, 2, NEW)))
    ring = directory.ring()
    directory.keys = (published(44, 2, NEW),)

    directory.now = START + timedelta(minutes=10) - timedelta(seconds=1)
    assert ring.read(payload()) == claims()
    directory.now = START + timedelta(minutes=10)
    assert outcome(ring.read, payload()) is Outcome.UNKNOWN_KEY


def test_a_ring_is_looked_at_again_once_in_ten_minutes_however_often_it_is_read() -> None:
    directory = Directory()
    ring = directory.ring()
    for minute in range(25):
        directory.now = START + timedelta(minutes=minute)
        ring.read(payload())
    assert directory.reads == 3


def test_the_keys_themselves_are_those_of_ten_minutes_ago_at_most() -> None:
    directory = Directory()
    ring = directory.ring()
    directory.keys = (published(44, 1), published(42, 1, NEW))

    directory.now = START + timedelta(minutes=10) - timedelta(seconds=1)
    assert set(ring.keys()) == {(44, 1)}
    directory.now = START + timedelta(minutes=10)
    assert set(ring.keys()) == {(44, 1), (42, 1)}
    assert directory.reads == 2


def test_for_a_text_that_names_a_new_key_the_keys_are_loaded_twice_a_minute_at_most() -> None:
    directory = Directory()
    ring = directory.ring()
    directory.keys = (published(44, 1), published(42, 1, NEW))

    directory.now = START + PAUSE - timedelta(seconds=1)
    assert set(ring.keys(again=True)) == {(44, 1)}
    directory.now = START + PAUSE
    assert set(ring.keys(again=True)) == {(44, 1), (42, 1)}
    directory.keys = ()
    assert set(ring.keys(again=True)) == {(44, 1), (42, 1)}
    assert directory.reads == 2
