"""Cursors: good for their list, exactly as they were given, and for nothing else."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.aws.cursor import seal, unseal
from shared.kernel.errors import ErrorCode
from tests.acts import refused

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def hashed(message: bytes) -> bytes:
    assert len(message) <= 4096, "KMS takes no more"
    return hmac.digest(b"key", message, hashlib.sha256)


sealed, opened = seal(hashed), unseal(hashed)
CURSOR = sealed("checkpoints", "440106-S-ABCDEFGH-X")


@given(st.text(max_size=20), st.text(max_size=60))
def test_a_cursor_opens_to_what_was_sealed(list_name: str, position: str) -> None:
    cursor = sealed(list_name, position)

    assert opened(list_name, cursor) == position
    assert set(cursor) <= set(ALPHABET)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=60))
def test_a_cursor_of_one_list_opens_no_other(list_name: str, other: str, position: str) -> None:
    assume(list_name != other)

    with refused(ErrorCode.INVALID_CURSOR):
        opened(other, sealed(list_name, position))


def test_a_cursor_of_another_region_opens_nothing() -> None:
    foreign = seal(lambda message: hmac.digest(b"other key", message, hashlib.sha256))

    with refused(ErrorCode.INVALID_CURSOR):
        opened("checkpoints", foreign("checkpoints", "440106-S-ABCDEFGH-X"))


@pytest.mark.parametrize("place", range(len(CURSOR)))
def test_no_character_of_a_cursor_may_be_another(place: int) -> None:
    for other in (ALPHABET[(ALPHABET.index(CURSOR[place]) + step) % 64] for step in (1, 2, 3, 4, 16, 32)):
        with refused(ErrorCode.INVALID_CURSOR):
            opened("checkpoints", CURSOR[:place] + other + CURSOR[place + 1 :])


@pytest.mark.parametrize("length", range(len(CURSOR)))
def test_no_part_of_a_cursor_is_one(length: int) -> None:
    for part in (CURSOR[:length], CURSOR[len(CURSOR) - length :]):
        with refused(ErrorCode.INVALID_CURSOR):
            opened("checkpoints", part)


@pytest.mark.parametrize("more", ["A", "AA", "AAAA", "=", "==", " ", "\n", "!", "+", "/", "粤", "\x00", "\ud800"])
@pytest.mark.parametrize("place", [0, 10, len(CURSOR)])
def test_nothing_may_be_added_to_a_cursor(more: str, place: int) -> None:
    with refused(ErrorCode.INVALID_CURSOR):
        opened("checkpoints", CURSOR[:place] + more + CURSOR[place:])


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "x",
        "440106-S-ABCDEFGH-X",
        "\ud800",
        "粤" * 40,
        "=" * 100,
        urlsafe_b64encode(bytes(32)).decode(),
        urlsafe_b64encode(bytes(31) + b"\xff\xff").decode(),
        urlsafe_b64encode(hashed(b"") + b"\xff").decode().rstrip("="),
        "A" * 1024,
        "A" * 1025,
        "A" * 1_000_000,
        CURSOR * 1000,
    ],
    ids=lambda garbage: f"{garbage[:12]!a}x{len(garbage)}",
)
def test_garbage_of_any_length_is_no_cursor(garbage: str) -> None:
    with refused(ErrorCode.INVALID_CURSOR):
        opened("checkpoints", garbage)


@given(st.text(max_size=120))
def test_no_text_that_was_not_sealed_is_a_cursor(text: str) -> None:
    with refused(ErrorCode.INVALID_CURSOR):
        opened("checkpoints", text)
