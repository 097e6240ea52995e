"""The six categories (M8) and the guide out of each (M9)."""

import re
from dataclasses import astuple
from datetime import timedelta
from itertools import combinations

import pytest

from shared.risk.evidence import TESTS_APART, Evidence, is_released_by
from shared.risk.guides import release_guide
from shared.risk.model import Category, Colour

# The six of the notice, word for word.
OFFICIAL = {
    "CONFIRMED_OR_POSITIVE": "确诊病例和核酸阳性人员",
    "SUSPECTED": "疑似病例",
    "CLOSE_CONTACT": "密切接触者",
    "HIGH_RISK_ARRIVAL": "疫情地高风险来粤人员",
    "CENTRAL_QUARANTINE": "集中隔离人员",
    "HOME_QUARANTINE": "居家隔离人员",
}
LANGUAGES = ("zh-CN", "en")


def test_there_are_exactly_six_categories_with_their_official_names() -> None:
    assert {category.value: release_guide(category, "zh-CN").name for category in Category} == OFFICIAL


def test_there_are_exactly_two_colours() -> None:
    assert [colour.value for colour in Colour] == ["GREEN", "RED"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("category", Category)
def test_a_guide_says_of_its_category_what_ends_it_and_what_to_do(category: Category, language: str) -> None:
    guide = release_guide(category, language)

    assert guide.category is category
    assert all(len(text) >= 4 for text in (guide.name, guide.released_when, guide.what_to_do))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["name", "released_when", "what_to_do"])
def test_no_guide_of_one_category_is_that_of_another(part: str, language: str) -> None:
    texts = {category: getattr(release_guide(category, language), part) for category in Category}

    assert [pair for pair in combinations(Category, 2) if texts[pair[0]] == texts[pair[1]]] == []


@pytest.mark.parametrize("category", Category)
def test_each_language_is_written_in_its_own_script(category: Category) -> None:
    chinese, english = (" ".join(astuple(release_guide(category, language))[1:]) for language in LANGUAGES)

    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not re.search("[A-Za-z]", chinese)
    assert english.isascii()


# How a guide names each kind of evidence, in either language.
NAMED = {
    Evidence.END_DATE: ("结束日期", "end date"),
    Evidence.RELEASE_NOTICE: ("告知书", "notice of release"),
    Evidence.NEGATIVE_TESTS: ("两次核酸检测均为阴性", "two negative tests"),
}


@pytest.mark.parametrize("evidence", Evidence)
@pytest.mark.parametrize("category", Category)
def test_a_guide_names_the_evidence_that_ends_its_category_and_no_other(category: Category, evidence: Evidence) -> None:
    for language, words in zip(LANGUAGES, NAMED[evidence], strict=True):
        named = words in release_guide(category, language).released_when
        assert named == is_released_by(category, evidence), language


def test_the_guide_names_the_hours_between_two_tests() -> None:
    hours = str(TESTS_APART // timedelta(hours=1))
    assert all(hours in release_guide(Category.SUSPECTED, language).released_when for language in LANGUAGES)


@pytest.mark.parametrize("category", Category)
def test_every_guide_says_where_to_have_an_error_corrected(category: Category) -> None:
    assert "申诉" in release_guide(category, "zh-CN").what_to_do
    assert "appeal" in release_guide(category, "en").what_to_do


def test_a_language_without_guides_gets_the_chinese_ones() -> None:
    assert release_guide(Category.SUSPECTED, "fr") == release_guide(Category.SUSPECTED, "zh-CN")
