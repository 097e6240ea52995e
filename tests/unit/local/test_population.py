"""The synthetic people of the sandbox register (M2)."""

import time
import zlib
from collections import Counter
from datetime import date
from functools import cache
from hashlib import sha256

import pytest

from local.population import SyntheticPerson, people, register_item
from shared.identity import rules
from shared.identity.model import DocumentType

TODAY = date(2020, 4, 7)


@cache
def everybody() -> tuple[SyntheticPerson, ...]:
    return tuple(people())


def numbers(kind: DocumentType) -> list[str]:
    return [person.document_number for person in everybody() if person.document_type is kind]


def test_there_are_ten_thousand_and_most_have_a_resident_id() -> None:
    assert Counter(person.document_type for person in everybody()) == {
        DocumentType.RESIDENT_ID: 8000,
        DocumentType.PASSPORT: 1000,
        DocumentType.HK_MACAO_PERMIT: 1000,
    }


def test_no_two_share_a_document_or_a_face() -> None:
    assert len({(person.document_type, person.document_number) for person in everybody()}) == 10_000
    assert len({person.portrait for person in everybody()}) == 10_000


def test_everyone_could_register() -> None:
    """M2: numbers in canonical form, names and faces that the rules take."""
    for person in everybody():
        document = rules.document(person.document_type.value, person.document_number, TODAY)
        assert document.number.reveal() == person.document_number
        assert rules.name(person.name).reveal() == person.name
        assert rules.face(person.face).reveal() == person.portrait


def test_no_number_can_belong_to_anybody() -> None:
    assert {number[2:6] for number in numbers(DocumentType.RESIDENT_ID)} == {"0000"}
    assert {number[:3] for number in numbers(DocumentType.PASSPORT)} == {"EZ9"}
    assert {number[1:4] for number in numbers(DocumentType.HK_MACAO_PERMIT)} == {"999"}


def test_they_are_of_many_provinces_ages_and_names() -> None:
    assert {number[:2] for number in numbers(DocumentType.RESIDENT_ID)} >= {"44", "11", "31", "42"}
    assert {number[0] for number in numbers(DocumentType.HK_MACAO_PERMIT)} == {"H", "M"}
    assert {number[6:9] for number in numbers(DocumentType.RESIDENT_ID)} >= {"193", "198", "201"}
    assert len({person.name for person in everybody()}) > 9000
    assert any("·" in person.name for person in everybody())
    assert {len(person.name) for person in everybody()} >= {2, 3, 4, 5, 8}


def test_the_same_person_is_the_same_in_every_run_and_every_count() -> None:
    digest = sha256()
    for person in everybody():
        digest.update(f"{person.document_type}{person.document_number}{person.name}".encode() + person.portrait)

    assert list(people(7)) == list(everybody()[:7])
    assert digest.hexdigest() == "004384af7f334cde8374e9dbe2a99e816638b36aa844a4ffcf6735b1eb63471a"


def test_a_portrait_is_a_small_png_with_sound_chunks() -> None:
    portrait = everybody()[0].portrait
    at, kinds = 8, []
    while at < len(portrait):
        length = int.from_bytes(portrait[at : at + 4])
        kind, content = portrait[at + 4 : at + 8], portrait[at + 8 : at + 8 + length]
        assert int.from_bytes(portrait[at + 8 + length : at + 12 + length]) == zlib.crc32(kind + content)
        kinds.append(kind)
        at += 12 + length

    assert kinds == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert len(portrait) < 300


@pytest.mark.parametrize("index", [0, 8, 9])
def test_the_file_holds_a_digest_in_place_of_the_portrait(index: int) -> None:
    person = everybody()[index]

    assert register_item(person) == {
        "pk": f"DOCUMENT#{person.document_type.value}#{person.document_number}",
        "sk": "DOCUMENT",
        "name": person.name,
        "face_sha256": sha256(person.portrait).hexdigest(),
    }


def test_a_portrait_is_not_printed_with_its_person() -> None:
    assert "portrait" not in repr(everybody()[0])


def test_ten_thousand_are_made_within_two_seconds() -> None:
    started = time.process_time()
    made = sum(1 for person in people() if register_item(person))

    assert made == 10_000
    assert time.process_time() - started < 2
