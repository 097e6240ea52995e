"""Which files are taken, and how long a certificate waits for one (M20)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.certificates.model import Certificate, Description, Kind, MediaType, Rejection, State, Upload
from shared.certificates.rules import LARGEST_BYTES, SIGNATURE_BYTES, check_description, rejection_of, seen_at
from shared.certificates.words import why
from shared.kernel.errors import FieldsRefused
from shared.kernel.ids import EntryId, PersonId
from tests.region import START

PDF, JPEG, PNG = b"%PDF-1.7", b"\xff\xd8\xff\xe0\x00\x10JF", b"\x89PNG\r\n\x1a\n"
BEGINNINGS = {MediaType.PDF: PDF, MediaType.JPEG: JPEG, MediaType.PNG: PNG}


def upload(first_bytes: bytes, size: int = 1000) -> Upload:
    return Upload(size, "etag", first_bytes[:SIGNATURE_BYTES])


def waiting() -> Certificate:
    described = Description(Kind.OTHER, MediaType.PDF, None, None)
    return Certificate(PersonId("a" * 32), EntryId("b" * 16), described, PersonId("a" * 32), START)


@pytest.mark.parametrize("media_type", MediaType)
def test_a_file_that_begins_as_its_type_does_is_taken(media_type: MediaType) -> None:
    assert rejection_of(upload(BEGINNINGS[media_type]), media_type) is None


@pytest.mark.parametrize("declared", MediaType)
@pytest.mark.parametrize("real", MediaType)
def test_a_file_of_another_type_than_declared_is_rejected_as_that(real: MediaType, declared: MediaType) -> None:
    found = rejection_of(upload(BEGINNINGS[real]), declared)

    assert found == (None if real is declared else Rejection.TYPE_MISMATCH)


@pytest.mark.parametrize(
    "first_bytes",
    [
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"PK\x03\x04\x14\x00\x06\x00",
        b"<!doctype html>",
        b"\x00%PDF-1.7",
        b"%pdf-1.7",
        b"%PDF",
        b"\x89PNG\n\x1a\n\x00",
        b"\xff\xd8",
        b"GIF89a\x00\x00",
    ],
    ids=repr,
)
@pytest.mark.parametrize("declared", MediaType)
def test_a_file_that_begins_like_none_of_them_is_rejected_whatever_was_declared(
    first_bytes: bytes, declared: MediaType
) -> None:
    assert rejection_of(upload(first_bytes), declared) is Rejection.WRONG_CONTENT


@pytest.mark.parametrize(
    ("size", "found"),
    [(0, Rejection.EMPTY), (1, None), (LARGEST_BYTES, None), (LARGEST_BYTES + 1, Rejection.TOO_LARGE)],
)
def test_a_file_has_from_one_byte_to_ten_mebibytes(size: int, found: Rejection | None) -> None:
    assert LARGEST_BYTES == 10 * 1024 * 1024
    assert rejection_of(upload(PDF if size else b"", size), MediaType.PDF) is found


def test_without_a_checked_file_a_certificate_expires_at_its_deadline_by_the_clock_alone() -> None:
    certificate = waiting()

    assert certificate.deadline == START + timedelta(minutes=15)
    assert certificate.form_ends < certificate.deadline
    assert seen_at(certificate, certificate.deadline - timedelta(microseconds=1)) == certificate
    assert seen_at(certificate, certificate.deadline).state is State.EXPIRED


@pytest.mark.parametrize("state", [State.CONFIRMED, State.REJECTED])
def test_what_was_decided_does_not_expire(state: State) -> None:
    decided = replace(waiting(), state=state)

    assert seen_at(decided, START + timedelta(days=300)) == decided


@pytest.mark.parametrize(("days", "refused"), [(-30, False), (0, False), (1, True)])
def test_a_certificate_is_not_issued_in_the_future(days: int, refused: bool) -> None:
    described = replace(waiting().description, issued_on=(START + timedelta(days=days)).date())

    if refused:
        with pytest.raises(FieldsRefused) as caught:
            check_description(described, START)
        assert set(caught.value.problems) == {"issued_on"}
    else:
        check_description(described, START)


def test_today_is_the_region_s_day() -> None:
    late = START.replace(hour=17)
    tomorrow_in_the_region = replace(waiting().description, issued_on=(START + timedelta(days=1)).date())

    check_description(tomorrow_in_the_region, late)


def test_every_rejection_says_why_in_both_languages() -> None:
    words = {language: [why(rejection, language) for rejection in Rejection] for language in ("zh-CN", "en")}

    assert len({*words["zh-CN"], *words["en"]}) == 2 * len(Rejection)
    assert all(text.isascii() for text in words["en"])
    assert not any(text.isascii() for text in words["zh-CN"])
