"""Test data that is valid unless the test says otherwise."""

import struct
import zlib
from base64 import b64encode
from datetime import date, timedelta
from typing import Any

from stdnum.iso7064 import mod_11_2

from tests.region import START

CHECKPOINT = {"division": "440106", "kind": "STATION", "name": "东站北进站口"}


def resident_id(serial: int = 1, born: date = date(1980, 2, 29)) -> str:
    """A number in the real format; its area code 440000 is a province's, so it is nobody's."""
    body = f"440000{born:%Y%m%d}{serial % 1000:03d}"
    return body + mod_11_2.calc_check_digit(body)


def face() -> str:
    """A small PNG in base64."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00\x80")), (b"IEND", b""))
    chunks = (struct.pack(">I", len(data)) + kind + data + _crc(kind + data) for kind, data in parts)
    return b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()


def pdf(title: str = "certificate") -> bytes:
    """A file that begins and ends as a PDF does."""
    return f"%PDF-1.7\n% {title}\nstartxref\n0\n%%EOF\n".encode()


def registration(**changes: Any) -> dict[str, Any]:
    """The body of a registration."""
    valid = {
        "document": {"type": "RESIDENT_ID", "number": resident_id()},
        "name": "张小明",
        "phone": "13800000000",
        "face": face(),
    }
    return valid | changes


def member(**changes: Any) -> dict[str, Any]:
    """The body with which a family member is added."""
    valid = {
        "document": {"type": "RESIDENT_ID", "number": resident_id(2)},
        "name": "张小明",
        "relation": "PARENT",
        "face": face(),
    }
    return valid | changes


def assignment(**changes: Any) -> dict[str, Any]:
    """The body of an assignment to the red list, for the person of `registration`."""
    valid = {
        "document": {"type": "RESIDENT_ID", "number": resident_id()},
        "category": "CLOSE_CONTACT",
        "case_reference": "粤疾控〔2020〕12号",
        "reason": "与确诊病例同乘一车",
        "ends_on": (START + timedelta(days=14)).date().isoformat(),
    }
    return valid | changes


def idempotency(key: str = "request-0001") -> dict[str, str]:
    """The header that makes a retry the same act."""
    return {"idempotency-key": key}


def _crc(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))
