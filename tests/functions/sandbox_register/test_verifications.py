"""The sandbox register answers as the contract in docs/identity-register.md says (M4)."""

import json
import logging
from base64 import b64encode
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from functions.sandbox_register.app import ROUTES, VERIFICATIONS, build
from local.population import people
from shared.kernel.signals import RequestFailed
from shared.sandbox.service import SandboxRegister
from tests.look_alikes import full_width
from tests.sandbox import KEY, Sandbox, sandbox

EVENTS = Path(__file__).parents[3] / "events" / "sandbox_register"
PERSON, OTHER = people(2)
BODY = {
    "document_type": PERSON.document_type.value,
    "document_number": PERSON.document_number,
    "name": PERSON.name,
    "face": PERSON.face,
}
LARGEST = b64encode(b"\x89PNG\r\n\x1a\n" + bytes(360 * 1024 - 8)).decode()


@pytest.fixture(scope="module")
def register() -> Iterator[Sandbox]:
    with sandbox(people(10)) as running:
        yield running


def ask(register: Sandbox, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
    """The status and the body of the answer to `body`; `headers` replace those of a sound request."""
    event = json.loads((EVENTS / "match.json").read_text("utf-8"))
    event["headers"] |= {name.replace("_", "-"): value for name, value in headers.items()}
    event["body"] = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    answer = register.handler(event, None)
    return answer["statusCode"], json.loads(answer["body"])


@pytest.mark.parametrize("event", sorted(EVENTS.glob("*.json")), ids=lambda event: event.stem)
def test_every_sample_event_gets_the_answer_it_is_named_after(register: Sandbox, event: Path) -> None:
    answer = register.handler(json.loads(event.read_text("utf-8")), None)

    body = json.loads(answer["body"])
    if event.stem == "wrong_key":
        assert (answer["statusCode"], body["code"]) == (401, "UNAUTHENTICATED")
    else:
        assert (answer["statusCode"], body) == (200, {"result": event.stem.upper()})
        assert answer["headers"]["content-type"] == "application/json"
        assert answer["headers"]["cache-control"] == "no-store"


def test_there_is_a_sample_event_for_each_result() -> None:
    assert {event.stem for event in EVENTS.glob("*.json")} == {
        *("match", "not_on_file", "name_or_document_mismatch", "face_mismatch"),
        "wrong_key",
    }


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, "MATCH"),
        ({"face": OTHER.face}, "FACE_MISMATCH"),
        ({"name": OTHER.name}, "NAME_OR_DOCUMENT_MISMATCH"),
        ({"name": OTHER.name, "face": OTHER.face}, "NAME_OR_DOCUMENT_MISMATCH"),
        ({"document_number": OTHER.document_number}, "NAME_OR_DOCUMENT_MISMATCH"),
        ({"document_number": OTHER.document_number, "name": OTHER.name}, "FACE_MISMATCH"),
        ({"document_number": "440000199001010010"}, "NOT_ON_FILE"),
        ({"document_number": "440000199001010010", "name": OTHER.name, "face": OTHER.face}, "NOT_ON_FILE"),
        ({"document_type": "PASSPORT"}, "NOT_ON_FILE"),
        ({"name": f"{PERSON.name} "}, "NAME_OR_DOCUMENT_MISMATCH"),
        ({"face": LARGEST}, "FACE_MISMATCH"),
    ],
)
def test_the_first_mismatch_in_the_order_of_the_contract_is_the_answer(
    register: Sandbox, changes: dict[str, str], result: str
) -> None:
    """M4: two causes told apart."""
    assert ask(register, BODY | changes) == (200, {"result": result})


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        KEY,
        f"bearer {KEY}",
        f"Basic {KEY}",
        f"Bearer {KEY}x",
        f"Bearer {KEY[:-1]}",
        f"Bearer  {KEY}",
        f"Bearer {KEY}\n",
        "Bearer 钥匙",
        f"Bearer {KEY}, Bearer {KEY}",
    ],
)
def test_without_the_key_nothing_is_said(register: Sandbox, authorization: str) -> None:
    status, body = ask(register, BODY, authorization=authorization)

    assert (status, body["code"]) == (401, "UNAUTHENTICATED")
    assert "result" not in body


def test_without_the_key_not_even_the_body_is_judged(register: Sandbox) -> None:
    assert ask(register, {"name": 1}, authorization="Bearer wrong")[0] == 401


def test_a_request_without_an_authorization_header_is_refused(register: Sandbox) -> None:
    event = json.loads((EVENTS / "match.json").read_text("utf-8"))
    del event["headers"]["authorization"]

    assert register.handler(event, None)["statusCode"] == 401


