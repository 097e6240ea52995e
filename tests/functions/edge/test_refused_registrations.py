"""A registration that the identity register refuses leaves one trace: that it was tried."""

from collections.abc import Iterator

import pytest

from shared.aws.problems import PROBLEMS
from shared.kernel.errors import ErrorCode
from shared.registration.service import ATTEMPTS_AN_HOUR
from tests.functions.edge.refusals import PERSONAL
from tests.functions.samples import Event, Values, filled, newcomer, prepared, send
from tests.region import Region, deployed_region

REFUSALS = (
    *(ErrorCode.IDENTITY_NOT_ON_FILE, ErrorCode.NAME_OR_DOCUMENT_MISMATCH, ErrorCode.FACE_MISMATCH),
    ErrorCode.IDENTITY_REGISTER_UNAVAILABLE,
)


@pytest.fixture
def region() -> Iterator[Region]:
    with deployed_region() as region:
        yield region


@pytest.fixture
def values(region: Region) -> Values:
    return newcomer(prepared(region))


def registration(values: Values) -> Event:
    event = filled("POST /v1/registration", values)
    event["headers"]["accept-language"] = "en"
    return event


@pytest.mark.parametrize("code", REFUSALS)
def test_only_the_attempt_is_kept(region: Region, values: Values, code: ErrorCode) -> None:
    core, vault = region.items(), region.items(region.vault)
    region.register.refusal = code

    answer = send(region, registration(values))

    (attempt,) = (item for item in region.items() if item not in core)
    assert (answer.status, answer.json["code"]) == (PROBLEMS[code].status, code)
    assert (answer.json["title"], answer.json["detail"]) == (PROBLEMS[code].title_en, PROBLEMS[code].advice_en)
    assert attempt["pk"] == f"ACCOUNT#{values['account']}"
    assert set(attempt) == {"pk", "sk", "attempts", "expires_at"}
    assert region.items(region.vault) == vault
    assert not [text for text in PERSONAL if text in str(answer.body)]


def test_after_too_many_attempts_the_register_is_asked_no_more(region: Region, values: Values) -> None:
    region.register.refusal = ErrorCode.FACE_MISMATCH
    for _ in range(ATTEMPTS_AN_HOUR):
        assert send(region, registration(values)).json["code"] == "FACE_MISMATCH"
    asked, core = len(region.register.asked), region.items()

    answer = send(region, registration(values))

    assert (answer.status, answer.json["code"]) == (429, "TOO_MANY_ATTEMPTS")
    assert 1 <= int(answer.headers["retry-after"]) <= 3600
    assert (len(region.register.asked), region.items()) == (asked, core)


def test_a_body_that_is_refused_is_no_attempt(region: Region, values: Values) -> None:
    for _ in range(ATTEMPTS_AN_HOUR + 1):
        assert send(region, registration(values) | {"body": "{}"}).status == 422

    assert send(region, registration(values)).status == 201
