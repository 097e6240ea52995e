"""Token v1: its layout byte by byte, its golden vectors, and what anything else in its place reads as."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.codes import token
from shared.codes.model import Claims, Outcome, status_index
from shared.kernel.ids import CodeId
from tests.look_alikes import full_width

PREFIX = "HTTPS://CODE.EXAMPLE/C/"
DOMAIN = b"yuekang/code/v1\x00"
# The order of P-256 (NIST SP 800-186, section 3.2.1.3).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
OURS = ec.derive_private_key(0x20200407, ec.SECP256R1())
STRANGERS = ec.derive_private_key(0x20200408, ec.SECP256R1())
KEYS: token.Keys = {(44, 1): OURS.public_key()}
CLAIMS = Claims(issuer=44, key_id=1, issued_at=1586245613, code_id=CodeId("00112233445566778899aabb"))
NAMED = {
    Outcome.MALFORMED,
    Outcome.UNSUPPORTED_VERSION,
    Outcome.UNKNOWN_ISSUER,
    Outcome.UNKNOWN_KEY,
    Outcome.BAD_SIGNATURE,
}
VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors_token_v1.json").read_text(encoding="utf-8"))
claims_of_any_code = st.builds(
    Claims,
    st.just(44),
    st.just(1),
    st.integers(0, 2**32 - 1),
    st.binary(min_size=12, max_size=12).map(lambda raw: CodeId(raw.hex())),
)


def signed_by(key: ec.EllipticCurvePrivateKey) -> token.Sign:
    """Signs as RFC 6979 has it, so that the same claims give the same payload."""
    return lambda message: key.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True))


def outcome(payload: str, keys: token.Keys = KEYS) -> Outcome:
    try:
        token.verify(payload, keys)
    except token.NotAToken as refusal:
        return refusal.outcome
    return Outcome.VALID


def raw(payload: str) -> bytes:
    return int(payload.removeprefix(PREFIX)).to_bytes(83, "big")


def written(content: bytes) -> str:
    return PREFIX + str(int.from_bytes(content, "big")).zfill(200)


def with_signature(r: int, s: int) -> str:
    return written(raw(GENUINE)[:19] + r.to_bytes(32, "big") + s.to_bytes(32, "big"))


GENUINE = token.issue(CLAIMS, PREFIX, signed_by(OURS))


def test_the_signature_is_over_the_domain_tag_and_the_first_nineteen_bytes() -> None:
    messages: list[bytes] = []

    def sign(message: bytes) -> bytes:
        messages.append(message)
        return encode_dss_signature(1, 2)

    token.issue(CLAIMS, PREFIX, sign)

    assert messages == [DOMAIN + bytes.fromhex("01 2c 01 5e8c2fed 00112233445566778899aabb")]


def test_the_token_is_83_bytes_with_every_field_at_its_place() -> None:
    payload = token.issue(CLAIMS, PREFIX, lambda _: encode_dss_signature(0x11223344, 0x55667788))
    content = raw(payload)

    assert len(content) == 83
    assert content[0] == 1
    assert content[1] == 44
    assert content[2] == 1
    assert content[3:7] == (1586245613).to_bytes(4, "big")
    assert content[7:19] == bytes.fromhex("00112233445566778899aabb")
    assert content[19:51] == bytes(28) + bytes.fromhex("11223344")
    assert content[51:83] == bytes(28) + bytes.fromhex("55667788")


@given(claims_of_any_code, st.sampled_from([PREFIX, "HTTPS://YUEKANG.EXAMPLE:443/C/"]))
def test_the_payload_is_the_prefix_and_200_digits(claims: Claims, prefix: str) -> None:
    payload = token.issue(claims, prefix, lambda _: encode_dss_signature(1, 2))

    assert payload.startswith(prefix)
    digits = payload.removeprefix(prefix)
    assert len(digits) == token.DIGITS == 200
    assert set(digits) <= set("0123456789")


@given(claims_of_any_code)
def test_what_was_issued_reads_as_what_was_stated(claims: Claims) -> None:
    assert token.verify(token.issue(claims, PREFIX, signed_by(OURS)), KEYS) == claims


@given(st.integers(0, 255), st.integers(0, 255), claims_of_any_code)
def test_every_issuer_and_key_number_fits(issuer: int, key_id: int, claims: Claims) -> None:
    stated = Claims(issuer, key_id, claims.issued_at, claims.code_id)

    payload = token.issue(stated, PREFIX, signed_by(OURS))

    assert token.verify(payload, {(issuer, key_id): OURS.public_key()}) == stated


@pytest.mark.parametrize("case", VECTORS["genuine"], ids=lambda case: str(case["name"]))
def test_a_golden_payload_has_its_claims_and_is_issued_again_digit_by_digit(case: Mapping[str, Any]) -> None:
    claims = Claims(case["issuer"], case["key_id"], case["issued_at"], CodeId(case["code_id"]))
    keys: token.Keys = {(claims.issuer, claims.key_id): OURS.public_key()}

    assert token.verify(case["payload"], keys) == claims
    assert status_index(claims.code_id) == case["status_index"]
    assert token.issue(claims, VECTORS["prefix"], signed_by(OURS)) == case["payload"]


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: str(case["name"]))
def test_a_golden_refusal_keeps_its_outcome(case: Mapping[str, str]) -> None:
    assert outcome(case["payload"]) == case["outcome"]


def test_the_golden_vectors_belong_to_these_keys_and_cover_every_outcome_of_reading() -> None:
    points = {
        name: key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint).hex()
        for name, key in (("ours", OURS), ("strangers", STRANGERS))
    }

    assert VECTORS["public_points"] == points
    assert {case["outcome"] for case in VECTORS["refused"]} == NAMED


def test_no_single_wrong_digit_goes_unnoticed() -> None:
    found: Counter[Outcome] = Counter()
    for place in range(len(PREFIX), len(GENUINE)):
        for digit in "0123456789":
            if digit != GENUINE[place]:
                found[outcome(GENUINE[:place] + digit + GENUINE[place + 1 :])] += 1

    assert set(found) == NAMED
    assert found.total() == 200 * 9


def test_no_two_swapped_digits_go_unnoticed() -> None:
    digits = GENUINE.removeprefix(PREFIX)
    swapped = [
        PREFIX + digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        for place in range(199)
        if digits[place] != digits[place + 1]
    ]

    assert len(swapped) > 100
    assert {outcome(each) for each in swapped} <= NAMED


def test_no_single_flipped_bit_goes_unnoticed() -> None:
    content = int.from_bytes(raw(GENUINE), "big")

    assert {outcome(written((content ^ 1 << bit).to_bytes(83, "big"))) for bit in range(83 * 8)} == NAMED - {
        Outcome.MALFORMED
    }


@given(st.text() | st.text("0123456789").map(PREFIX.__add__) | st.text(min_size=200, max_size=200).map(PREFIX.__add__))
@example("")
@example(" ")
@example("\x00")
@example("\ud800")
@example("WIFI:T:WPA;S:x;P:y;;")
@example("https://example.com/?q=健康码")
@example(PREFIX)
@example("HTTPS://CODE.EXAMPLE/C")
@example(PREFIX + "9" * 200)
@example(PREFIX + "0" * 200)
@example(PREFIX + "1" * 199)
@example(PREFIX + "1" * 201)
@example(PREFIX + "1" * 5000)
@example(PREFIX + "-" + "1" * 199)
@example(PREFIX + "+" + "1" * 199)
@example(PREFIX + "1_" * 100)
@example(PREFIX + "٣" * 200)
@example(PREFIX + "²" * 200)
@settings(max_examples=300)
def test_any_text_has_a_named_outcome_and_raises_nothing_else(text: str) -> None:
    assert outcome(text) in NAMED


@given(st.binary(min_size=83, max_size=83))
@example(bytes(83))
@example(b"\xff" * 83)
@example(b"\x01\x2c\x01" + b"\xff" * 80)
@settings(max_examples=300)
def test_any_83_bytes_have_a_named_outcome_and_raise_nothing_else(content: bytes) -> None:
    assert outcome(written(content)) in NAMED


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "WIFI:T:WPA;S:x;P:y;;",
        GENUINE[:-1],
        GENUINE + "0",
        GENUINE + "\n",
        " " + GENUINE,
        GENUINE.removeprefix(PREFIX),
        GENUINE.replace("HTTPS://CODE.EXAMPLE", "HTTPS://"),
        GENUINE.replace("EXAMPLE", "EXAMPLE/X"),
        GENUINE.replace("HTTPS", "HTTP"),
        GENUINE.replace("/C/", "/C/?"),
        PREFIX + full_width(GENUINE.removeprefix(PREFIX)),
        full_width(PREFIX) + GENUINE.removeprefix(PREFIX),
        # Both become an ASCII S in upper case.
        GENUINE.replace("HTTPS", "HTTP\u017f"),
        GENUINE.replace("HTTPS", "HTT\u1e9e"),
        PREFIX + str(2 ** (83 * 8)),
        PREFIX + "9" * 200,
    ],
)
def test_what_is_not_written_as_a_token_is_malformed(payload: str) -> None:
    assert outcome(payload) is Outcome.MALFORMED


def test_the_host_does_not_matter_for_every_issuer_has_its_own() -> None:
    assert token.verify(GENUINE.replace("CODE.EXAMPLE", "127.0.0.1:4566"), KEYS) == CLAIMS


def test_a_reader_that_writes_the_address_in_lower_case_is_understood() -> None:
    assert token.verify(GENUINE.replace(PREFIX, "https://code.example/C/"), KEYS) == CLAIMS
    assert token.verify(GENUINE.lower(), KEYS) == CLAIMS


@pytest.mark.parametrize(
    ("r", "s"),
    [
        (0, 0),
        (0, 1),
        (1, 0),
        (ORDER, 1),
        (1, ORDER),
        (ORDER + 1, ORDER + 1),
        (2**256 - 1, 2**256 - 1),
    ],
)
def test_a_signature_out_of_range_is_a_bad_one(r: int, s: int) -> None:
    assert outcome(with_signature(r, s)) is Outcome.BAD_SIGNATURE


def test_a_genuine_signature_with_its_halves_swapped_is_a_bad_one() -> None:
    r, s = decode_dss_signature(signed_by(OURS)(DOMAIN + raw(GENUINE)[:19]))

    assert outcome(with_signature(r, s)) is Outcome.VALID
    assert outcome(with_signature(s, r)) is Outcome.BAD_SIGNATURE


def test_the_mirrored_signature_says_the_same_so_a_payload_is_no_key_of_anything() -> None:
    # Of every ECDSA signature (r, n - s) is one as well: who has a code can write it in two ways, and both are it.
    r, s = decode_dss_signature(signed_by(OURS)(DOMAIN + raw(GENUINE)[:19]))
    mirrored = with_signature(r, ORDER - s)

    assert mirrored != GENUINE
    assert token.verify(mirrored, KEYS) == CLAIMS


def test_a_signature_without_the_domain_tag_is_a_bad_one() -> None:
    def untagged(message: bytes) -> bytes:
        return signed_by(OURS)(message.removeprefix(DOMAIN))

    assert outcome(token.issue(CLAIMS, PREFIX, untagged)) is Outcome.BAD_SIGNATURE


def test_a_payload_of_another_key_under_our_name_is_a_bad_signature() -> None:
    assert outcome(token.issue(CLAIMS, PREFIX, signed_by(STRANGERS))) is Outcome.BAD_SIGNATURE


def test_a_payload_verifies_under_the_key_that_it_names_only() -> None:
    both: token.Keys = {(44, 1): STRANGERS.public_key(), (44, 2): OURS.public_key()}

    assert outcome(GENUINE, both) is Outcome.BAD_SIGNATURE


@pytest.mark.parametrize(
    ("version", "issuer", "key_id", "expected"),
    [
        (0, 44, 1, Outcome.UNSUPPORTED_VERSION),
        (2, 44, 1, Outcome.UNSUPPORTED_VERSION),
        (255, 44, 1, Outcome.UNSUPPORTED_VERSION),
        (2, 45, 9, Outcome.UNSUPPORTED_VERSION),
        (1, 45, 1, Outcome.UNKNOWN_ISSUER),
        (1, 45, 9, Outcome.UNKNOWN_ISSUER),
        (1, 0, 1, Outcome.UNKNOWN_ISSUER),
        (1, 44, 2, Outcome.UNKNOWN_KEY),
        (1, 44, 0, Outcome.UNKNOWN_KEY),
        (1, 44, 1, Outcome.BAD_SIGNATURE),
    ],
)
def test_the_version_is_judged_before_the_issuer_the_issuer_before_the_key_the_key_before_the_signature(
    version: int, issuer: int, key_id: int, expected: Outcome
) -> None:
    content = bytes([version, issuer, key_id]) + raw(GENUINE)[3:-1] + bytes([raw(GENUINE)[-1] ^ 1])

    assert outcome(written(content)) is expected


def test_without_any_key_every_issuer_is_unknown() -> None:
    assert outcome(GENUINE, {}) is Outcome.UNKNOWN_ISSUER


@pytest.mark.parametrize(
    ("code_id", "index"),
    [
        ("0" * 24, 0),
        ("f" * 24, 2**28 - 1),
        ("0000001" + "f" * 17, 1),
        ("0000000f" + "f" * 16, 0),
        ("abcdef0" + "1" * 17, 0xABCDEF0),
    ],
)
def test_the_status_index_is_the_first_28_bits_of_the_code_id(code_id: str, index: int) -> None:
    assert status_index(CodeId(code_id)) == index


@given(st.binary(min_size=12, max_size=12))
def test_the_first_byte_of_a_code_id_is_its_list_and_the_next_20_bits_its_position(raw_id: bytes) -> None:
    index = status_index(CodeId(raw_id.hex()))

    assert index >> 20 == raw_id[0]
    assert index & 0xFFFFF == int.from_bytes(raw_id[1:4], "big") >> 4
