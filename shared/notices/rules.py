"""What a release notice states, what it may lift, and how long it is kept."""

from collections.abc import Iterable
from datetime import datetime

from shared.kernel.clock import day_of
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.ids import EntryId, RecordId
from shared.notices.model import MOST_LIFTED, Observation, ReleaseNotice
from shared.risk.evidence import Evidence, is_released_by
from shared.risk.model import Hold
from shared.risk.rules import status_at

_GROUP = 4


def number_of(entry_id: EntryId) -> str:
    """The number of a notice as people read it out: `ABCD-2345-EFGH-67IJ`."""
    text = entry_id.upper()
    return "-".join(text[place : place + _GROUP] for place in range(0, len(text), _GROUP))


def lift_reason(entry_id: EntryId) -> str:
    """What a record says that a notice has ended."""
    return f"解除医学观察电子告知书 Release notice {number_of(entry_id)}"


def check_observation(observation: Observation, now: datetime) -> None:
    """An observation that is released from has ended, today at the latest.

    Raises FieldsRefused.
    """
    problems = {}
    if observation.observed_to > day_of(now):
        problems["observed_to"] = "not after today"
    if observation.observed_from > observation.observed_to:
        problems["observed_from"] = "not after observed_to"
    if problems:
        raise FieldsRefused(problems)


def lifted_holds(holds: Iterable[Hold], lifts: tuple[str, ...], now: datetime) -> tuple[Hold, ...]:
    """The active holds that `lifts` names, in its order.

    Raises FieldsRefused that names the place of every entry which is no active record of the person, or is repeated;
    and, where all are, FieldsRefused NOT_RELEASED_BY_NOTICE that names those of a category which no notice ends.
    """
    if len(lifts) > MOST_LIFTED:
        raise FieldsRefused({"lifts": f"at most {MOST_LIFTED} records"})
    active: dict[str, Hold] = {hold.record_id: hold for hold in status_at(holds, now).because}
    problems = {
        f"lifts.{place}": "no active record of this person, or named twice"
        for place, record_id in enumerate(lifts)
        if record_id not in active or record_id in lifts[:place]
    }
    if problems:
        raise FieldsRefused(problems)
    named = tuple(active[record_id] for record_id in lifts)
    others = {
        f"lifts.{place}": f"{hold.category.value} is not released by a notice"
        for place, hold in enumerate(named)
        if not is_released_by(hold.category, Evidence.RELEASE_NOTICE)
    }
    if others:
        raise FieldsRefused(others, ErrorCode.NOT_RELEASED_BY_NOTICE)
    return named


def is_kept(notice: ReleaseNotice, now: datetime) -> bool:
    """Whether the retention time runs; what is over counts as gone, though the table may still hold it."""
    return now < notice.kept_until


def records_of(holds: Iterable[Hold]) -> tuple[RecordId, ...]:
    """The records that `holds` come from."""
    return tuple(hold.record_id for hold in holds)
