"""When an appeal escalates, and who may decide it."""

from collections.abc import Iterable
from datetime import datetime

from shared.appeals.model import Appeal, AppealState
from shared.kernel.errors import FieldsRefused
from shared.kernel.ids import Authority
from shared.risk.model import Hold
from shared.risk.rules import status_at


def state_at(appeal: Appeal, now: datetime) -> AppealState:
    """Where the appeal stands at `now`: the clock escalates it, with no job to run."""
    if appeal.decision is not None:
        return AppealState(appeal.decision.outcome.value)
    return AppealState.ESCALATED if appeal.deadline <= now else AppealState.OPEN


def may_decide(appeal: Appeal, authority: Authority, supervising: Authority, now: datetime) -> bool:
    """Whether `authority` may: the one that made the record always, the supervising one once the deadline is over."""
    return authority == appeal.authority or (authority == supervising and appeal.deadline <= now)


def hold_to_appeal(holds: Iterable[Hold], record_id: str, now: datetime) -> Hold:
    """The hold of record `record_id`, which makes its person red at `now`.

    Raises FieldsRefused when there is none: whatever does not make red needs no appeal.
    """
    for hold in status_at(holds, now).because:
        if hold.record_id == record_id:
            return hold
    raise FieldsRefused({"record": "no active record of this person"})
