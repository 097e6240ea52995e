"""Anchors as regions' files write them, and the peers of a setting."""

import json
from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from shared.trust.anchors import anchor_key, anchor_text, pinned_peers
from shared.trust.model import Pinned
from tests.unit.trust.trust_lists import ANCHOR, public

TEXT = anchor_text(public(ANCHOR))


@given(st.integers(1, 2**200))
def test_an_anchor_comes_back_as_the_key_that_was_written(secret: int) -> None:
    key = ec.derive_private_key(secret, ec.SECP256R1())
    text = anchor_text(public(key))

    assert anchor_key(text) == key.public_key()
    assert (len(b64decode(text)), text[0]) == (33, "A")


@pytest.mark.parametrize(
    "key",
    [ec.derive_private_key(7, ec.SECP384R1()), rsa.generate_private_key(65537, 1024)],
    ids=["another curve", "no curve"],
)
def test_a_key_that_is_not_on_p256_is_no_anchor(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
    with pytest.raises(ValueError, match="P-256"):
        anchor_text(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A...",
        TEXT[:-4],
        TEXT + "AAAA",
        TEXT[:-1],
        f" {TEXT}",
        b64encode(b"\x05" + b64decode(TEXT)[1:]).decode(),
        b64encode(b"\x02" + b"\xff" * 32).decode(),
        b64encode(ANCHOR.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode(),
        "１" * 44,
    ],
)
def test_what_is_no_point_of_the_curve_is_no_anchor(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  whichever of its kinds it is
        anchor_key(text)


def test_the_peers_of_a_setting_come_by_their_numbers() -> None:
    told = {number: {"service": f"https://{number}.example", "anchor": TEXT} for number in ("42", "11")}

    assert pinned_peers(json.dumps(told)) == tuple(
        Pinned(number, f"https://{number}.example", TEXT) for number in (11, 42)
    )
    assert pinned_peers("{}") == ()


@pytest.mark.parametrize(
    "setting", ["", "[]", '{"hubei": {}}', '{"42": {}}', '{"42": {"service": "https://a.example", "anchor": "A"}}']
)
def test_a_setting_that_is_none_keeps_the_function_from_starting(setting: str) -> None:
    with pytest.raises((ValueError, KeyError, AttributeError)):
        pinned_peers(setting)
