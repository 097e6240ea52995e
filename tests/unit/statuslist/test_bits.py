"""Statuses are packed as the IETF's Token Status List says, bit by bit, and nothing foreign breaks the reading."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.statuslist.bits import compressed, decompressed, packed, status_at

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "draft_vectors.json").read_text(encoding="utf-8"))[
    "lists"
]
WIDTHS = st.sampled_from([1, 2, 4, 8])


def unbase64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def statuses_of(vector: dict[str, Any]) -> dict[int, int]:
    return {int(place): status for place, status in vector["statuses"].items()}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['bits']} bits, {vector['places']} places")
def test_the_standards_own_lists_are_written_as_it_writes_them(vector: dict[str, Any]) -> None:
    array = packed(statuses_of(vector), vector["places"], vector["bits"])
    in_json = {"bits": vector["bits"], "lst": urlsafe_b64encode(compressed(array)).rstrip(b"=").decode()}
    in_cbor = {"bits": vector["bits"], "lst": compressed(array)}
    assert in_json["lst"] == vector["lst"]
    assert cbor2.dumps(in_cbor).hex() == vector["cbor"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['bits']} bits, {vector['places']} places")
def test_the_standards_own_lists_are_read_as_it_means_them(vector: dict[str, Any]) -> None:
    size = vector["places"] * vector["bits"] // 8
    for data in (unbase64(vector["lst"]), cbor2.loads(bytes.fromhex(vector["cbor"]))["lst"]):
        array = decompressed(data, size)
        named = statuses_of(vector)
        assert {place: status_at(array, place, vector["bits"]) for place in named} == named
        assert sum(byte.bit_count() for byte in array) == sum(status.bit_count() for status in named.values())


@given(st.data(), WIDTHS)
def test_every_status_is_read_as_it_was_packed(data: st.DataObject, bits: int) -> None:
    places = data.draw(st.integers(1, 40)) * 8 // bits
    statuses = data.draw(st.dictionaries(st.integers(0, places - 1), st.integers(0, 2**bits - 1)))
    array = decompressed(compressed(packed(statuses, places, bits)), places * bits // 8)
    assert [status_at(array, place, bits) for place in range(places)] == [
        statuses.get(place, 0) for place in range(places)
    ]


@pytest.mark.parametrize(("place", "status"), [(-1, 1), (16, 1), (0, 4), (0, -1)])
def test_what_is_outside_of_the_list_is_refused(place: int, status: int) -> None:
    with pytest.raises(ValueError, match="cannot have status"):
        packed({place: status}, 16, 2)


@pytest.mark.parametrize("place", [-1, 64])
def test_a_place_outside_of_the_list_has_no_status(place: int) -> None:
    with pytest.raises(ValueError, match="no place"):
        status_at(bytes(16), place, 2)


@pytest.mark.parametrize("bits", [0, 3, 5, 16])
def test_a_width_that_the_standard_has_not_is_refused(bits: int) -> None:
    with pytest.raises(ValueError, match="1, 2, 4 or 8"):
        packed({}, 16, bits)


def test_a_small_text_that_claims_to_be_gigabytes_is_not_unpacked() -> None:
    bomb = zlib.compress(bytes(10_000_000), 9)
    assert len(bomb) < 20_000
    with pytest.raises(ValueError, match="at most 1000 bytes"):
        decompressed(bomb, 1000)


@given(st.binary(max_size=200))
def test_anything_else_is_refused_in_one_way(data: bytes) -> None:
    try:
        decompressed(data, 1000)
    except ValueError:
        return
    # Whatever is taken is ZLIB's format throughout.
    assert zlib.decompress(data) is not None


@pytest.mark.parametrize("data", [compressed(bytes(16))[:-1], compressed(bytes(16)) + b"\x00"])
def test_a_list_cut_off_or_followed_by_something_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="whole list"):
        decompressed(data, 16)
