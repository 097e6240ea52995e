"""The sandbox register's table: one person a document, found with one read."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from local.population import people
from shared.identity.model import Document, DocumentType
from shared.kernel.pii import DocumentNumber
from shared.sandbox.model import Entry
from tests.sandbox import Sandbox, sandbox

PEOPLE = tuple(people(10))


@pytest.fixture(scope="module")
def register() -> Iterator[Sandbox]:
    with sandbox(PEOPLE) as running:
        yield running


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.document_number)
def test_everyone_on_file_is_found_by_their_document(register: Sandbox, person: Any) -> None:
    document = Document(person.document_type, DocumentNumber(person.document_number))

    assert register.store.entry(document) == Entry(person.name, sha256(person.portrait).hexdigest())


@pytest.mark.parametrize("number", ["440000199001010010", "EZ9000008#", "", "*"])
def test_a_number_that_is_not_on_file_finds_nobody(register: Sandbox, number: str) -> None:
    for kind in DocumentType:
        assert register.store.entry(Document(kind, DocumentNumber(number))) is None


def test_a_number_on_file_finds_nobody_under_another_type(register: Sandbox) -> None:
    passport = PEOPLE[8]

    assert register.store.entry(Document(DocumentType.PASSPORT, DocumentNumber(passport.document_number)))
    assert register.store.entry(Document(DocumentType.RESIDENT_ID, DocumentNumber(passport.document_number))) is None


def test_a_look_up_is_one_consistent_read(register: Sandbox) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        asked.append((model.name, params))

    events = register.store.table.client.meta.events
    events.register("provide-client-params", note)
    register.store.entry(Document(DocumentType.PASSPORT, DocumentNumber("EZ9000008")))
    events.unregister("provide-client-params", note)

    ((operation, parameters),) = asked
    assert operation == "GetItem"
    assert parameters["ConsistentRead"] is True


def test_a_portrait_is_nowhere_in_the_table(register: Sandbox) -> None:
    table = register.store.table
    items = table.client.scan(TableName=table.name)["Items"]

    assert len(items) == len(PEOPLE)
    assert {frozenset(item) for item in items} == {frozenset({"pk", "sk", "name", "face_sha256"})}
    assert not any(person.portrait.hex() in repr(items) or person.face in repr(items) for person in PEOPLE)
