"""The keys under which notices verify: asked for when they are needed, and seldom."""

from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.codes.model import IssuerKey
from shared.notices.keyring import NoticeKeys
from tests.region import MovingClock

KEY = ec.derive_private_key(0x20200407, ec.SECP256R1()).public_key()
PUBLISHED = IssuerKey(44, 1, KEY.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


class Shelf:
    """The published keys, and how often they were asked for."""

    def __init__(self, *keys: IssuerKey) -> None:
        self.keys = keys
        self.asked = 0

    def load(self) -> tuple[IssuerKey, ...]:
        self.asked += 1
        return self.keys


def test_nothing_is_loaded_before_the_first_notice() -> None:
    shelf = Shelf(PUBLISHED)
    NoticeKeys(shelf.load, MovingClock())

    assert shelf.asked == 0


def test_a_known_key_is_asked_for_once() -> None:
    shelf, clock = Shelf(PUBLISHED), MovingClock()
    ring = NoticeKeys(shelf.load, clock)

    for _ in range(3):
        assert ring.find(44, 1) == KEY
        clock.move(timedelta(days=1))

    assert shelf.asked == 1


def test_a_stream_of_forged_notices_causes_no_stream_of_reads() -> None:
    shelf, clock = Shelf(PUBLISHED), MovingClock()
    ring = NoticeKeys(shelf.load, clock)

    for number in range(29):
        assert ring.find(number, 9) is None
        clock.move(timedelta(seconds=1))

    assert shelf.asked == 1


def test_a_new_key_is_found_within_half_a_minute() -> None:
    shelf, clock = Shelf(), MovingClock()
    ring = NoticeKeys(shelf.load, clock)
    assert ring.find(44, 1) is None

    shelf.keys = (PUBLISHED,)
    clock.move(timedelta(seconds=30))

    assert ring.find(44, 1) == KEY
