from dataclasses import replace
from datetime import date

import pytest

from shared.health_questions.jwe import encrypted
from shared.health_questions.sealed import KIND, MOST_CHARACTERS, Asked, seal, unsealed
from shared.identity.model import Document, DocumentType
from shared.jws.signature import NotGenuine
from shared.kernel.pii import DocumentNumber
from tests.encryption import DRAW, KID, OTHER_KID, public_key, unwrap

TODAY = date(2020, 4, 7)
ASKED = Asked(44, 42, "health-summary", "0123456789abcdef0123456789abcdef")
PASSPORT = Document(DocumentType.PASSPORT, DocumentNumber("E12345678"))


def sealed(asked: Asked = ASKED, about: Document = PASSPORT) -> str:
    return seal(about, asked, KID, public_key(), DRAW)


def read(text: object, asked: Asked = ASKED) -> Document:
    return unsealed(text, asked, KID, unwrap, TODAY)


@pytest.mark.parametrize(
    "about",
    [
        PASSPORT,
        Document(DocumentType.RESIDENT_ID, DocumentNumber("11010519491231002X")),
        Document(DocumentType.HK_MACAO_PERMIT, DocumentNumber("H12345678")),
    ],
)
def test_a_sealed_document_is_read_by_whom_it_was_sealed_for(about: Document) -> None:
    assert read(sealed(about=about)) == about


def test_nothing_of_the_number_is_in_the_text() -> None:
    assert PASSPORT.number.reveal() not in sealed()
    assert len(sealed()) < MOST_CHARACTERS


@pytest.mark.parametrize(
    "other",
    [
        replace(ASKED, jti="0" * 32),
        replace(ASKED, question="health-detail"),
        replace(ASKED, asker=41),
        replace(ASKED, asked=41),
    ],
)
def test_a_document_is_good_for_one_question_only(other: Asked) -> None:
    with pytest.raises(NotGenuine, match="another question"):
        read(sealed(), other)


def test_a_document_sealed_for_another_region_is_not_read() -> None:
    with pytest.raises(NotGenuine):
        read(seal(PASSPORT, ASKED, OTHER_KID, public_key(OTHER_KID), DRAW))


@pytest.mark.parametrize("text", [None, 1, {}, "", "a.b.c.d.e", "A" * (MOST_CHARACTERS + 1)])
def test_what_is_no_sealed_document_is_not_read(text: object) -> None:
    with pytest.raises(NotGenuine):
        read(text)


BOUND = '"iss":44,"aud":42,"question":"health-summary","jti":"0123456789abcdef0123456789abcdef"'


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "[]",
        "null",
        "é",
        "{" + BOUND + "}",
        "{" + BOUND + ',"document":"E12345678"}',
        "{" + BOUND + ',"document":{"type":"VISA","number":"E12345678"}}',
        "{" + BOUND + ',"document":{"type":"PASSPORT","number":"12"}}',
        "{" + BOUND + ',"document":{"type":"PASSPORT","number":12}}',
        "{" + BOUND + ',"document":{"type":"RESIDENT_ID","number":"110105194912310021"}}',
        '{"document":{"type":"PASSPORT","number":"E12345678"}}',
    ],
)
def test_what_was_encrypted_and_is_no_document_is_refused_without_its_value(content: str) -> None:
    with pytest.raises(NotGenuine) as fault:
        read(encrypted(KIND, content.encode(), KID, public_key(), DRAW))

    assert "E12345678" not in str(fault.value)
    assert fault.value.__cause__ is None
