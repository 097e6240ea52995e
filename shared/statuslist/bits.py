"""Packing statuses into bytes and back, as section 4 of the IETF's Token Status List says."""

import zlib
from collections.abc import Mapping

_BYTE = 8
_WIDTHS = frozenset({1, 2, 4, 8})


def packed(statuses: Mapping[int, int], places: int, bits: int) -> bytes:
    """The bytes of a list of `places` statuses of `bits` bits each, all 0 but those in `statuses`, by place.

    Raises ValueError for a width that the standard has not, or a place or a status outside of the list.
    """
    _check(bits)
    array = bytearray(places * bits // _BYTE)
    for place, status in statuses.items():
        if not (0 <= place < places and 0 <= status < 1 << bits):
            raise ValueError(f"place {place} cannot have status {status} in {places} places of {bits} bits")
        byte, shift = divmod(place * bits, _BYTE)
        array[byte] |= status << shift
    return bytes(array)


def status_at(array: bytes, place: int, bits: int) -> int:
    """The status at a place.

    Raises ValueError for a place outside of the list.
    """
    _check(bits)
    byte, shift = divmod(place * bits, _BYTE)
    if place < 0 or byte >= len(array):
        raise ValueError(f"no place {place} in {len(array)} bytes")
    return array[byte] >> shift & (1 << bits) - 1


def compressed(array: bytes) -> bytes:
    """The bytes in ZLIB's format (RFC 1950), at the highest compression."""
    return zlib.compress(array, 9)


def decompressed(data: bytes, most_bytes: int) -> bytes:
    """The inverse, of at most `most_bytes`: a few bytes may claim to be gigabytes.

    Raises ValueError for anything else, and for more.
    """
    stream = zlib.decompressobj()
    try:
        array = stream.decompress(data, most_bytes)
    except zlib.error:
        raise ValueError("not compressed with ZLIB") from None
    if not stream.eof or stream.unused_data:
        raise ValueError(f"not one whole list of at most {most_bytes} bytes")
    return array


def _check(bits: int) -> None:
    if bits not in _WIDTHS:
        raise ValueError(f"a status has 1, 2, 4 or 8 bits, not {bits}")
