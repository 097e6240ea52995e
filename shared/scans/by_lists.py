"""The verdict on a code without asking anybody: its issuer's status lists say it (M13)."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from shared.codes.model import Claims, Outcome, status_index
from shared.risk.model import Colour
from shared.scans.model import Decision, Source, Verdict
from shared.statuslist.bits import status_at
from shared.statuslist.model import BITS, PLACES, CodeStatus, Contents, StatusList

_SAYS: Mapping[int, tuple[Outcome, Decision, Colour | None]] = {
    CodeStatus.GREEN: (Outcome.VALID, Decision.PASS, Colour.GREEN),
    CodeStatus.RED: (Outcome.VALID, Decision.STOP, Colour.RED),
    CodeStatus.REPLACED: (Outcome.REPLACED, Decision.CHECK, None),
}


def verdict_by_lists(claims: Claims, contents: Contents, status_list: StatusList, now: datetime) -> Verdict:
    """The verdict on a genuine code; `STALE` where the lists cannot tell its colour.

    They cannot when they are no longer good, when the code is younger than they are, and when `status_list` is not the
    edition of the code's own list that the contents name. All of it was read under its issuer's keys before.
    """
    number, place = divmod(status_index(claims.code_id), PLACES)
    ours = claims.issuer == contents.issuer == status_list.issuer
    counts = (status_list.number, status_list.issued_at) == (number, contents.lists[number])
    good = now < contents.expires_at and now < status_list.expires_at
    known = good and claims.issued_at <= contents.issued_at.timestamp()
    if not (ours and counts and known):
        return Verdict(Outcome.STALE, Decision.CHECK, None, (), contents.issued_at, Source.STATUS_LIST)
    return _told(status_at(status_list.packed, place, BITS), contents.issued_at)


# Of one edition, whoever has the same status is told the same; a gate tells it all day.
@lru_cache(maxsize=64)
def _told(status: int, as_of: datetime) -> Verdict:
    # The fourth status has no meaning yet, so that a code which has it is looked at.
    outcome, decision, colour = _SAYS.get(status, (Outcome.UNKNOWN_CODE, Decision.CHECK, None))
    return Verdict(outcome, decision, colour, (), as_of, Source.STATUS_LIST)
