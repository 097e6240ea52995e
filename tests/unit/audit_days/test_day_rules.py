"""A day's head binds a set of entries, and its numbers point at nobody."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.audit.model import Kind
from shared.audit.rules import FIRST
from shared.audit_days.model import Line, Listed, Told
from shared.audit_days.rules import Counts, Tree, asked_day, head_of, last_settled, summed_up, told
from shared.kernel.errors import FieldsRefused

DAY = date(2020, 4, 7)
DIGESTS = st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), unique=True, max_size=40).map(sorted)


def root(digests: list[str]) -> str:
    tree = Tree()
    for digest in digests:
        tree.add(digest)
    return tree.root()


def _by_definition(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = _by_definition(leaves[:split]), _by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(DIGESTS)
def test_the_root_is_that_of_the_standard(digests: list[str]) -> None:
    assert root(digests) == _by_definition([digest.encode() for digest in digests]).hex()


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 9, 1000])
def test_a_tree_of_any_size_holds_one_hash_a_level(size: int) -> None:
    tree = Tree()
    for number in range(size):
        tree.add(f"{number:064x}")
    assert tree.size == size
    assert len(tree._complete) == size.bit_count()


@given(DIGESTS.filter(bool), st.data())
def test_any_entry_less_more_or_other_gives_another_root(digests: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digests) - 1))
    other = data.draw(st.text("0123456789abcdef", min_size=64, max_size=64).filter(lambda each: each not in digests))
    less = digests[:place] + digests[place + 1 :]
    assert len({root(each) for each in (digests, less, sorted([*digests, other]), sorted([*less, other]))}) == 4


def test_anybody_can_work_out_a_head_from_its_file() -> None:
    head = head_of(DAY, 2, root(["a" * 64, "b" * 64]), FIRST)
    values = {"day": "2020-04-07", "entries": 2, "previous": "0" * 64, "root": head.root}
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == head.head


def test_everything_in_a_head_counts() -> None:
    given = (DAY, 2, "r" * 64, FIRST)
    others = ((date(2020, 4, 8), *given[1:]), (DAY, 3, *given[2:]), (DAY, 2, "s" * 64, FIRST), (*given[:3], "1" * 64))
    assert len({head_of(*each).head for each in (given, *others)}) == 5


@pytest.mark.parametrize(
    ("number", "range_"), [(0, (0, 0)), (1, (1, 4)), (2, (1, 4)), (4, (1, 4)), (5, (5, 5)), (1317, (1317, 1317))]
)
def test_a_small_number_is_told_as_a_range(number: int, range_: tuple[int, int]) -> None:
    assert told(number) == Told(*range_)


def listed(kind: Kind, authority: str | None = "CDC-1", category: str | None = "SUSPECTED") -> Listed:
    return Listed("d" * 64, kind.value, authority, category)


def test_what_took_effect_and_what_was_lifted_is_counted_by_authority_and_category() -> None:
    entries = [
        *[listed(Kind.RISK_ASSIGNED)] * 4,
        *[listed(Kind.RISK_APPROVED)] * 3,
        listed(Kind.RISK_LIFTED),
        *[listed(Kind.RISK_LIFTED, "CDC-0", "HOME_QUARANTINE")] * 6,
    ]
    assert summed_up(entries)[1].lines() == (
        Line("CDC-0", "HOME_QUARANTINE", Told(0, 0), Told(6, 6)),
        Line("CDC-1", "SUSPECTED", Told(7, 7), Told(1, 4)),
    )


@pytest.mark.parametrize(
    "kind", [each for each in Kind if each not in {"RISK_ASSIGNED", "RISK_APPROVED", "RISK_LIFTED"}]
)
def test_nothing_else_is_counted(kind: Kind) -> None:
    counts = Counts()
    counts.add(listed(kind))
    assert counts.lines() == ()


@pytest.mark.parametrize(("authority", "category"), [(None, "SUSPECTED"), ("CDC-1", None)])
def test_an_entry_that_does_not_say_whose_decision_it_is_is_not_counted(
    authority: str | None, category: str | None
) -> None:
    counts = Counts()
    counts.add(listed(Kind.RISK_ASSIGNED, authority, category))
    assert counts.lines() == ()


@given(st.dictionaries(st.sampled_from(["CDC-1", "CDC-2", "CDC-3"]), st.integers(1, 8), min_size=1))
def test_no_small_number_can_be_told_from_what_is_published(assigned: dict[str, int]) -> None:
    entries = [listed(Kind.RISK_ASSIGNED, name) for name, number in assigned.items() for _ in range(number)]
    shown = {line.authority: line.assigned for line in summed_up(entries)[1].lines()}
    # Any other small number in its place gives the very same publication: there is no total to subtract from.
    swapped = {name: number if number >= 5 else 5 - number for name, number in assigned.items()}
    others = [listed(Kind.RISK_ASSIGNED, name) for name, number in swapped.items() for _ in range(number)]
    assert {line.authority: line.assigned for line in summed_up(others)[1].lines()} == shown
    assert all(shown[name] == Told(number, number) for name, number in assigned.items() if number >= 5)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        # Midnight of the region is 16:00 UTC.
        (datetime(2020, 4, 7, 15, 59, tzinfo=UTC), date(2020, 4, 6)),
        (datetime(2020, 4, 7, 16, 14, 59, tzinfo=UTC), date(2020, 4, 6)),
        (datetime(2020, 4, 7, 16, 15, tzinfo=UTC), date(2020, 4, 7)),
        (datetime(2020, 4, 7, 16, 30, tzinfo=UTC), date(2020, 4, 7)),
    ],
)
def test_a_day_is_settled_a_quarter_of_an_hour_after_it_is_over(now: datetime, day: date) -> None:
    assert last_settled(now) == day


@pytest.mark.parametrize(
    "text", ["", "today", "2020-4-7", "20200407", "2020-04-31", "2020-04-07T00", "2020-W15-2", "٢٠٢٠-٠٤-٠٧"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(FieldsRefused) as refused:
        asked_day(text)
    assert refused.value.problems == {"day": "must be a day, as 2020-04-07"}


def test_a_day_is_read() -> None:
    assert asked_day("2020-02-29") == date(2020, 2, 29)
