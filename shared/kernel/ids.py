"""Identifiers: random where they must not be guessed, derived where a retry must meet its first try."""

import hashlib
from base64 import b32encode
from collections.abc import Callable
from typing import NewType

PersonId = NewType("PersonId", str)
"""32 base32 characters; the keyed hash of a document, so that no table of documents is needed."""
CodeId = NewType("CodeId", str)
"""24 hexadecimal characters: the 12 random bytes of a code."""
RecordId = NewType("RecordId", str)
"""`<person id>-<16 base32 characters>`, so that one read finds the record."""
ScanId = NewType("ScanId", str)
CheckpointId = NewType("CheckpointId", str)
AccountId = NewType("AccountId", str)
"""The `sub` claim of a resident's or an officer's token."""
Authority = NewType("Authority", str)
EntryId = NewType("EntryId", str)
"""16 base32 characters: one declaration, temperature, health check, certificate or notice of a person."""
OrganisationId = NewType("OrganisationId", str)
"""16 base32 characters."""

RandomBytes = Callable[[int], bytes]
"""`secrets.token_bytes` in production, a seeded generator in tests."""


def base32(raw: bytes) -> str:
    """Lower-case base32 without padding: safe in URLs, keys and file names."""
    return b32encode(raw).decode("ascii").rstrip("=").lower()


def derived_id(*parts: str) -> str:
    """16 base32 characters that are the same for the same parts, so that a retry finds its first try."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return base32(digest[:10])
