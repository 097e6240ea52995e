"""Codes of this region, verified for another one (M22): by the rules of a scan, and seen by their person like one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from shared.aws.tables import Table
from shared.codes.keyring import KeyRing
from shared.codes.model import Code, Outcome
from shared.codes.store import CodeStore
from shared.codes.token import NotAToken
from shared.federation.model import Asker
from shared.kernel.clock import Clock, iso
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused
from shared.kernel.federation_signals import CodeVerifiedForPeer
from shared.kernel.ids import CodeId, ScanId, derived_id
from shared.kernel.signals import Signals
from shared.peer_scans.model import PeerScan
from shared.peer_scans.store import PeerScanStore
from shared.scans.model import Verdict
from shared.scans.rules import verdict

PAYLOAD_LIMIT = 4096


class PeerScanService:
    """Answers the question `code-verification`."""

    def __init__(
        self,
        *,
        core: Table,
        retention: timedelta,
        issuer: int,
        keyring: KeyRing,
        clock: Clock,
        signals: Signals,
    ) -> None:
        self._codes = CodeStore(core)
        self._scans = PeerScanStore(core, retention)
        self._issuer = issuer
        self._keyring = keyring
        self._clock = clock
        self._signals = signals

    def verify(self, asker: Asker, about: Mapping[str, Any]) -> Mapping[str, Any]:
        """Outcome, colour, code and instant, without a name and without a reason.

        The person whose code it is has it in their access log before anything is said, once for one request. Raises
        DomainError INVALID_REQUEST for anything but a payload, and IDEMPOTENCY_KEY_REUSED for a request that was one
        about another code before.
        """
        outcome, code_id = self._read(_payload(about))
        code = self._code(code_id) if code_id else None
        found = verdict(outcome, code, self._clock())
        if code is not None:
            found = self._kept(asker, code, found)
        self._signals(CodeVerifiedForPeer(found.outcome.value))
        return {
            "outcome": found.outcome.value,
            "colour": found.colour.value if found.colour else None,
            "code_id": code_id,
            "as_of": iso(found.as_of),
        }

    def _read(self, payload: str) -> tuple[Outcome, CodeId | None]:
        try:
            claims = self._keyring.read(payload)
        except NotAToken as refusal:
            return refusal.outcome, None
        # Whoever wants to know of a third region's code asks that region.
        return (Outcome.VALID, claims.code_id) if claims.issuer == self._issuer else (Outcome.UNKNOWN_ISSUER, None)

    def _code(self, code_id: CodeId) -> Code | None:
        code = self._codes.code(code_id)
        return code if code and code.issuer == self._issuer else None

    def _kept(self, asker: Asker, code: Code, found: Verdict) -> Verdict:
        scan_id = ScanId(derived_id("peer scan", str(asker.issuer), asker.request_id))
        stored = self._scans.add(PeerScan(scan_id, asker.issuer, code.code_id, code.person_id, found))
        if stored.code_id != code.code_id:
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        return stored.verdict


def _payload(about: Mapping[str, Any]) -> str:
    match dict(about):
        case {"payload": str(payload), **more} if not more and len(payload) <= PAYLOAD_LIMIT:
            return payload
    raise FieldsRefused({"request": f"its question is about one payload of at most {PAYLOAD_LIMIT} characters"})
