"""Which late scans are believed: those that a gate can have decided by its lists, within the time scans are kept."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from shared.checkpoints.rules import place_of
from shared.codes.model import Outcome
from shared.kernel.errors import DomainError
from shared.risk.model import Colour
from shared.scan_batches.model import LateScan, Refusal
from shared.scans.model import Decision, Scan

SKEW = timedelta(minutes=5)
"""How far the clocks of a gate and of the region may be apart."""

OF_GENUINE_CODES = frozenset({Outcome.VALID, Outcome.REPLACED, Outcome.STALE, Outcome.UNKNOWN_CODE})
"""The outcomes that only a genuine code has; with any other, the gate saw no code."""

_GOES_WITH: Mapping[Colour | None, Decision] = {
    Colour.GREEN: Decision.PASS,
    Colour.RED: Decision.STOP,
    None: Decision.CHECK,
}


def refusal(late: LateScan, now: datetime, retention: timedelta, *, genuine: bool) -> Refusal | None:
    """Why the region does not take a scan, or None; `genuine` is whether its payload reads as a code of a known key."""
    contradicts = (late.outcome is Outcome.VALID) != (late.colour is not None)
    contradicts = contradicts or late.decision is not _GOES_WITH[late.colour]
    faults = (
        (Refusal.INVALID_CHECKPOINT, not _is_checkpoint(late.checkpoint_id)),
        (Refusal.CONTRADICTORY_VERDICT, contradicts),
        # Differences, since an instant near the end of the calendar has none after it.
        (Refusal.SCAN_TOO_OLD, now - late.scanned_at >= retention),
        (Refusal.SCAN_AHEAD_OF_TIME, late.scanned_at - now > SKEW),
        (Refusal.STATUS_AFTER_SCAN, late.as_of - late.scanned_at > SKEW),
        (Refusal.NOT_GENUINE, late.outcome in OF_GENUINE_CODES and not genuine),
    )
    return next((why for why, is_so in faults if is_so), None)


def is_same(stored: Scan, late: Scan) -> bool:
    """Whether a scan that is stored under the key of a late one is that one.

    The region decided by itself what it was asked, at its own time, so of such a scan only code and place tell.
    """
    if stored.uploaded_at is None:
        return (stored.code_id, stored.checkpoint_id) == (late.code_id, late.checkpoint_id)
    # When it was told of, and with which roles, differs from one try to the next.
    return replace(late, actor=stored.actor, person_id=stored.person_id, uploaded_at=stored.uploaded_at) == stored


def _is_checkpoint(text: str) -> bool:
    try:
        place_of(text)
    except DomainError:
        return False
    return True
