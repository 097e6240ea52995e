"""Every refusal has its status and its words in both languages."""

import re

import pytest

from shared.aws.problem import Problem
from shared.aws.problems import PROBLEMS
from shared.kernel.errors import ErrorCode

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_error_code_has_a_row_and_every_row_a_code() -> None:
    assert set(PROBLEMS) == set(ErrorCode)


@pytest.mark.parametrize("code", ErrorCode)
def test_a_refusal_says_what_is_wrong_and_what_to_do_in_both_languages(code: ErrorCode) -> None:
    problem = PROBLEMS[code]

    assert _CHINESE.search(problem.title_zh)
    assert _CHINESE.search(problem.advice_zh)
    assert re.search(r"[a-z]{2}", problem.title_en)
    assert re.search(r"[a-z]{2}", problem.advice_en)
    assert not _CHINESE.search(problem.title_en + problem.advice_en)


@pytest.mark.parametrize("code", ErrorCode)
def test_a_refusal_is_an_error_of_the_caller_or_ours(code: ErrorCode) -> None:
    assert code.value == code.name
    assert 400 <= PROBLEMS[code].status <= 599


def test_no_two_refusals_say_the_same() -> None:
    def words(problem: Problem) -> tuple[str, str]:
        return problem.title_zh, problem.title_en

    assert len({words(problem) for problem in PROBLEMS.values()}) == len(PROBLEMS)
