"""The health code: a signed token, its outcome when read, and what is stored of it (M7, M12, M13)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel.ids import CodeId, PersonId
from shared.risk.model import Hold


class Outcome(StrEnum):
    """What reading a payload led to; only `VALID` comes with a colour."""

    VALID = "VALID"
    MALFORMED = "MALFORMED"
    UNSUPPORTED_VERSION = "UNSUPPORTED_VERSION"
    UNKNOWN_ISSUER = "UNKNOWN_ISSUER"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    BAD_SIGNATURE = "BAD_SIGNATURE"
    UNKNOWN_CODE = "UNKNOWN_CODE"
    REPLACED = "REPLACED"
    STALE = "STALE"


@dataclass(frozen=True, slots=True)
class Claims:
    """The signed part of a token: who issued which code when, under which key."""

    issuer: int
    key_id: int
    issued_at: int
    """Unix seconds."""
    code_id: CodeId


def status_index(code_id: CodeId) -> int:
    """The code's place in its issuer's status lists: 8 bits of list number, 20 bits of position."""
    return int(code_id[:7], 16)


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A public key under which an issuer's tokens verify; `public_key` is DER (SubjectPublicKeyInfo)."""

    issuer: int
    key_id: int
    public_key: bytes
    counts_until: datetime | None = None
    """Another region's key counts until the trust list expires that names it; one of our own has no end here."""
    valid_from: datetime | None = None
    """Of another region's key: no code counts that says it was issued before, or from `valid_until` on.

    Whether one of our own was issued is read of the code itself.
    """
    valid_until: datetime | None = None

    def covers(self, issued_at: int) -> bool:
        """Whether a code may say that it was issued at `issued_at`, in Unix seconds, under this key."""
        begun = self.valid_from is None or self.valid_from.timestamp() <= issued_at
        return begun and (self.valid_until is None or issued_at < self.valid_until.timestamp())

    def counts_at(self, now: datetime) -> bool:
        """Whether what it signed counts."""
        return self.counts_until is None or now < self.counts_until


@dataclass(frozen=True, slots=True)
class Code:
    """One issued code with the holds of its person: all that a scan needs, in one item."""

    issuer: int
    code_id: CodeId
    person_id: PersonId
    payload: str
    masked_name: str
    issued_at: datetime
    replaced_at: datetime | None
    holds: tuple[Hold, ...]
    unconfirmed: bool = False
    """Whether its person was registered offline, and no identity register has confirmed them since (M4)."""
