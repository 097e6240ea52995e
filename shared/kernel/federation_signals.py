"""What happens between regions; the rest is in `signals`."""

from dataclasses import dataclass

from shared.kernel.signals import Signal, detail


@dataclass(frozen=True, slots=True)
class ForeignCodeAnswered(Signal):
    """A code of another region was scanned here."""

    source: str
    peer: str
    """`ANSWERED`, or why that region said nothing that counts."""


@dataclass(frozen=True, slots=True)
class CodeVerifiedForPeer(Signal):
    """Another region asked about a code of this one."""

    outcome: str


@dataclass(frozen=True, slots=True)
class PeerRecognised(Signal):
    """What a peer says of itself was taken; none for a day means that its codes count here no more."""

    issuer: str
    """Its number."""


@dataclass(frozen=True, slots=True)
class PeerTrustRefused(Signal):
    """A peer's trust list was not to be had, or changes nothing here; what was taken before counts until its end."""

    issuer: str
    reason: str
    said: str = detail()
    """What was wrong with it."""


@dataclass(frozen=True, slots=True)
class PeerEnded(Signal):
    """A region is a peer no more, or not by the anchor or at the address that were those of its last list."""

    issuer: str


@dataclass(frozen=True, slots=True)
class PeerListsMirrored(Signal):
    """Newer status lists of another region are held here; none for a while means that its codes cannot be told."""

    issuer: str


@dataclass(frozen=True, slots=True)
class PeerListsNotMirrored(Signal):
    """What was held of another region's status lists stays as it was."""

    issuer: str
    reason: str


@dataclass(frozen=True, slots=True)
class MirrorUnread(Signal):
    """A code of another region could not be told by the lists that are held of it; `error` is a class name."""

    issuer: str
    error: str


@dataclass(frozen=True, slots=True)
class ProvincesConsentGiven(Signal):
    pass


@dataclass(frozen=True, slots=True)
class ProvincesConsentRevoked(Signal):
    pass


@dataclass(frozen=True, slots=True)
class ProvinceAsked(Signal):
    """A peer was asked about the health of one of our people."""

    issuer: str
    question: str
    result: str
    """`KNOWN` or `UNKNOWN`, as it says, or the name of why it said nothing that counts."""


@dataclass(frozen=True, slots=True)
class HealthQuestionAnswered(Signal):
    """A peer asked about somebody's health; many of one region may be somebody who tries numbers."""

    issuer: str
    question: str
    result: str
    """`KNOWN` or `UNKNOWN`."""
