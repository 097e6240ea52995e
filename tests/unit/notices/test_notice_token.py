"""What the QR of a release notice says: genuine digits, and everything that is none."""

from base64 import b32encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.codes import token as codes
from shared.codes.model import Claims, Outcome
from shared.kernel.ids import CodeId, EntryId
from shared.notices import token
from shared.notices.model import NoticeClaims

CODE_PREFIX, PREFIX = "HTTPS://CODE.EXAMPLE/C/", "HTTPS://CODE.EXAMPLE/N/"
OURS = ec.derive_private_key(0x20200407, ec.SECP256R1())
STRANGERS = ec.derive_private_key(0x20200408, ec.SECP256R1())
RAW_ID = bytes(range(10))
ENTRY = EntryId(b32encode(RAW_ID).decode().lower())
CLAIMS = NoticeClaims(issuer=44, key_id=1, issued_at=1586245613, entry_id=ENTRY)


def signed_by(key: ec.EllipticCurvePrivateKey) -> codes.Sign:
    """Signs as RFC 6979 has it, so that the same claims give the same payload."""
    return lambda message: key.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True))


def find(issuer: int, key_id: int) -> ec.EllipticCurvePublicKey | None:
    return OURS.public_key() if (issuer, key_id) == (44, 1) else None


def digits_of(claims: NoticeClaims = CLAIMS, key: ec.EllipticCurvePrivateKey = OURS) -> str:
    return token.issue(claims, PREFIX, signed_by(key)).removeprefix(PREFIX)


def written(raw: bytes) -> str:
    return str(int.from_bytes(raw, "big")).zfill(token.DIGITS)


def is_genuine(digits: str) -> bool:
    try:
        token.verify(digits, find)
    except token.NotGenuine:
        return False
    return True


DIGITS = digits_of()
RAW = int(DIGITS).to_bytes(81, "big")


def test_a_payload_is_an_address_with_196_digits() -> None:
    payload = token.issue(CLAIMS, PREFIX, signed_by(OURS))

    assert payload == PREFIX + DIGITS
    assert len(DIGITS) == token.DIGITS == 196
    assert DIGITS.isdigit()


def test_the_signed_part_is_laid_out_byte_by_byte() -> None:
    assert RAW[:17] == bytes((1, 44, 1)) + (1586245613).to_bytes(4, "big") + RAW_ID


def test_the_signature_is_es256_over_a_tag_of_its_own_and_the_signed_part() -> None:
    r, s = int.from_bytes(RAW[17:49], "big"), int.from_bytes(RAW[49:], "big")

    OURS.public_key().verify(
        encode_dss_signature(r, s), b"yuekang/release-notice/v1\x00" + RAW[:17], ec.ECDSA(SHA256())
    )


@given(
    st.builds(
        NoticeClaims,
        st.just(44),
        st.just(1),
        st.integers(0, 2**32 - 1),
        st.binary(min_size=10, max_size=10).map(lambda raw: EntryId(b32encode(raw).decode().lower())),
    )
)
@settings(max_examples=50, deadline=None)
def test_whatever_was_issued_is_read_back(claims: NoticeClaims) -> None:
    assert token.verify(digits_of(claims), find) == claims


def test_no_single_wrong_digit_goes_unnoticed() -> None:
    for place, digit in enumerate(DIGITS):
        assert not is_genuine(DIGITS[:place] + str((int(digit) + 1) % 10) + DIGITS[place + 1 :]), place


def test_no_single_flipped_bit_goes_unnoticed() -> None:
    for bit in range(len(RAW) * 8):
        flipped = bytearray(RAW)
        flipped[bit // 8] ^= 1 << bit % 8
        assert not is_genuine(written(bytes(flipped))), bit


@pytest.mark.parametrize(
    "digits",
    [
        "",
        "0" * 196,
        "9" * 196,
        DIGITS[:-1],
        DIGITS + "0",
        "0" + DIGITS,
        " " + DIGITS[1:],
        "-" + DIGITS[1:],
        DIGITS[:-1] + "\u0663",
        DIGITS[:-1] + "\uff11",
        DIGITS[:-1] + "\u00b2",
        DIGITS[:-1] + "a",
        PREFIX + DIGITS,
        "1_0" + DIGITS[3:],
        "1" * 5000,
    ],
    ids=range(15),
)
def test_what_is_not_written_as_a_payload_is_not_genuine(digits: str) -> None:
    assert not is_genuine(digits)


@pytest.mark.parametrize("version", [0, 2, 255])
def test_another_version_is_not_genuine_whoever_signed_it(version: int) -> None:
    signed = bytes((version, *RAW[1:17]))
    signature = signed_by(OURS)(b"yuekang/release-notice/v1\x00" + signed)
    r, s = decode_dss_signature(signature)

    assert not is_genuine(written(signed + r.to_bytes(32, "big") + s.to_bytes(32, "big")))


@pytest.mark.parametrize(("issuer", "key_id"), [(44, 2), (43, 1), (0, 0)])
def test_a_key_that_nobody_published_vouches_for_nothing(issuer: int, key_id: int) -> None:
    assert not is_genuine(digits_of(NoticeClaims(issuer, key_id, CLAIMS.issued_at, ENTRY)))


def test_a_strangers_signature_is_not_genuine() -> None:
    assert not is_genuine(digits_of(key=STRANGERS))


@pytest.mark.parametrize(("r", "s"), [(0, 0), (0, 1), (1, 0), (2**256 - 1, 2**256 - 1)])
def test_a_signature_out_of_range_is_not_genuine(r: int, s: int) -> None:
    assert not is_genuine(written(RAW[:17] + r.to_bytes(32, "big") + s.to_bytes(32, "big")))


def test_a_code_is_no_notice_and_a_notice_is_no_code() -> None:
    keys: codes.Keys = {(44, 1): OURS.public_key()}
    code = codes.issue(Claims(44, 1, CLAIMS.issued_at, CodeId("00" * 12)), CODE_PREFIX, signed_by(OURS))

    assert not is_genuine(code.removeprefix(CODE_PREFIX))
    for payload in (PREFIX + DIGITS, CODE_PREFIX + DIGITS, CODE_PREFIX + DIGITS.zfill(200)):
        with pytest.raises(codes.NotAToken) as caught:
            codes.verify(payload, keys)
        assert caught.value.outcome is not Outcome.VALID


def test_a_signature_over_a_code_does_not_serve_for_a_notice_of_the_same_bytes() -> None:
    signature = signed_by(OURS)(b"yuekang/code/v1\x00" + RAW[:17])
    r, s = decode_dss_signature(signature)

    assert not is_genuine(written(RAW[:17] + r.to_bytes(32, "big") + s.to_bytes(32, "big")))


def test_notices_are_verified_beside_where_codes_lead() -> None:
    assert token.prefix_of(CODE_PREFIX) == PREFIX
    assert token.prefix_of("HTTPS://C.EXAMPLE:8443/C/") == "HTTPS://C.EXAMPLE:8443/N/"
