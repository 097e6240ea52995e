"""The trust list: whose signatures count here, since when and until when, and where those issuers answer (M22)."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key with which an issuer signs codes, status lists and answers."""

    key_id: int
    public_key: bytes
    """DER (SubjectPublicKeyInfo), P-256."""
    valid_from: datetime
    """Nothing that says it was signed before counts."""
    valid_until: datetime | None
    """Nothing that says it was signed from then on counts; what was signed before still does. None while in use."""
    withdrawn_at: datetime | None
    """Since when nothing counts that was ever signed with it, for its private half may be in other hands."""


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key as everything that verifies here gets it: of the region itself before its first use, or of a peer."""

    key_id: int
    public_key: bytes
    """DER (SubjectPublicKeyInfo), P-256."""
    published_at: datetime
    withdrawn_at: datetime | None
    counts_until: datetime | None = None
    """Of a peer's key: until when the list counts that names it. None of the region's own."""


@dataclass(frozen=True, slots=True)
class EncryptionKey:
    """A public key to which others encrypt what only this issuer may read."""

    kid: str
    public_key: bytes
    """DER (SubjectPublicKeyInfo)."""


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """A region, or the national platform, whose codes count here."""

    issuer: int
    """Its number in every code."""
    service: str
    """The address of its API, without a slash at the end; its routes begin with `/v1`."""
    status_lists: str
    """Where its status lists are, as their subjects say it."""
    keys: tuple[TrustedKey, ...]
    encryption_keys: tuple[EncryptionKey, ...]
    """The first is the one to encrypt to."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another region that we recognise, as of its own trust list."""

    entry: TrustedIssuer
    """Its own entry in that list, with the address under which we recognise it."""
    issued_at: datetime
    expires_at: datetime
    """Nothing of it counts from then on, unless it has issued another list."""
    anchor: str = ""
    """The key under which that list was signed, as the region's file writes it."""

    def counts_at(self, now: datetime) -> bool:
        """Whether the entry counts: for a peer that is found in the table, this is still to be asked."""
        return now < self.expires_at


@dataclass(frozen=True, slots=True)
class Pinned:
    """Another region as our own region's file names it: what is known of it before it says anything."""

    issuer: int
    service: str
    """The address of its API, without a slash at the end."""
    anchor: str
    """The key that signs its trust list: the compressed point on P-256, 33 bytes, in Base64."""


@dataclass(frozen=True, slots=True)
class KeyChanges:
    """What becomes of the keys of a peer by a new list of it."""

    counting: tuple[TrustedKey, ...]
    """To be published, or published for longer."""
    withdrawn: tuple[TrustedKey, ...]
    """Never to count again."""
    ended: tuple[int, ...]
    """Numbers of those that the list names no more, or not as yet valid."""


@dataclass(frozen=True, slots=True)
class TrustList:
    """Whom one region trusts, itself included."""

    issuer: int
    """Whose list it is."""
    issued_at: datetime
    expires_at: datetime
    issuers: tuple[TrustedIssuer, ...]


@dataclass(frozen=True, slots=True)
class Issued:
    """A trust list as it is handed out."""

    text: bytes = field(repr=False)
    """The signed list."""
    issued_at: datetime
