"""From what a scan found to what staff do (M10: red stops, green passes)."""

from datetime import datetime

from shared.codes.model import Code, Outcome
from shared.kernel.ids import AccountId, ScanId, derived_id
from shared.kernel.roles import Actor, StaffRole
from shared.risk.model import Colour
from shared.risk.rules import status_at
from shared.scans.model import Decision, Source, Verdict

_DECISION = {Colour.GREEN: Decision.PASS, Colour.RED: Decision.STOP, None: Decision.CHECK}

SEE_REASONS = frozenset({StaffRole.GRID_WORKER, StaffRole.MEDIC})
"""Who acts on the reason of a red; whoever only opens a door learns that it stays shut, and no more."""


def scan_id(account: AccountId, key: str) -> ScanId:
    """The id of the scan to which an officer or gate gave this key, whichever way the region hears of it."""
    return ScanId(derived_id("scan", account, key))


def verdict(outcome: Outcome, code: Code | None, now: datetime) -> Verdict:
    """The verdict for a payload that read as `outcome`, and the code it led to."""
    if outcome is Outcome.VALID and code is None:
        outcome = Outcome.UNKNOWN_CODE
    elif outcome is Outcome.VALID and code is not None and code.replaced_at is not None:
        outcome = Outcome.REPLACED
    if outcome is not Outcome.VALID or code is None:
        return Verdict(outcome, Decision.CHECK, None, (), now, Source.LIVE)
    status = status_at(code.holds, now)
    return Verdict(
        outcome=outcome,
        decision=decision_for(status.colour),
        colour=status.colour,
        because=status.because,
        as_of=now,
        source=Source.LIVE,
        unconfirmed=code.unconfirmed,
    )


def decision_for(colour: Colour | None) -> Decision:
    """What staff do by a colour, or by none."""
    return _DECISION[colour]


def may_see_reasons(actor: Actor) -> bool:
    """Whether the one who scanned may see why a code is red."""
    return bool(actor.roles & SEE_REASONS)
