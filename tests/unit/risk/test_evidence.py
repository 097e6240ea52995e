"""What ends a hold of which category (M8, M9), written down a second time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.risk.evidence import RELEASED_BY, TESTS_APART, Evidence, is_released_by
from shared.risk.model import Category, Colour
from shared.risk.rules import status_at
from tests.unit.risk.test_colour import HOLD, NOW


def test_the_table_has_a_row_for_each_category() -> None:
    assert {category.value: sorted(evidence) for category, evidence in RELEASED_BY.items()} == {
        "CONFIRMED_OR_POSITIVE": ["END_DATE"],
        "SUSPECTED": ["END_DATE", "NEGATIVE_TESTS"],
        "CLOSE_CONTACT": ["END_DATE", "RELEASE_NOTICE"],
        "HIGH_RISK_ARRIVAL": ["END_DATE"],
        "CENTRAL_QUARANTINE": ["END_DATE", "RELEASE_NOTICE"],
        "HOME_QUARANTINE": ["END_DATE"],
    }
    assert timedelta(hours=24) == TESTS_APART


@pytest.mark.parametrize("category", Category)
def test_an_end_date_ends_the_categories_that_the_table_says(category: Category) -> None:
    ended = replace(HOLD, category=category, ends_at=NOW)

    assert (status_at((ended,), NOW).colour is Colour.GREEN) == is_released_by(category, Evidence.END_DATE)
