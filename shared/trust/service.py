"""Issuing the region's trust list, and handing it out."""

from dataclasses import dataclass

from shared.aws.tables import Table
from shared.codes.issuing import SigningKey
from shared.codes.model import IssuerKey
from shared.codes.token import load_keys, service_address
from shared.jws.signature import NotGenuine
from shared.kernel.clock import Clock
from shared.kernel.concurrency import Changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.signals import Signals, TrustListIssued
from shared.statuslist.rules import address
from shared.trust import rules
from shared.trust.jwt import trust_list_as_jwt, trust_list_from_jwt
from shared.trust.model import Issued, TrustedIssuer, TrustList
from shared.trust.store import TrustStore

_ASK_AGAIN_SECONDS = 60


class TrustListIssuing:
    """Says whose signatures count in this region, as of now."""

    def __init__(
        self, *, core: Table, key: SigningKey, issuer: int, prefix: str, clock: Clock, signals: Signals
    ) -> None:
        """`key` signs trust lists and nothing else; `prefix` is what stands in front of the digits of a code."""
        self._store = TrustStore(core)
        self._key = key
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
            encryption_keys=(),
        )
        return TrustList(self._issuer, now, now + rules.GOOD_FOR, (own,))

    def _is_due(self, new: TrustList, held: Issued) -> bool:
        anchor = load_keys((IssuerKey(self._issuer, 0, self._key.public_key()),))[self._issuer, 0]
        try:
            return rules.is_due(new, trust_list_from_jwt(held.text, anchor))
        except NotGenuine:
            # Signed with a key that is no longer the region's.
            return True


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
