import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.declarations.model import Kind, Symptom
from shared.health_questions.model import (
    Because,
    Checked,
    Declared,
    Detail,
    Lists,
    Measured,
    Released,
    Sampled,
)
from shared.health_questions.rules import SHOWN, summary_of
from shared.health_questions.saying import UNKNOWN, detail_said, summary_said
from shared.health_questions.understanding import detail_from, summary_from
from shared.jws.signature import NotGenuine
from shared.kernel.ids import Authority
from shared.laboratory.model import Result
from shared.risk.model import Category, Colour

AT = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2025, 1, 1)).map(
    lambda each: each.replace(microsecond=0, tzinfo=UTC)
)
TEXTS = st.text("广州abc 1", min_size=1, max_size=20)
DAYS = st.dates(date(2020, 1, 1), date(2025, 1, 1))
TENTHS = st.integers(300, 450)


def lists_of(entries: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(entries, max_size=3).map(tuple)


BECAUSE = st.builds(
    Because,
    category=st.sampled_from(Category),
    authority=TEXTS.map(Authority),
    reason=TEXTS,
    starts_at=INSTANTS,
    ends_at=st.none() | INSTANTS,
    review_on=st.none() | DAYS,
)
LISTS = st.builds(
    Lists,
    temperatures=lists_of(st.builds(Measured, TENTHS, INSTANTS)),
    declarations=lists_of(st.builds(Declared, st.sampled_from(Kind), INSTANTS, st.none() | TEXTS)),
    health_checks=lists_of(
        st.builds(Checked, lists_of(st.sampled_from(Symptom)), st.none() | TENTHS, st.none() | TEXTS, INSTANTS)
    ),
    test_results=lists_of(st.builds(Sampled, st.sampled_from(Result), INSTANTS, TEXTS, INSTANTS)),
    release_notices=lists_of(st.builds(Released, TEXTS, TEXTS, DAYS, DAYS, INSTANTS)),
    more=st.frozensets(st.sampled_from(["temperatures", "release_notices"])),
)
DETAILS = st.builds(
    lambda at, because, lists: Detail(Colour.RED if because else Colour.GREEN, at, because, lists),
    INSTANTS,
    lists_of(BECAUSE),
    LISTS,
)
RED = Detail(
    Colour.RED,
    AT,
    (Because(Category.CLOSE_CONTACT, Authority("CDC-420100"), "同乘一车", AT, None, date(2020, 4, 20)),),
    Lists(
        (Measured(365, AT),),
        (Declared(Kind.SELF_CHECK, AT, None),),
        (Checked((Symptom.COUGH,), 371, "夜里咳嗽", AT),),
        (Sampled(Result.NEGATIVE, AT, "武汉实验室", AT),),
        (Released("医院", "酒店", date(2020, 3, 1), date(2020, 3, 14), AT),),
        frozenset({"temperatures"}),
    ),
)


def sent(said: Mapping[str, Any]) -> dict[str, Any]:
    """As it arrives."""
    told: dict[str, Any] = json.loads(json.dumps(said))
    return told


@given(DETAILS)
def test_a_detail_says_what_it_means(detail: Detail) -> None:
    assert detail_from(sent(detail_said(detail))) == detail


@given(DETAILS)
def test_a_summary_says_what_it_means(detail: Detail) -> None:
    summary = summary_of(detail)

    assert summary_from(sent(summary_said(summary))) == summary


def test_a_summary_counts_each_list_and_shows_its_newest() -> None:
    summary = summary_of(RED)

    assert (summary.temperatures.newest, summary.temperatures.count, summary.temperatures.more) == (AT, 1, True)
    assert (summary.test_results.count, summary.test_results.more) == (1, False)


def test_of_an_unknown_person_nothing_else_is_said() -> None:
    assert UNKNOWN == {"known": False}
    assert summary_from(sent(UNKNOWN)) is None
    assert detail_from(sent(UNKNOWN)) is None


def test_what_a_newer_region_says_besides_is_left_aside() -> None:
    said = sent(detail_said(RED)) | {"vaccinations": [], "more": ["temperatures", "vaccinations"]}

    assert detail_from(said) == RED


Spoil = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: said.clear(),
        lambda said: said.update(known="yes"),
        lambda said: said.update(known=1),
        lambda said: said.update(colour="BLUE"),
        lambda said: said.update(colour=None),
        lambda said: said.update(as_of="2020-04-07"),
        lambda said: said.update(as_of=1586245613),
        lambda said: said.update(because=[]),
        lambda said: said.update(colour="GREEN"),
        lambda said: said.update(because=said["because"] * 21),
        lambda said: said["because"][0].update(category="OTHER"),
        lambda said: said["because"][0].update(authority=""),
        lambda said: said["because"][0].update(reason=None),
        lambda said: said["because"][0].update(ends_at="soon"),
        lambda said: said["because"][0].update(review_on="2020-W15-1"),
        lambda said: said.pop("temperatures"),
        lambda said: said.update(temperatures={}),
        lambda said: said.update(temperatures=said["temperatures"] * (SHOWN + 1)),
        lambda said: said["temperatures"][0].update(tenths=36.5),
        lambda said: said["temperatures"][0].update(tenths=True),
        lambda said: said["temperatures"][0].update(tenths=3650),
        lambda said: said["declarations"][0].update(kind="OTHER"),
        lambda said: said["declarations"][0].update(organisation=7),
        lambda said: said["health_checks"][0].update(symptoms="COUGH"),
        lambda said: said["health_checks"][0].update(symptoms=["COLD"]),
        lambda said: said["health_checks"][0].update(remarks="x" * 1001),
        lambda said: said["test_results"][0].update(result="MAYBE"),
        lambda said: said["test_results"][0].pop("laboratory"),
        lambda said: said["release_notices"][0].update(observed_from="2020-03-32"),
        lambda said: said.update(release_notices=[1]),
        lambda said: said.update(more="temperatures"),
        lambda said: said.update(more=[[]]),
    ],
)
def test_what_is_not_exactly_a_detail_is_none(spoil: Spoil) -> None:
    said = sent(detail_said(RED))
    spoil(said)

    with pytest.raises(NotGenuine):
        detail_from(said)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: said.update(colour="BLUE"),
        lambda said: said.pop("as_of"),
        lambda said: said["temperatures"].update(count=-1),
        lambda said: said["temperatures"].update(count=SHOWN + 1),
        lambda said: said["temperatures"].update(count=0),
        lambda said: said["temperatures"].update(newest=None),
        lambda said: said["temperatures"].update(more="no"),
        lambda said: said.update(release_notices=None),
    ],
)
def test_what_is_not_exactly_a_summary_is_none(spoil: Spoil) -> None:
    said = sent(summary_said(summary_of(RED)))
    spoil(said)

    with pytest.raises(NotGenuine):
        summary_from(said)


def test_a_health_finding_does_not_print_itself() -> None:
    printed = repr(RED) + repr(summary_of(RED))

    for finding in ("365", "夜里咳嗽", "NEGATIVE", "同乘一车", "COUGH", "CLOSE_CONTACT", "Colour"):
        assert finding not in printed
