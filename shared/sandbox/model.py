"""What the sandbox register knows of its synthetic people, and what it says about them."""

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """The answers that the contract of an identity register names (M4)."""

    MATCH = "MATCH"
    NOT_ON_FILE = "NOT_ON_FILE"
    NAME_OR_DOCUMENT_MISMATCH = "NAME_OR_DOCUMENT_MISMATCH"
    FACE_MISMATCH = "FACE_MISMATCH"


@dataclass(frozen=True, slots=True)
class Entry:
    """One person on file: the name, and the SHA-256 of the portrait in hexadecimal, never the portrait."""

    name: str
    face_sha256: str
