"""When each of a region's keys is in use, from nothing but when it was published, and when a list is issued again."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shared.trust.model import PublishedKey
from shared.trust.rules import ISSUED_AGAIN_AFTER, is_due, periods, signed_in_time
from tests.unit.trust.trust_lists import DAY, NOW, trust_list, trusted_issuer

MINUTE = timedelta(minutes=1)


def published(key_id: int, days_ago: float = 0) -> PublishedKey:
    return PublishedKey(key_id, bytes([key_id]), NOW - days_ago * DAY, None)


def test_the_only_key_is_in_use_since_it_was_published_and_has_no_end() -> None:
    (key,) = periods([published(1, 2)])
    assert signed_in_time(key, NOW - 2 * DAY)
    assert signed_in_time(key, NOW + 1000 * DAY)
    assert not signed_in_time(key, NOW - 2 * DAY - 6 * MINUTE)


def test_clocks_need_not_agree_to_the_second() -> None:
    (key,) = periods([published(1)])
    assert signed_in_time(key, NOW - 4 * MINUTE)


def test_a_region_that_has_published_no_key_has_none() -> None:
    assert periods([]) == ()


def test_two_keys_overlap_by_an_hour() -> None:
    old, new = periods([published(2), published(1, 400)])
    assert (old.key_id, new.key_id) == (1, 2)
    assert signed_in_time(old, NOW + 59 * MINUTE)
    assert not signed_in_time(old, NOW + 60 * MINUTE)
    assert signed_in_time(new, NOW)


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=8))
def test_at_any_time_since_the_first_key_some_key_is_in_use(days: list[float]) -> None:
    keys = periods(published(number, each) for number, each in enumerate(days, 1))
    assert keys[-1].valid_until is None
    assert all(one.valid_until and other.valid_from < one.valid_until for one, other in pairwise(keys))


def test_a_withdrawal_is_carried_over() -> None:
    (key,) = periods([replace(published(1, 1), withdrawn_at=NOW)])
    assert key.withdrawn_at == NOW


def test_a_list_is_issued_again_when_something_changed_or_it_grew_old() -> None:
    held = trust_list()
    assert not is_due(replace(held, issued_at=NOW + ISSUED_AGAIN_AFTER - MINUTE), held)
    assert is_due(replace(held, issued_at=NOW + ISSUED_AGAIN_AFTER), held)
    assert is_due(replace(held, issued_at=NOW + MINUTE, issuers=(trusted_issuer(keys=()),)), held)
