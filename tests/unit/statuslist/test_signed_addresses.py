"""Signed addresses, judged as CloudFront judges them: from the address alone, with the public half of the key."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from shared.statuslist.signed_addresses import SignedAddresses, signed_addresses
from shared.statuslist.store import edition_path

HOST, KEY_PAIR = "d111111abcdef8.cloudfront.net", "K2JCJMDEHXQW5F"
NOW = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
KEY = ec.derive_private_key(1993, ec.SECP256R1())
PATH = edition_path(7, datetime(2020, 4, 7, 7, 44, tzinfo=UTC), "jwt")


class Signer:
    """Signs as KMS does, and counts."""

    def __init__(self) -> None:
        self.signed = 0

    def __call__(self, message: bytes) -> bytes:
        self.signed += 1
        return KEY.sign(message, ec.ECDSA(SHA256()))


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def judged(address: str, now: datetime) -> str:
    """What is at an address; raises InvalidSignature for one that was not signed, and ValueError for an old one."""
    parts = urlsplit(address)
    resource = f"{parts.scheme}://{parts.netloc}{parts.path}"
    asked = {name: value for name, (value,) in parse_qs(parts.query, strict_parsing=True).items()}
    assert set(asked) == {"Expires", "Signature", "Key-Pair-Id", "Hash-Algorithm"}
    assert (asked["Key-Pair-Id"], asked["Hash-Algorithm"]) == (KEY_PAIR, "SHA256")
    condition = '{"DateLessThan":{"AWS:EpochTime":' + asked["Expires"] + "}}"
    policy = '{"Statement":[{"Resource":"' + resource + '","Condition":' + condition + "}]}"
    signature = b64decode(asked["Signature"].replace("-", "+").replace("_", "=").replace("~", "/"), validate=True)
    KEY.public_key().verify(signature, policy.encode(), ec.ECDSA(SHA256()))
    if now.timestamp() >= int(asked["Expires"]):
        raise ValueError("too old")
    return resource


def addresses(sign: Signer | None = None, clock: Clock | None = None) -> SignedAddresses:
    return SignedAddresses(HOST, KEY_PAIR, sign or Signer(), clock or Clock())


def test_an_address_is_signed_for_one_file() -> None:
    address = addresses().of(PATH)

    assert judged(address, NOW) == f"https://{HOST}/lists/007/2020-04-07T07:44:00Z.jwt"
    assert address.isascii()
    assert not set(' "+') & set(address)


@pytest.mark.parametrize(
    ("old", "new"),
    [("/007/", "/008/"), (".jwt?", ".cwt?"), ("Expires=1", "Expires=2"), (HOST, "d222222abcdef8.cloudfront.net")],
)
def test_an_address_that_was_changed_is_not_signed(old: str, new: str) -> None:
    address = addresses().of(PATH)

    assert old in address
    with pytest.raises(InvalidSignature):
        judged(address.replace(old, new, 1), NOW)


@pytest.mark.parametrize("seconds", range(0, 600, 7))
def test_an_address_is_good_for_five_minutes_at_the_least_and_ten_at_the_most(seconds: int) -> None:
    clock = Clock()
    clock.now += timedelta(seconds=seconds)
    address = addresses(clock=clock).of(PATH)

    judged(address, clock.now + timedelta(minutes=5) - timedelta(seconds=1))
    with pytest.raises(ValueError, match="too old"):
        judged(address, clock.now + timedelta(minutes=10))


def test_the_key_signs_once_for_all_who_ask_within_a_period() -> None:
    sign, clock = Signer(), Clock()
    given = addresses(sign, clock)
    first = given.of(PATH)
    assert {given.of(PATH) for _ in range(9)} == {first}
    assert sign.signed == 1
    assert given.of(PATH.replace("/007/", "/008/")) != first
    assert sign.signed == 2

    clock.now += timedelta(minutes=5)

    assert given.of(PATH) != first
    assert judged(given.of(PATH), clock.now) == judged(first, NOW)
    assert sign.signed == 3


def test_a_region_without_a_distribution_asks_for_no_key() -> None:
    def key() -> Signer:
        raise AssertionError("nobody signs")

    assert signed_addresses("none", key, Clock()) is None


def test_a_region_with_one_names_it_and_its_key() -> None:
    given = signed_addresses(f"{HOST} {KEY_PAIR}", Signer, Clock())

    assert given is not None
    judged(given.of(PATH), NOW)
