"""Problems: the words of every refusal in the language that was asked for, and when to come back."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import functions
import shared
from shared.aws.problems import PROBLEMS, language_of, problem
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused

PASSES = {code for code, words in PROBLEMS.items() if words.status in {429, 503}}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh-CN"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("en-US,en;q=0.9", "en"),
        ("zh", "zh-CN"),
        ("zh-Hant-HK, en;q=0.8", "zh-CN"),
        ("en, zh", "en"),
        ("zh, en", "zh-CN"),
        ("fr, en;q=0.5", "en"),
        ("fr", "zh-CN"),
        ("*", "zh-CN"),
        (" en ", "en"),
        ("\x00,\x00", "zh-CN"),
        (",,,", "zh-CN"),
    ],
)
def test_the_language_is_the_first_of_the_two_that_is_accepted(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


@pytest.mark.parametrize("code", ErrorCode)
def test_a_problem_has_the_members_of_its_standard_and_a_stable_code(code: ErrorCode) -> None:
    words = PROBLEMS[code]

    assert problem(DomainError(code), "en", "request-1") == (
        words.status,
        {
            "type": f"urn:yuekang:problem:{code.lower().replace('_', '-')}",
            "title": words.title_en,
            "status": words.status,
            "detail": words.advice_en,
            "code": code.value,
            "request_id": "request-1",
        },
    )


@pytest.mark.parametrize("code", ErrorCode)
def test_a_problem_speaks_chinese_unless_english_was_asked_for(code: ErrorCode) -> None:
    _, body = problem(DomainError(code), "zh-CN", "request-1")

    assert (body["title"], body["detail"]) == (PROBLEMS[code].title_zh, PROBLEMS[code].advice_zh)


def test_facts_stand_beside_the_members() -> None:
    _, body = problem(FieldsRefused({"document.number": "is wrong", "name": "is missing"}), "en", "request-1")

    assert body["errors"] == [
        {"field": "document.number", "problem": "is wrong"},
        {"field": "name", "problem": "is missing"},
    ]


def test_statuses_say_what_the_interface_promises() -> None:
    promised = {
        ErrorCode.INVALID_JSON: 400,
        ErrorCode.UNAUTHENTICATED: 401,
        ErrorCode.FORBIDDEN: 403,
        ErrorCode.NOT_FOUND: 404,
        ErrorCode.IDEMPOTENCY_KEY_REUSED: 409,
        ErrorCode.BODY_TOO_LARGE: 413,
        ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
        ErrorCode.INVALID_REQUEST: 422,
        ErrorCode.TOO_MANY_ATTEMPTS: 429,
        ErrorCode.INTERNAL: 500,
        ErrorCode.BUSY: 503,
        ErrorCode.UNAVAILABLE: 503,
        ErrorCode.IDENTITY_REGISTER_UNAVAILABLE: 503,
    }

    assert {code: PROBLEMS[code].status for code in promised} == promised
    assert {code for code in promised if promised[code] in {429, 503}} == PASSES


def refusals() -> Iterator[tuple[str, set[str], bool]]:
    """Every `DomainError(...)` of the product: where it is, the codes it names, and whether it says when to return."""
    for package in (functions, shared):
        for path in sorted(Path(package.__path__[0]).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "DomainError" and node.args:
                    codes = {each.attr for each in ast.walk(node.args[0]) if isinstance(each, ast.Attribute)}
                    yield f"{path}:{node.lineno}", codes, any(word.arg == "retry_after" for word in node.keywords)


def test_every_refusal_that_passes_by_itself_says_when_to_come_back() -> None:
    passing = [(place, says) for place, codes, says in refusals() if codes & PASSES]

    assert len(passing) >= len(PASSES)
    assert [place for place, says in passing if not says] == []


def test_no_other_refusal_says_to_come_back() -> None:
    assert [place for place, codes, says in refusals() if says and not codes & PASSES] == []
