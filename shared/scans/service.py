"""The scan: one read, one write, one answer (M10), on the hot path; and what a scan opens afterwards (M15)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Protocol

from shared.aws.tables import Table
from shared.checkpoints.rules import place_of
from shared.codes.keyring import KeyRing
from shared.codes.model import Claims, Code, Outcome
from shared.codes.store import CodeStore
from shared.codes.token import NotAToken
from shared.kernel.clock import Clock
from shared.kernel.encounter import Encounter
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import CheckpointId, ScanId
from shared.kernel.roles import Actor
from shared.kernel.signals import ScanAnswered, Signals
from shared.risk.model import Hold
from shared.scans.model import Scan, Source, Verdict
from shared.scans.rules import may_see_reasons, scan_id, verdict
from shared.scans.store import ScanStore, stored_scan

# A scan that cannot exist is not looked for.
_SCAN_ID = re.compile(r"[a-z2-7]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """A scan as shown to the one who made it."""

    scan_id: ScanId
    verdict: Verdict
    issuer: int | None
    """Whose code it is; None when the payload was no genuine code."""
    masked_name: str | None
    """None unless the verdict has a colour, and for a code of another region."""
    reasons: tuple[Hold, ...] | None
    """None when the role may not see them, and where they are not known: nobody tells another region."""


class ForeignCodes(Protocol):
    """Verifies codes of other regions."""

    def verdict(self, claims: Claims, payload: str) -> Verdict:
        """The verdict on a genuine code, in time, whatever there is to go by."""


class ScanService:
    """Verifies codes for staff and gates."""

    def __init__(
        self,
        *,
        core: Table,
        retention: timedelta,
        issuer: int,
        keyring: KeyRing,
        foreign: Callable[[], ForeignCodes],
        clock: Clock,
        signals: Signals,
    ) -> None:
        """`issuer` is this region; `foreign` is called when the first code of another one is scanned."""
        self._core = core
        self._codes = CodeStore(core)
        self._scans = ScanStore(core, retention)
        self._issuer = issuer
        self._keyring = keyring
        self._foreign = cache(foreign)
        self._clock = clock
        self._signals = signals

    def scan(self, actor: Actor, payload: str, checkpoint_id: str, idempotency_key: str) -> Answer:
        """Verify a payload and keep the scan; a retry gets the answer of its first try.

        Anything that is no genuine code is an answer too, with its outcome and decision `CHECK`. For a code of another
        region, that region is asked. Raises DomainError INVALID_CHECKPOINT or IDEMPOTENCY_KEY_REUSED.
        """
        place_of(checkpoint_id)
        own_id = scan_id(actor.account, idempotency_key)
        outcome, claims = self._read(payload)
        code: Code | None = None
        if claims is not None and claims.issuer != self._issuer:
            found = self._foreign_verdict(own_id, claims, payload)
            now = self._clock()
        else:
            code = self._code(claims) if claims else None
            now = self._clock()
            found = verdict(outcome, code, now)
        scan = Scan(
            scan_id=own_id,
            actor=actor,
            checkpoint_id=CheckpointId(checkpoint_id),
            code_id=claims.code_id if claims else None,
            person_id=code.person_id if code else None,
            verdict=found,
            scanned_at=now,
        )
        stored = self._scans.add(scan)
        if (stored.code_id, stored.checkpoint_id) != (scan.code_id, scan.checkpoint_id):
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        if stored is scan:
            self._signals(ScanAnswered(scan.verdict.outcome.value, scan.verdict.decision.value))
        return _answer(stored, actor, code, claims)

    def _read(self, payload: str) -> tuple[Outcome, Claims | None]:
        try:
            return Outcome.VALID, self._keyring.read(payload)
        except NotAToken as refusal:
            return refusal.outcome, None

    def _foreign_verdict(self, own_id: ScanId, claims: Claims, payload: str) -> Verdict:
        # Each question is in the person's access log over there, so that a retry asks none.
        before = stored_scan(self._core, own_id)
        return before.verdict if before else self._foreign().verdict(claims, payload)

    def _code(self, claims: Claims) -> Code | None:
        code = self._codes.code(claims.code_id)
        # Another issuer's key vouches for that issuer's codes, and never for one of ours.
        return code if code and code.issuer == claims.issuer else None


class EncounterService:
    """Whom an officer has scanned."""

    def __init__(self, *, core: Table) -> None:
        self._core = core

    def encounter(self, actor: Actor, scan_id: str) -> Encounter:
        """The officer's own scan that found a person, however long ago it was.

        Raises DomainError SCAN_REQUIRED, the same for a scan that does not exist, that is a colleague's, that found
        nobody, or that a gate decided without a connection: the region never looked at the code then, so a code that
        was replaced long ago may have passed for a valid one.
        """
        scan = stored_scan(self._core, ScanId(scan_id)) if _SCAN_ID.fullmatch(scan_id) else None
        if scan is None or scan.actor.account != actor.account:
            raise DomainError(ErrorCode.SCAN_REQUIRED)
        if scan.verdict.outcome is not Outcome.VALID or scan.person_id is None or scan.uploaded_at is not None:
            raise DomainError(ErrorCode.SCAN_REQUIRED)
        return Encounter(scan.scan_id, actor, scan.checkpoint_id, scan.person_id, scan.scanned_at)


def _answer(scan: Scan, actor: Actor, code: Code | None, claims: Claims | None) -> Answer:
    shown = code is not None and scan.verdict.colour is not None
    known = scan.verdict.source is Source.LIVE
    return Answer(
        scan_id=scan.scan_id,
        issuer=claims.issuer if claims else None,
        verdict=scan.verdict,
        masked_name=code.masked_name if shown and code else None,
        reasons=scan.verdict.because if known and may_see_reasons(actor) else None,
    )
