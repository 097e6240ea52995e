"""What every refusal looks like, and what it must not do."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.aws.problems import PROBLEMS
from shared.kernel.errors import ErrorCode
from tests.acts import NAME, PHONE
from tests.aws_calls import listed
from tests.builders import face, resident_id
from tests.functions.samples import Event, send
from tests.region import Answer, Region

MARK = "Zq7wv"
"""Stands in what is sent and nowhere else, so that it shows where it is repeated."""
PERSONAL = (*(resident_id(serial) for serial in range(1, 5)), NAME, PHONE, face())

_MEMBERS = ["type", "title", "status", "detail", "code", "request_id"]
_FACTS = {
    ErrorCode.INVALID_REQUEST: ["errors"],
    ErrorCode.INVALID_DOCUMENT_NUMBER: ["errors"],
    ErrorCode.INVALID_CHECKPOINT: ["errors"],
    ErrorCode.BODY_TOO_LARGE: ["limit_bytes"],
    ErrorCode.UNSUPPORTED_DOCUMENT: ["accepted"],
}
_HEADERS = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}
_READING = frozenset({"GetItem", "Query", "Scan", "GenerateMac", "GetPublicKey"})


def refusal(region: Region, event: Event) -> Answer:
    """The refusal of `event` in English, once it is known to be a proper one in both languages.

    Nothing that was sent with the mark, and nothing personal, is in it.
    """
    answers = {}
    for language in ("zh-CN", "en"):
        answer = send(region, event | {"headers": event["headers"] | {"accept-language": language}})
        assert_problem(answer, language, event["requestContext"]["requestId"])
        assert not [text for text in (MARK, *PERSONAL) if text in str(answer.body)]
        answers[language] = answer
    return answers["en"]


def assert_problem(answer: Answer, language: str, request_id: str) -> None:
    """A problem of RFC 9457 with the members, the words and the headers of its code."""
    code = ErrorCode(answer.json["code"])
    words = PROBLEMS[code]
    said = (words.title_en, words.advice_en) if language == "en" else (words.title_zh, words.advice_zh)
    about = {
        ErrorCode.UNAUTHENTICATED: {"www-authenticate": "Bearer"},
        ErrorCode.TEMPERATURE_IS_FINAL: {"allow": "GET"},
    }.get(code, {})

    assert list(answer.json) == _MEMBERS + _FACTS.get(code, [])
    assert answer.json["type"] == f"urn:yuekang:problem:{code.lower().replace('_', '-')}"
    assert (answer.json["title"], answer.json["detail"]) == said
    assert answer.status == answer.json["status"] == words.status
    assert 400 <= answer.status <= 499
    assert answer.json["request_id"] == request_id
    assert answer.headers == _HEADERS | {"content-language": language} | about


def fields_of(answer: Answer) -> set[str]:
    """The fields that a refusal names."""
    return {error["field"] for error in answer.json.get("errors", [])}


def code_of(answer: Answer) -> ErrorCode:
    return ErrorCode(answer.json["code"])


@contextmanager
def nothing_done(region: Region, *, read: bool) -> Iterator[None]:
    """The block changes no table, asks no register and signals nothing; without `read` it asks AWS for nothing."""
    before = _state(region)
    with listed(region) as calls:
        yield
    assert not [call.operation for call in calls if not read or call.operation not in _READING]
    assert _state(region) == before


def _state(region: Region) -> str:
    tables = [table.client.scan(TableName=table.name)["Items"] for table in (region.core, region.vault)]
    return repr((tables, len(region.register.asked), len(region.signals)))
