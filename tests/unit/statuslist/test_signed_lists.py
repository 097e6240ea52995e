"""Signed lists are read as they were made, by others as well, and nothing forged or broken is taken for one."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cbor2
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cwt import COSE, COSEKey
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.jws.signature import Keys, NotGenuine
from shared.statuslist.bits import decompressed, status_at
from shared.statuslist.cwt import list_as_cwt, list_from_cwt
from shared.statuslist.jwt import contents_as_jwt, contents_from_jwt, list_as_jwt, list_from_jwt
from shared.statuslist.model import BITS, PACKED_BYTES, PLACES, CodeStatus, StatusList
from shared.statuslist.signer import Signer
from tests.unit.statuslist.lists import ADDRESS, DAY, ISSUED, KEY, KEYS, OTHER_KEY, contents, signer, status_list

STATUSES = {0: 1, 1993: 2, PLACES - 1: 1}
Write = Callable[[StatusList, Signer], bytes]
Read = Callable[[bytes, Keys], StatusList]
FORMS = pytest.mark.parametrize(("write", "read"), [(list_as_jwt, list_from_jwt), (list_as_cwt, list_from_cwt)])


def part(text: bytes, number: int) -> Any:
    piece = text.split(b".")[number]
    return json.loads(urlsafe_b64decode(piece + b"=" * (-len(piece) % 4)))


def unpadded(content: Any) -> bytes:
    return urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=")


@FORMS
@settings(max_examples=20)
@given(statuses=st.dictionaries(st.integers(0, PLACES - 1), st.integers(0, 2), max_size=20), number=st.integers(0, 255))
def test_a_list_is_read_as_it_was_made(write: Write, read: Read, statuses: dict[int, int], number: int) -> None:
    made = status_list(statuses, number=number)
    assert read(write(made, signer()), KEYS) == made


def test_the_contents_are_read_as_they_were_made() -> None:
    assert contents_from_jwt(contents_as_jwt(contents(), signer()), KEYS) == contents()


def test_another_library_reads_the_jwt_with_the_claims_of_the_standard() -> None:
    text = list_as_jwt(status_list(STATUSES), signer()).decode()
    # The list may have expired by now on this machine's clock, which is not what is looked at.
    claims = jwt.decode(text, KEY.public_key(), algorithms=["ES256"], options={"verify_exp": False})
    assert jwt.get_unverified_header(text) == {"alg": "ES256", "kid": "44.1", "typ": "statuslist+jwt"}
    packed = claims.pop("status_list")
    assert claims == {
        "sub": f"{ADDRESS}/7",
        "iat": int(ISSUED.timestamp()),
        "exp": int((ISSUED + DAY).timestamp()),
        "ttl": 240,
    }
    array = decompressed(urlsafe_b64decode(packed["lst"] + "=="), PACKED_BYTES)
    assert (packed["bits"], status_at(array, 1993, BITS)) == (2, CodeStatus.REPLACED)


def test_another_library_reads_the_cwt_with_the_claims_of_the_standard() -> None:
    data = list_as_cwt(status_list(STATUSES), signer())
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    protected, unprotected, payload = COSE.new().decode_with_headers(data, COSEKey.from_pem(pem, kid="44.1"))
    assert protected == {1: -7, 16: "application/statuslist+cwt"}
    assert unprotected == {4: b"44.1"}
    claims = cbor2.loads(payload)
    array = decompressed(claims.pop(65533)["lst"], PACKED_BYTES)
    assert status_at(array, 1993, BITS) == CodeStatus.REPLACED
    assert claims == {2: f"{ADDRESS}/7", 6: int(ISSUED.timestamp()), 4: int((ISSUED + DAY).timestamp()), 65534: 240}


@FORMS
@pytest.mark.parametrize(
    "forged_with",
    [signer(OTHER_KEY), signer(issuer=42), signer(key_id=2), signer(issuer=-44), signer(key_id=10**30)],
    ids=["another key", "another issuer", "an unknown key id", "no issuer", "a number without end"],
)
def test_a_list_that_another_signed_is_none(write: Write, read: Read, forged_with: Signer) -> None:
    with pytest.raises(NotGenuine, match=r"wrongly signed|not known here"):
        read(write(status_list(STATUSES), forged_with), KEYS)


@FORMS
def test_no_bit_of_a_list_can_be_changed(write: Write, read: Read) -> None:
    genuine = write(status_list(STATUSES), signer())
    taken = 0
    for place in range(0, len(genuine), 7):
        changed = bytearray(genuine)
        changed[place] ^= 1
        try:
            taken += read(bytes(changed), KEYS) != status_list(STATUSES)
        except NotGenuine:
            continue
    assert taken == 0


@pytest.mark.parametrize(
    ("header", "because"),
    [
        ({"alg": "none", "typ": "statuslist+jwt", "kid": "44.1"}, "not of the type"),
        ({"alg": "HS256", "typ": "statuslist+jwt", "kid": "44.1"}, "not of the type"),
        ({"alg": "ES256", "typ": "JWT", "kid": "44.1"}, "not of the type"),
        ({"alg": "ES256", "kid": "44.1"}, "not of the type"),
        ({"alg": "ES256", "typ": "statuslist+jwt"}, "not known here"),
        ({"alg": "ES256", "typ": "statuslist+jwt", "kid": 44}, "not known here"),
        ([], "not readable"),
    ],
)
def test_a_header_of_another_kind_is_refused(header: Any, because: str) -> None:
    _, body, _ = list_as_jwt(status_list(), signer()).split(b".")
    message = unpadded(header) + b"." + body
    signature = urlsafe_b64encode(signer().signature(message)).rstrip(b"=")
    with pytest.raises(NotGenuine, match=because):
        list_from_jwt(message + b"." + signature, KEYS)


def test_one_kind_is_not_taken_for_another() -> None:
    with pytest.raises(NotGenuine, match="not of the type"):
        list_from_jwt(contents_as_jwt(contents(), signer()), KEYS)
    with pytest.raises(NotGenuine, match="not of the type"):
        contents_from_jwt(list_as_jwt(status_list(), signer()), KEYS)


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": "https://code.example/v1/status-lists/256"},
        {"sub": 7},
        {"iat": "yesterday"},
        {"iat": True},
        {"exp": 10**30},
        {"status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXQ"}},
        {"status_list": {"bits": 2, "lst": "eNrbuRgAAhcBXQ"}},
        {"status_list": None},
    ],
)
def test_a_genuine_list_of_another_shape_is_refused(changes: dict[str, Any]) -> None:
    text = list_as_jwt(status_list(), signer())
    message = text.split(b".")[0] + b"." + unpadded(part(text, 1) | changes)
    signature = urlsafe_b64encode(signer().signature(message)).rstrip(b"=")
    with pytest.raises(NotGenuine, match="not readable"):
        list_from_jwt(message + b"." + signature, KEYS)


@pytest.mark.parametrize("ages", [[], [0] * 255, ["0"] * 256, None])
def test_genuine_contents_of_another_shape_are_refused(ages: Any) -> None:
    text = contents_as_jwt(contents(), signer())
    message = text.split(b".")[0] + b"." + unpadded(part(text, 1) | {"issued_before": ages})
    signature = urlsafe_b64encode(signer().signature(message)).rstrip(b"=")
    with pytest.raises(NotGenuine, match="not readable"):
        contents_from_jwt(message + b"." + signature, KEYS)


@given(st.binary(max_size=300))
def test_anything_else_is_refused_by_name_and_never_otherwise(data: bytes) -> None:
    for read in (list_from_jwt, list_from_cwt, contents_from_jwt):
        with pytest.raises(NotGenuine):
            read(data, KEYS)


def test_a_list_of_a_second_key_is_read_while_both_are_known() -> None:
    keys = {(44, 1): KEY.public_key(), (44, 2): OTHER_KEY.public_key()}
    renewed = replace(signer(OTHER_KEY), key_id=2)
    assert list_from_jwt(list_as_jwt(status_list(), renewed), keys) == status_list()
