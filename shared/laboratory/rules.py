"""Which samples are taken, and which holds two negative ones end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused
from shared.kernel.roles import Actor
from shared.laboratory.model import RECORDER, LabResult, Result, Sample
from shared.risk.evidence import TESTS_APART, Evidence, is_released_by
from shared.risk.model import Hold
from shared.risk.rules import status_at

OLDEST = timedelta(days=14)
"""Of a sample when it is recorded: no older one says anything of today."""

Pair = tuple[LabResult, LabResult]


def check_role(actor: Actor) -> None:
    """Raises DomainError FORBIDDEN for whoever is no medic."""
    if RECORDER not in actor.roles:
        raise DomainError(ErrorCode.FORBIDDEN)


def check_sample(sample: Sample, now: datetime) -> None:
    """A sample was taken before now, within the last 14 days.

    Raises FieldsRefused.
    """
    if not timedelta(0) <= now - sample.sampled_at <= OLDEST:
        raise FieldsRefused({"sampled_at": f"within the last {OLDEST.days} days"})


def two_negatives(results: Iterable[LabResult], since: datetime) -> Pair | None:
    """The first and the last of the negative results since the last positive one, if they count as two.

    Only samples of `since` or later count, by the time at which they were taken, in whatever order they were recorded;
    of a negative and a positive sample of the same instant the positive one is believed.
    """
    counted = [each for each in results if each.sample.sampled_at >= since]
    positive = max((_sampled_at(each) for each in counted if each.sample.result is Result.POSITIVE), default=None)
    negatives = sorted(
        (each for each in counted if positive is None or _sampled_at(each) > positive),
        key=lambda each: (_sampled_at(each), each.entry_id),
    )
    if not negatives or _sampled_at(negatives[-1]) - _sampled_at(negatives[0]) < TESTS_APART:
        return None
    return negatives[0], negatives[-1]


def ended_by(
    holds: Iterable[Hold], results: Iterable[LabResult], now: datetime
) -> tuple[tuple[Hold, ...], Pair | None]:
    """The running holds that `results` end, and two negative ones that prove it of all of them; none and None."""
    known = tuple(results)
    proven = [
        (hold, pair)
        for hold in status_at(holds, now).because
        if is_released_by(hold.category, Evidence.NEGATIVE_TESTS)
        and (pair := two_negatives(known, hold.starts_at)) is not None
    ]
    if not proven:
        return (), None
    # What counts since the latest start counts since the others too, and is negative after every positive of theirs.
    _, pair = max(proven, key=lambda each: each[0].starts_at)
    return tuple(hold for hold, _ in proven), pair


def lift_reason(pair: Pair) -> str:
    """What a record says that two negative tests have ended."""
    first, second = pair
    return f"两次核酸检测阴性 Two negative nucleic acid tests {first.entry_id} {second.entry_id}"


def _sampled_at(each: LabResult) -> datetime:
    return each.sample.sampled_at
