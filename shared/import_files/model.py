"""What there is to say of an import's file once it was read through."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.imports.model import Chunk, Rejection


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was read to its end: rows, bytes, SHA-256 in hexadecimal digits, and how it is worked through."""

    rows: int
    size: int
    digest: str
    chunks: "tuple[Chunk, ...]"


class FileRejected(Exception):
    """The file is not taken at all."""

    def __init__(self, rejection: "Rejection") -> None:
        super().__init__(rejection.value)
        self.rejection = rejection


class UploadMissing(Exception):
    """The upload is not there, or not ours to read, which S3 does not tell apart; its own answer is the cause."""


class ResultMissing(Exception):
    """A part of the file has no results, so that there is nothing to report yet."""


class RowsMissing(Exception):
    """The results are not of as many rows as the file has."""
