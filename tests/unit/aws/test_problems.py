"""Problems: the words of every refusal in the language that was asked for, and when to come back."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import functions
import shared
from shared.aws.problem_documents import language_of, problem
from shared.aws.problems import PROBLEMS
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
        ErrorCode.ITINERARY_PROVIDER_UNAVAILABLE: 503,
        ErrorCode.PROVINCE_UNAVAILABLE: 503,
    }

    assert {code: PROBLEMS[code].status for code in promised} == promised
    assert {code for code in promised if promised[code] in {429, 503}} == PASSES


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the product, and where it is."""
    for package in (functions, shared):
        for path in sorted(Path(package.__path__[0]).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield f"{path}:{node.lineno}", node


def named_in(node: ast.AST) -> set[str]:
    return {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}


def refusals() -> Iterator[tuple[str, set[str], bool]]:
    """Every `DomainError(...)` of the product: where it is, the codes it names, and whether it says when to return.

    One that names a contract's `unavailable` names the codes of all contracts with other systems.
    """
    of_contracts = {
        code
        for _, call in calls()
        for word in call.keywords
        if word.arg == "unavailable"
        for code in named_in(word.value)
    }
    for place, call in calls():
        if getattr(call.func, "id", "") == "DomainError" and call.args:
            codes = named_in(call.args[0])
            codes |= of_contracts if "unavailable" in codes else set()
            yield place, codes, any(word.arg == "retry_after" for word in call.keywords)


def test_every_refusal_that_passes_by_itself_says_when_to_come_back() -> None:
    passing = [(place, codes, says) for place, codes, says in refusals() if codes & PASSES]

    assert set().union(*(codes for _, codes, _ in passing)) >= PASSES
    assert [place for place, _, says in passing if not says] == []


def test_no_other_refusal_says_to_come_back() -> None:
    assert [place for place, codes, says in refusals() if says and not codes & PASSES] == []
