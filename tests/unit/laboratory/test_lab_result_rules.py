"""Which samples are taken, which of them count as two negative ones, and which holds those end (M9)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import FieldsRefused
from shared.kernel.ids import AccountId, Authority, CheckpointId, EntryId, PersonId, RecordId, ScanId
from shared.laboratory.model import LabResult, Result, Sample
from shared.laboratory.rules import OLDEST, check_sample, ended_by, lift_reason, two_negatives
from shared.risk.evidence import Evidence, is_released_by
from shared.risk.model import Category, Hold

NOW = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def result(text: str) -> LabResult:
    """`-26` is a negative sample 26 hours after NOW, `+3` a positive one 3 hours after it; parted by `@`: `-@26.5`."""
    sign, _, hours = text.partition("@")
    found = Result.NEGATIVE if sign == "-" else Result.POSITIVE
    return LabResult(
        entry_id=EntryId(text),
        person_id=PersonId("person"),
        sample=Sample(found, NOW + float(hours) * HOUR, "实验室"),
        lifted=(),
        recorded_at=NOW,
        officer=AccountId("medic-1"),
        checkpoint_id=CheckpointId("place"),
        scan_id=ScanId("scan"),
    )


def hold(name: str, starts: float = 0, category: Category = Category.SUSPECTED, ends: float | None = None) -> Hold:
    return Hold(
        record_id=RecordId(name),
        category=category,
        authority=Authority("CDC-440106"),
        reason="疑似",
        starts_at=NOW + starts * HOUR,
        ends_at=None if ends is None else NOW + ends * HOUR,
        review_on=None,
    )


def pair_of(*texts: str, since: float = 0) -> tuple[str, ...] | None:
    found = two_negatives(map(result, texts), NOW + since * HOUR)
    return found and tuple(each.entry_id for each in found)


@pytest.mark.parametrize(
    ("texts", "pair"),
    [
        ((), None),
        (("-@0",), None),
        (("-@0", "-@24"), ("-@0", "-@24")),
        (("-@24", "-@0"), ("-@0", "-@24")),
        (("-@0", "-@23.99"), None),
        # Three within two days: the first and the last are a day apart.
        (("-@0", "-@12", "-@24"), ("-@0", "-@24")),
        # What was sampled before the record began does not count.
        (("-@-1", "-@23"), None),
        (("-@-1", "-@0", "-@24"), ("-@0", "-@24")),
        # A positive one in between starts the count anew.
        (("-@0", "+@12", "-@24"), None),
        (("-@0", "+@12", "-@24", "-@47"), None),
        (("-@0", "+@12", "-@24", "-@48"), ("-@24", "-@48")),
        (("+@1", "-@2", "-@26"), ("-@2", "-@26")),
        # Also when it is recorded last.
        (("-@0", "-@24", "+@25"), None),
        (("-@0", "-@48", "+@24"), None),
        # A positive one before the record began is of another story.
        (("+@-1", "-@0", "-@24"), ("-@0", "-@24")),
        # Of one instant the positive one is believed.
        (("-@0", "+@0", "-@24"), None),
        (("-@0", "-@24", "+@24"), None),
    ],
)
def test_two_negative_samples_a_day_apart_and_no_positive_after_the_first(
    texts: tuple[str, ...], pair: tuple[str, ...] | None
) -> None:
    assert pair_of(*texts) == pair


samples = st.lists(
    st.tuples(st.sampled_from("-+"), st.integers(-30, 80)).map(lambda each: f"{each[0]}@{each[1]}"),
    unique=True,
    max_size=6,
)


@given(texts=samples, data=st.data())
def test_the_order_in_which_results_are_recorded_does_not_matter(texts: list[str], data: st.DataObject) -> None:
    assert pair_of(*data.draw(st.permutations(texts))) == pair_of(*texts)


@given(texts=samples)
def test_a_pair_is_what_it_has_to_be(texts: list[str]) -> None:
    found = two_negatives(map(result, texts), NOW)

    positives = [each.sample.sampled_at for each in map(result, texts) if each.sample.result is Result.POSITIVE]
    if found is not None:
        first, second = (each.sample for each in found)
        assert first.result is second.result is Result.NEGATIVE
        assert first.sampled_at >= NOW
        assert second.sampled_at - first.sampled_at >= 24 * HOUR
        assert not [at for at in positives if at >= first.sampled_at]


@given(texts=samples, hour=st.integers(-30, 80))
def test_one_more_positive_result_never_makes_a_pair(texts: list[str], hour: int) -> None:
    if pair_of(*texts) is None:
        assert pair_of(*texts, f"+@{hour}") is None


def ended(holds: Sequence[Hold], *texts: str, at: float = 100) -> tuple[list[str], tuple[str, ...] | None]:
    found, pair = ended_by(holds, map(result, texts), NOW + at * HOUR)
    return [each.record_id for each in found], pair and tuple(each.entry_id for each in pair)


@pytest.mark.parametrize("category", Category)
def test_two_negative_tests_end_the_categories_that_the_table_says(category: Category) -> None:
    names, pair = ended([hold("a", category=category)], "-@1", "-@25")

    assert names == (["a"] if is_released_by(category, Evidence.NEGATIVE_TESTS) else [])
    assert (pair is not None) == bool(names)


def test_of_several_holds_those_end_since_whose_start_there_are_two() -> None:
    holds = [hold("early"), hold("late", 24), hold("later", 60)]

    assert ended(holds, "-@1", "-@25") == (["early"], ("-@1", "-@25"))
    # What proves the latest proves the earlier ones too.
    assert ended(holds, "-@1", "-@25", "-@50") == (["early", "late"], ("-@25", "-@50"))
    assert ended(holds, "-@1", "+@20", "-@25", "-@50") == (["early", "late"], ("-@25", "-@50"))


@given(texts=samples, starts=st.lists(st.integers(-30, 80), min_size=1, max_size=4))
def test_the_pair_that_is_named_proves_every_hold_that_ends(texts: list[str], starts: list[int]) -> None:
    holds = [hold(f"record-{number}", start) for number, start in enumerate(starts)]

    found, pair = ended_by(holds, map(result, texts), NOW + 100 * HOUR)

    positives = [each.sample.sampled_at for each in map(result, texts) if each.sample.result is Result.POSITIVE]
    for each in found:
        assert pair is not None
        first, second = (of.sample.sampled_at for of in pair)
        assert each.starts_at <= first <= second - 24 * HOUR
        assert not [at for at in positives if at >= first]


def test_what_has_not_begun_or_is_over_is_not_ended() -> None:
    assert ended([hold("over", ends=50), hold("to come", 101)], "-@1", "-@25", "-@102", "-@127") == ([], None)


@pytest.mark.parametrize("ago", [timedelta(0), SECOND, OLDEST])
def test_a_sample_of_the_last_14_days_is_taken(ago: timedelta) -> None:
    check_sample(Sample(Result.NEGATIVE, NOW - ago, "实验室"), NOW)


@pytest.mark.parametrize("at", [NOW + SECOND, NOW - OLDEST - SECOND, datetime.min.replace(tzinfo=UTC)])
def test_any_other_sample_is_refused_by_its_time(at: datetime) -> None:
    with pytest.raises(FieldsRefused) as caught:
        check_sample(Sample(Result.NEGATIVE, at, "实验室"), NOW)

    assert set(caught.value.problems) == {"sampled_at"}


def test_a_lift_names_both_results() -> None:
    assert lift_reason((result("-@1"), result("-@25"))).endswith(" -@1 -@25")
