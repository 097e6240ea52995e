"""The words of another region's answer, back into what they mean.

Whatever is not exactly an answer is none: a colour that contradicts its reasons, a list that is longer than agreed, a
member that is missing or of another kind. Members that we do not know are left aside, since regions are not all of one
age.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from shared.declarations.model import Kind, Symptom
from shared.health_questions.model import (
    Because,
    Checked,
    Declared,
    Detail,
    Glance,
    Lists,
    Measured,
    Released,
    Sampled,
    Summary,
)
from shared.health_questions.rules import SHOWN
from shared.jws.signature import readable
from shared.kernel.clock import from_iso
from shared.kernel.ids import Authority
from shared.laboratory.model import Result
from shared.risk.model import Category, Colour
from shared.risk.rules import MOST_ACTIVE
from shared.temperatures.model import HIGHEST, LOWEST

_MOST_CHARACTERS = 1000
_LISTS = frozenset({"temperatures", "declarations", "health_checks", "test_results", "release_notices"})

T = TypeVar("T")
Said = Mapping[str, Any]


def summary_from(said: Said) -> Summary | None:
    """The summary that `said` is; None where the region does not know the person.

    Raises NotGenuine.
    """
    return readable(lambda: _summary(said) if _known(said) else None)


def detail_from(said: Said) -> Detail | None:
    """The detail that `said` is; None where the region does not know the person.

    Raises NotGenuine.
    """
    return readable(lambda: _detail(said) if _known(said) else None)


def _known(said: Said) -> bool:
    return _of(bool, said["known"])


def _summary(said: Said) -> Summary:
    return Summary(
        colour=Colour(said["colour"]),
        as_of=from_iso(said["as_of"]),
        temperatures=_glance(said["temperatures"]),
        declarations=_glance(said["declarations"]),
        health_checks=_glance(said["health_checks"]),
        test_results=_glance(said["test_results"]),
        release_notices=_glance(said["release_notices"]),
    )


def _glance(said: Said) -> Glance:
    newest, count = _or_none(from_iso, said["newest"]), _whole(said["count"], 0, SHOWN)
    if (newest is None) != (count == 0):
        raise ValueError("the newest of none, or none of some")
    return Glance(newest, count, _of(bool, said["more"]))


def _detail(said: Said) -> Detail:
    colour, because = Colour(said["colour"]), _each(_because, said["because"], MOST_ACTIVE)
    if (colour is Colour.RED) != bool(because):
        raise ValueError("red has reasons, and green has none")
    names = frozenset(_of(list, said["more"]))
    return Detail(
        colour=colour,
        as_of=from_iso(said["as_of"]),
        because=because,
        lists=Lists(
            temperatures=_each(_measured, said["temperatures"]),
            declarations=_each(_declared, said["declarations"]),
            health_checks=_each(_checked, said["health_checks"]),
            test_results=_each(_tested, said["test_results"]),
            release_notices=_each(_released, said["release_notices"]),
            more=names & _LISTS,
        ),
    )


def _because(said: Said) -> Because:
    return Because(
        category=Category(said["category"]),
        authority=Authority(_text(said["authority"])),
        reason=_text(said["reason"]),
        starts_at=from_iso(said["starts_at"]),
        ends_at=_or_none(from_iso, said["ends_at"]),
        review_on=_or_none(_day, said["review_on"]),
    )


def _measured(said: Said) -> Measured:
    return Measured(_tenths(said["tenths"]), from_iso(said["measured_at"]))


def _declared(said: Said) -> Declared:
    return Declared(Kind(said["kind"]), from_iso(said["declared_at"]), _or_none(_text, said["organisation"]))


def _checked(said: Said) -> Checked:
    return Checked(
        symptoms=_each(Symptom, said["symptoms"], len(Symptom)),
        tenths=_or_none(_tenths, said["tenths"]),
        remarks=_or_none(_text, said["remarks"]),
        checked_at=from_iso(said["checked_at"]),
    )


def _tested(said: Said) -> Sampled:
    return Sampled(
        result=Result(said["result"]),
        sampled_at=from_iso(said["sampled_at"]),
        laboratory=_text(said["laboratory"]),
        recorded_at=from_iso(said["recorded_at"]),
    )


def _released(said: Said) -> Released:
    return Released(
        institution=_text(said["institution"]),
        place=_text(said["place"]),
        observed_from=_day(said["observed_from"]),
        observed_to=_day(said["observed_to"]),
        issued_at=from_iso(said["issued_at"]),
    )


def _each(read: Callable[[Any], T], said: Any, most: int = SHOWN) -> tuple[T, ...]:
    if len(_of(list, said)) > most:
        raise ValueError("more than agreed")
    return tuple(map(read, said))


def _or_none(read: Callable[[Any], T], said: Any) -> T | None:
    return None if said is None else read(said)


def _day(said: Any) -> date:
    day = date.fromisoformat(said)
    # Weeks and dates without hyphens are ISO 8601 too.
    if day.isoformat() != said:
        raise ValueError("not a day as agreed")
    return day


def _tenths(said: Any) -> int:
    return _whole(said, LOWEST, HIGHEST)


def _whole(said: Any, least: int, most: int) -> int:
    if type(said) is not int or not least <= said <= most:
        raise ValueError("not a number as agreed")
    return said


def _text(said: Any) -> str:
    if not 0 < len(_of(str, said)) <= _MOST_CHARACTERS:
        raise ValueError("not a text as agreed")
    return str(said)


def _of(kind: type[T], said: Any) -> T:
    if not isinstance(said, kind):
        raise TypeError(f"not a {kind.__name__}")
    return said
