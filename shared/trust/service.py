"""Recognising peers, issuing the region's trust list, and handing it out."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.aws.tables import Table
from shared.codes.issuing import SigningKey
from shared.codes.model import IssuerKey
from shared.codes.token import load_keys, service_address
from shared.jws.signature import NotGenuine
from shared.kernel.clock import Clock
from shared.kernel.concurrency import Changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.federation_signals import PeerEnded, PeerRecognised, PeerTrustRefused
from shared.kernel.signals import Signals, TrustListIssued
from shared.outside.fetching import Fetched, NotFetched
from shared.statuslist.rules import address
from shared.trust import recognition, rules
from shared.trust.jwt import trust_list_as_jwt, trust_list_from_jwt
from shared.trust.model import EncryptionKey, Issued, Peer, Pinned, TrustedIssuer, TrustList
from shared.trust.recognition import NotTaken
from shared.trust.store import TrustStore

_ASK_AGAIN_SECONDS = 60
_WHERE = "/v1/trust-list"


class Fetch(Protocol):
    """Gets what others publish, as `shared.outside.fetching.fetched` does."""

    def __call__(self, addresses: Sequence[str], path: str) -> Sequence[Fetched]:
        """What stands at `path` of each address, or why it was not to be had, in the same order."""


class PublicKey(Protocol):
    """A key of which others need the public half."""

    def public_key(self) -> bytes:
        """The public half as DER (SubjectPublicKeyInfo)."""


class PeerRecognition:
    """Takes from each peer's trust list what that peer says of itself."""

    def __init__(
        self, *, core: Table, pinned: tuple[Pinned, ...], fetch: Fetch, clock: Clock, signals: Signals
    ) -> None:
        """`pinned` are the peers that the region's file names."""
        self._store = TrustStore(core)
        self._pinned = pinned
        self._fetch = fetch
        self._clock = clock
        self._signals = signals

    def refresh(self) -> None:
        """Let go of who is no peer any more, and hear what each peer says now; none of them stops another."""
        by_number = {pinned.issuer: pinned for pinned in self._pinned}
        now = self._clock()
        with ExitStack() as each_of_them:
            for peer in self._store.peers():
                if peer.counts_at(now) and not recognition.is_as_pinned(peer, by_number.get(peer.entry.issuer)):
                    each_of_them.callback(self._end, peer, now)
        answers = self._fetch([pinned.service for pinned in self._pinned], _WHERE) if self._pinned else ()
        with ExitStack() as each_of_them:
            for pinned, answer in zip(self._pinned, answers, strict=True):
                each_of_them.callback(self._hear, pinned, answer)

    def _end(self, peer: Peer, now: datetime) -> None:
        published = self._store.published_keys(peer.entry.issuer)
        try:
            self._store.end(peer, recognition.ending(published, now), now)
        except Changed:
            # The next run finds it as it is then.
            return
        self._signals(PeerEnded(str(peer.entry.issuer)))

    def _hear(self, pinned: Pinned, answer: Fetched) -> None:
        if isinstance(answer, NotFetched):
            self._signals(PeerTrustRefused(str(pinned.issuer), answer.failure.value))
            return
        try:
            self._take(pinned, answer)
        except NotTaken as refusal:
            self._signals(PeerTrustRefused(str(pinned.issuer), refusal.reason.value, refusal.said))

    def _take(self, pinned: Pinned, text: bytes) -> None:
        now, before = self._clock(), self._store.peer(pinned.issuer)
        held = before if before and before.anchor == pinned.anchor else None
        said = recognition.said_of_itself(text, pinned, held, now)
        published = self._store.published_keys(pinned.issuer)
        new = recognition.with_its_withdrawals(said, published)
        changes = recognition.key_changes(new, published, now)
        if recognition.changes_nothing(new, held, changes, published):
            return
        try:
            self._store.accept(new, before, changes, now)
        except Changed:
            # Another run has been quicker, or an operator; the next one finds what they left.
            return
        self._signals(PeerRecognised(str(pinned.issuer)))


class TrustListIssuing:
    """Says whose signatures count in this region, as of now."""

    def __init__(
        self,
        *,
        core: Table,
        key: SigningKey,
        encryption_key: PublicKey,
        issuer: int,
        prefix: str,
        pinned: tuple[Pinned, ...],
        clock: Clock,
        signals: Signals,
    ) -> None:
        """`key` signs trust lists and nothing else; `prefix` is what stands in front of the digits of a code.

        `pinned` are the peers that the region's file names. Raises ValueError when it is itself among them.
        """
        self._pinned = {each.issuer: each for each in pinned}
        if issuer in self._pinned:
            raise ValueError("a region is not a peer of itself")
        self._store = TrustStore(core)
        self._key = key
        self._encryption_key = encryption_key
        self._issuer = issuer
        self._prefix = prefix
        self._clock = clock
        self._signals = signals

    def issue(self) -> None:
        """Issue the list, unless the one that is out says the same and is young enough."""
        held = self._store.issued()
        new = self._present()
        if held and not self._is_due(new, held):
            return
        try:
            self._store.issue(Issued(trust_list_as_jwt(new, self._key.sign), new.issued_at), held)
        except Changed:
            # Another run has been quicker, and its list is as good.
            return
        self._signals(TrustListIssued())

    def _present(self) -> TrustList:
        now = self._clock().replace(microsecond=0)
        own = TrustedIssuer(
            issuer=self._issuer,
            service=service_address(self._prefix),
            status_lists=address(self._prefix),
            keys=rules.periods(self._store.published_keys(self._issuer)),
            encryption_keys=(
                EncryptionKey(rules.encryption_key_name(self._issuer), self._encryption_key.public_key()),
            ),
        )
        return TrustList(self._issuer, now, now + rules.GOOD_FOR, (own, *self._peers(now)))

    def _peers(self, now: datetime) -> tuple[TrustedIssuer, ...]:
        if not self._pinned:
            return ()
        return tuple(
            peer.entry
            for peer in self._store.peers()
            if peer.counts_at(now) and recognition.is_as_pinned(peer, self._pinned.get(peer.entry.issuer))
        )

    def _is_due(self, new: TrustList, held: Issued) -> bool:
        anchor = load_keys((IssuerKey(self._issuer, 0, self._key.public_key()),))[self._issuer, 0]
        try:
            return rules.is_due(new, trust_list_from_jwt(held.text, anchor))
        except NotGenuine:
            # Signed with a key that is no longer the region's.
            return True


@dataclass(frozen=True, slots=True)
class TrustRefresh:
    """Both of it, as often as the schedule says."""

    recognition: PeerRecognition
    issuing: TrustListIssuing

    def run(self) -> None:
        """Hear the peers and issue the list, which comes out whatever goes wrong with them."""
        try:
            self.recognition.refresh()
        finally:
            self.issuing.issue()


@dataclass(frozen=True, slots=True)
class TrustListService:
    """The list, for everybody."""

    core: Table

    def issued(self) -> Issued:
        """The present list.

        Raises DomainError UNAVAILABLE before the first of a region.
        """
        issued = TrustStore(self.core).issued()
        if issued is None:
            raise DomainError(ErrorCode.UNAVAILABLE, retry_after=_ASK_AGAIN_SECONDS)
        return issued
