"""Takes scans that a gate decided without a connection: each exactly once, as it was decided (M10, M13)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.aws.tables import Table
from shared.codes.keyring import KeyRing
from shared.codes.model import Claims, Code
from shared.codes.store import CodeStore
from shared.codes.token import NotAToken
from shared.kernel.clock import Clock
from shared.kernel.ids import CheckpointId, CodeId, ScanId
from shared.kernel.roles import Actor
from shared.kernel.scan_signals import LateScanRefused, LateScanStored
from shared.kernel.signals import Signals
from shared.scan_batches.model import Ended, LateScan, Refusal, Result
from shared.scan_batches.rules import OF_GENUINE_CODES, is_same, refusal
from shared.scans.model import Scan, Source, Verdict
from shared.scans.rules import scan_id
from shared.scans.store import ScanStore

# As many connections as a client keeps.
_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class _Read:
    """A late scan, and the genuine code that the gate saw in it."""

    late: LateScan
    claims: Claims | None
    refusal: Refusal | None


class ScanBatchService:
    """Late scans, as many as a request holds."""

    def __init__(
        self,
        *,
        core: Table,
        retention: timedelta,
        keyring: KeyRing,
        clock: Clock,
        signals: Signals,
        at_once: int = _AT_ONCE,
    ) -> None:
        """`at_once` is how many scans are written side by side."""
        self._codes = CodeStore(core)
        self._scans = ScanStore(core, retention)
        self._retention = retention
        self._keyring = keyring
        self._at_once = at_once
        self._clock = clock
        self._signals = signals

    def upload(self, actor: Actor, batch: Sequence[LateScan]) -> list[Ended]:
        """Store each scan of a batch that the region believes; what became of each, in their order.

        One that is refused takes none of the others with it. A fault of AWS ends the whole upload; what was stored
        until then stays, and is found when the same batch is sent again.
        """
        now = self._clock()
        read = [self._read(each, now) for each in batch]
        codes = self._codes_of(read)
        by_scan: dict[ScanId, list[int]] = {}
        for number, each in enumerate(batch):
            by_scan.setdefault(scan_id(actor.account, each.key), []).append(number)

        def store(numbers: Iterable[int]) -> list[tuple[int, Ended]]:
            # Those of one key one after the other, so that the first of them is the one that counts.
            return [(number, self._ended(actor, read[number], codes, now)) for number in numbers]

        ended = dict(pair for pairs in self._each(store, by_scan.values()) for pair in pairs)
        return [ended[number] for number in range(len(batch))]

    def _read(self, late: LateScan, now: datetime) -> _Read:
        claims = self._claims(late.payload) if late.outcome in OF_GENUINE_CODES else None
        return _Read(late, claims, refusal(late, now, self._retention, genuine=claims is not None))

    def _claims(self, payload: str) -> Claims | None:
        try:
            return self._keyring.read(payload)
        except NotAToken:
            return None

    def _codes_of(self, read: Iterable[_Read]) -> Mapping[CodeId, Code]:
        wanted = {each.claims.code_id for each in read if each.claims and not each.refusal}
        return {code.code_id: code for code in self._codes.codes(sorted(wanted))}

    def _ended(self, actor: Actor, read: _Read, codes: Mapping[CodeId, Code], now: datetime) -> Ended:
        if read.refusal:
            return self._refused(read.late, read.refusal)
        scan = _scan(actor, read, codes, now)
        stored = self._scans.add(scan)
        if stored is scan:
            self._signals(LateScanStored(scan.verdict.outcome.value, scan.verdict.decision.value))
            return Ended(read.late.key, Result.STORED, scan.scan_id)
        if is_same(stored, scan):
            return Ended(read.late.key, Result.KNOWN, scan.scan_id)
        return self._refused(read.late, Refusal.IDEMPOTENCY_KEY_REUSED)

    def _refused(self, late: LateScan, why: Refusal) -> Ended:
        self._signals(LateScanRefused(why.value))
        return Ended(late.key, Result.REFUSED, refusal=why)

    def _each(
        self, act: Callable[[Iterable[int]], list[tuple[int, Ended]]], groups: Iterable[list[int]]
    ) -> list[list[tuple[int, Ended]]]:
        if self._at_once == 1:
            return list(map(act, groups))
        with ThreadPoolExecutor(self._at_once) as workers:
            # After a fault, `map` takes back what no worker has begun, so that a table that is away is asked no more.
            return list(workers.map(act, groups))


def _scan(actor: Actor, read: _Read, codes: Mapping[CodeId, Code], now: datetime) -> Scan:
    late, claims = read.late, read.claims
    code = codes.get(claims.code_id) if claims else None
    # Another issuer's key vouches for that issuer's codes, and never for one of ours.
    own = code if code and claims and code.issuer == claims.issuer else None
    return Scan(
        scan_id=scan_id(actor.account, late.key),
        actor=actor,
        checkpoint_id=CheckpointId(late.checkpoint_id),
        code_id=claims.code_id if claims else None,
        person_id=own.person_id if own else None,
        # As the gate decided it; what the region knows better today did not open or shut a door.
        verdict=Verdict(late.outcome, late.decision, late.colour, (), _to_the_second(late.as_of), Source.STATUS_LIST),
        scanned_at=_to_the_second(late.scanned_at),
        uploaded_at=now,
    )


def _to_the_second(instant: datetime) -> datetime:
    # As it is stored, so that a scan which is sent again is the one that is found.
    return instant.replace(microsecond=0)
