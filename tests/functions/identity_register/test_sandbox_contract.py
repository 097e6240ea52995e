"""Both sides of the contract, over HTTP: our adapter asks, the sandbox register answers (M4)."""

from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from local.population import SyntheticPerson, people
from shared.identity import rules
from shared.identity.model import Identity
from shared.identity.register import HttpIdentityRegister
from shared.kernel.errors import DomainError, ErrorCode
from tests.loopback import Loopback, loopback
from tests.sandbox import KEY, Sandbox, sandbox

ON_FILE = tuple(people(30))
(NOT_ON_FILE,) = (person for index, person in enumerate(people(31)) if index == 30)
TODAY = date(2020, 4, 7)


def lambda_event(server: Loopback) -> dict[str, Any]:
    """The last request as API Gateway hands it to a function."""
    request = server.received[-1]
    return {
        "version": "2.0",
        "routeKey": f"POST {request.path}",
        "headers": request.headers,
        "requestContext": {"requestId": "request-1"},
        "body": request.body.decode(),
        "isBase64Encoded": False,
    }


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Sandbox, Loopback]]:
    with sandbox(ON_FILE) as register, loopback() as server:

        def answer(request: BaseHTTPRequestHandler) -> None:
            answered = register.handler(lambda_event(server), None)
            body = answered["body"].encode()
            request.send_response(answered["statusCode"])
            for name, value in (answered["headers"] | {"content-length": str(len(body))}).items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(body)

        server.script = [answer]
        yield register, server


@pytest.fixture
def port(running: tuple[Sandbox, Loopback]) -> HttpIdentityRegister:
    return HttpIdentityRegister(running[1].url, lambda: KEY)


def entered(person: SyntheticPerson, name: str | None = None, face: str | None = None, renewed: str = "") -> Identity:
    """What registration makes of what a resident enters."""
    return Identity(
        rules.document(person.document_type.value, person.document_number.lower() + renewed, TODAY),
        rules.name(name or person.name),
        rules.face(face or person.face),
    )


def refusal(port: HttpIdentityRegister, identity: Identity) -> ErrorCode:
    with pytest.raises(DomainError) as caught:
        port.verify(identity)
    return caught.value.code


def test_everybody_on_file_passes(port: HttpIdentityRegister) -> None:
    """M2: all three documents."""
    for person in ON_FILE:
        port.verify(entered(person))


def test_a_renewed_permit_is_the_same_document(port: HttpIdentityRegister) -> None:
    """M2."""
    port.verify(entered(ON_FILE[9], renewed="03"))


def test_a_name_with_another_kind_of_dot_is_the_same_name(port: HttpIdentityRegister) -> None:
    dotted = next(person for person in ON_FILE if "·" in person.name)

    port.verify(entered(dotted, name=dotted.name.replace("·", "•")))


def test_each_cause_arrives_as_its_own_refusal(port: HttpIdentityRegister) -> None:
    """M4."""
    person, other = ON_FILE[0], ON_FILE[1]

    assert refusal(port, entered(NOT_ON_FILE)) is ErrorCode.IDENTITY_NOT_ON_FILE
    assert refusal(port, entered(person, name=other.name)) is ErrorCode.NAME_OR_DOCUMENT_MISMATCH
    assert refusal(port, entered(person, face=other.face)) is ErrorCode.FACE_MISMATCH


def test_a_wrong_key_is_unavailability(running: tuple[Sandbox, Loopback]) -> None:
    port = HttpIdentityRegister(running[1].url, lambda: "another-key")

    assert refusal(port, entered(ON_FILE[0])) is ErrorCode.IDENTITY_REGISTER_UNAVAILABLE


def test_whatever_our_rules_let_pass_the_register_can_judge(port: HttpIdentityRegister) -> None:
    """The longest name, the largest face and the longest number come through the limits of the other side."""
    widest = Identity(
        rules.document("RESIDENT_ID", ON_FILE[0].document_number, TODAY),
        rules.name("\U00020000" * 50),
        rules.face("/9j/" + "A" * (480 * 1024 - 4)),
    )

    assert refusal(port, widest) is ErrorCode.NAME_OR_DOCUMENT_MISMATCH
