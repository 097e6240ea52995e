"""Refusals as their caller reads them: problem documents (RFC 9457) in the caller's language."""

from typing import Any

from shared.aws.problems import PROBLEMS
from shared.kernel.errors import DomainError

CHINESE = "zh-CN"
ENGLISH = "en"


def language_of(accept_language: str) -> str:
    """`en` when the header asks for English before Chinese, else `zh-CN`; weights other than order are ignored."""
    for wanted in accept_language.lower().split(","):
        if wanted.strip().startswith("en"):
            return ENGLISH
        if wanted.strip().startswith("zh"):
            return CHINESE
    return CHINESE


def problem(refusal: DomainError, language: str, request_id: str) -> tuple[int, dict[str, Any]]:
    """The status and the problem+json body of `refusal`."""
    words = PROBLEMS[refusal.code]
    english = language == ENGLISH
    body = {
        "type": f"urn:yuekang:problem:{refusal.code.value.lower().replace('_', '-')}",
        "title": words.title_en if english else words.title_zh,
        "status": words.status,
        "detail": words.advice_en if english else words.advice_zh,
        "code": refusal.code.value,
        "request_id": request_id,
    }
    return words.status, body | dict(refusal.facts)