@pytest.mark.parametrize("key", ["", " ", "\n"])
def test_a_register_with_a_blank_key_does_not_start(register: Sandbox, key: str) -> None:
    with pytest.raises(ValueError, match="blank"):
        build(SandboxRegister(register.store), key, register.signals.append)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"document_type": "FOREIGN_PASSPORT"}, "document_type"),
        ({"document_type": 1}, "document_type"),
        ({"document_type": None}, "document_type"),
        ({"document_number": ""}, "document_number"),
        ({"document_number": "4" * 19}, "document_number"),
        ({"document_number": "44000019900101001x"}, "document_number"),
        ({"document_number": "E1234567#"}, "document_number"),
        ({"document_number": "EZ9000008\n"}, "document_number"),
        ({"document_number": full_width("440000199001010010")}, "document_number"),
        ({"document_number": 440000199001010010}, "document_number"),
        ({"document_number": ["EZ9000008"]}, "document_number"),
        ({"name": "张"}, "name"),
        ({"name": "张" * 51}, "name"),
        ({"name": {"first": "三"}}, "name"),
        ({"face": ""}, "face"),
        ({"face": "iVBORw0KGgo"}, "face"),
        ({"face": "iVBORw0KGgo=\n"}, "face"),
        ({"face": "iVBORw0KGg-_"}, "face"),
        ({"face": "图图图图"}, "face"),
        ({"face": LARGEST + "AAAA"}, "face"),
        ({"face": True}, "face"),
        ({"phone": "13800000000"}, "unknown field"),
    ],
)
def test_a_wrong_field_is_named_and_not_repeated(register: Sandbox, changes: dict[str, object], field: str) -> None:
    status, body = ask(register, BODY | changes)

    assert (status, body["code"]) == (422, "INVALID_REQUEST")
    assert [error["field"] for error in body["errors"]] == [field]
    shown = json.dumps(body, ensure_ascii=False)
    assert not any(value in shown for value in changes.values() if isinstance(value, str) and len(value) > 1)


def test_every_wrong_field_is_named(register: Sandbox) -> None:
    status, body = ask(register, {})

    assert status == 422
    assert {error["field"] for error in body["errors"]} == set(BODY)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "INVALID_JSON"),
        ("{", 400, "INVALID_JSON"),
        ("[" * 100_000, 400, "INVALID_JSON"),
        ("null", 422, "INVALID_REQUEST"),
        ("[]", 422, "INVALID_REQUEST"),
        ('"x"', 422, "INVALID_REQUEST"),
        (json.dumps(BODY | {"name": "x" * 600_000}), 413, "BODY_TOO_LARGE"),
    ],
)
def test_a_body_that_is_no_request_is_refused(register: Sandbox, body: str, status: int, code: str) -> None:
    answered, problem = ask(register, body)

    assert (answered, problem["code"]) == (status, code)


def test_another_content_type_is_refused(register: Sandbox) -> None:
    assert ask(register, BODY, content_type="text/plain")[0] == 415


def test_another_route_is_not_found(register: Sandbox) -> None:
    event = json.loads((EVENTS / "match.json").read_text("utf-8")) | {"routeKey": "GET /v1/people"}

    assert register.handler(event, None)["statusCode"] == 404
    assert ROUTES == (VERIFICATIONS,)


def test_a_table_that_does_not_answer_gives_503_without_internals(register: Sandbox) -> None:
    def fail(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://dynamodb.internal.example")

    events = register.store.table.client.meta.events
    events.register("before-call", fail)
    try:
        status, body = ask(register, BODY)
    finally:
        events.unregister("before-call", fail)

    assert (status, body["code"]) == (503, "UNAVAILABLE")
    assert "internal" not in json.dumps(body)
    assert register.signals == [RequestFailed("EndpointConnectionError")]


def test_nothing_personal_and_no_key_is_logged(
    register: Sandbox, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    for changes in ({}, {"name": OTHER.name}, {"face": OTHER.face}, {"face": "?"}):
        ask(register, BODY | changes)

    logged = "".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records) + "".join(
        capsys.readouterr()
    )
    for secret in (PERSON.document_number, PERSON.name, PERSON.face, KEY):
        assert secret not in logged


def test_the_handler_is_made_of_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        boto3.client("secretsmanager").create_secret(Name="sandbox/key", SecretString="of the secret's own")
        boto3.client("dynamodb").create_table(
            TableName="people-on-file",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        )
        monkeypatch.setenv("REGISTER_TABLE", "people-on-file")
        monkeypatch.setenv("REGISTER_SECRET", "sandbox/key")
        event = json.loads((EVENTS / "match.json").read_text("utf-8"))
        event["headers"]["authorization"] = "Bearer of the secret's own"

        answer = import_module("functions.sandbox_register.handler").handler(event, None)

    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"result": "NOT_ON_FILE"})
