"""Handing in certificates: every file ends in a clear state, and leaves nothing behind (M20)."""

import json
from base64 import b64decode
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError

from shared.certificates.model import Certificate, Kind, MediaType, Rejection, State, UploadForm, UploadMissing
from shared.certificates.service import Requested
from shared.kernel.errors import ErrorCode, FieldsRefused
from shared.kernel.ids import AccountId, PersonId
from shared.kernel.paging import PageRequest
from shared.kernel.signals import CertificateConfirmed, CertificateRejected, UploadDropped
from tests.acts import ACCOUNT, add_member, refused, register
from tests.aws_calls import failing, overtaken, server_fault
from tests.builders import pdf
from tests.certificate_acts import acting_for, announced, handed_in, posted, told, upload_key
from tests.region import BUCKET, Region

EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(400)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(400)
TOO_LARGE = pdf() + bytes(10 * 1024 * 1024)
WAITING_SECONDS = 600


@pytest.fixture
def person(region: Region) -> PersonId:
    own = register(region).person_id
    region.signals.clear()
    return own


def seen(region: Region, certificate: Certificate) -> Certificate:
    """The certificate as its person sees it now."""
    return region.certificates.certificate(acting_for(region, certificate.person_id), certificate.certificate_id)


def kept(region: Region, certificate: Certificate) -> bytes:
    """What a confirmed certificate's link leads to."""
    link = region.certificates.link(acting_for(region, certificate.person_id), certificate.certificate_id)
    key = urlsplit(link.url).path.removeprefix("/")
    body: bytes = region.bucket.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    return body


def uploads(region: Region) -> list[str]:
    return [key for key in region.files() if key.startswith("uploads/")]


def form_of(requested: Requested) -> UploadForm:
    assert requested.form is not None
    return requested.form


def policy(form: UploadForm) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(b64decode(form.fields["policy"]))
    return found


def test_a_new_certificate_waits_for_its_file_until_its_deadline(region: Region, person: PersonId) -> None:
    requested = announced(region, person)

    assert seen(region, requested.certificate) == requested.certificate
    assert requested.certificate.state is State.AWAITING_UPLOAD
    assert requested.certificate.deadline == region.clock() + timedelta(minutes=15)
    assert requested.certificate.uploaded_by == person


def test_its_form_takes_one_file_of_its_type_and_size_and_nothing_else(region: Region, person: PersonId) -> None:
    requested = announced(region, person, media_type=MediaType.JPEG)

    form = form_of(requested)
    conditions = policy(form)["conditions"]
    exact = {name: value for each in conditions if isinstance(each, dict) for name, value in each.items()}
    assert ["content-length-range", 1, 10 * 1024 * 1024] in conditions
    assert exact["key"] == form.fields["key"] == upload_key(requested.certificate)
    assert exact["Content-Type"] == form.fields["Content-Type"] == "image/jpeg"
    assert exact["bucket"] == BUCKET
    assert not [each for each in conditions if isinstance(each, list) and each[0] == "starts-with"]
    assert form.expires_at == region.clock() + timedelta(seconds=WAITING_SECONDS) < requested.certificate.deadline


def test_what_is_said_about_it_is_in_no_key(region: Region, person: PersonId) -> None:
    handed_in(region, person, note="张小明")

    assert not [key for key in region.files() if "张小明" in key or "pdf" in key]


def test_a_retry_gets_the_same_certificate_with_a_new_form_while_there_may_be_one(
    region: Region, person: PersonId
) -> None:
    first = announced(region, person)
    region.clock.move(timedelta(seconds=WAITING_SECONDS - 1))
    again = announced(region, person)
    region.clock.move(timedelta(seconds=1))
    late = announced(region, person)

    assert first.certificate == again.certificate == late.certificate
    assert form_of(again).expires_at == form_of(first).expires_at
    assert late.form is None
    assert len([item for item in region.items() if "certificate_id" in item]) == 1


def test_a_retry_after_the_confirmation_gets_no_form(region: Region, person: PersonId) -> None:
    confirmed = handed_in(region, person)

    again = announced(region, person)

    assert again == Requested(confirmed, None)


def test_the_same_key_for_another_certificate_is_refused(region: Region, person: PersonId) -> None:
    announced(region, person)

    with refused(ErrorCode.IDEMPOTENCY_KEY_REUSED):
        announced(region, person, kind=Kind.VACCINATION)


def test_one_that_is_issued_tomorrow_is_refused(region: Region, person: PersonId) -> None:
    tomorrow = (region.clock() + timedelta(days=1)).date()

    with pytest.raises(FieldsRefused):
        announced(region, person, issued_on=tomorrow)

    assert not [item for item in region.items() if "certificate_id" in item]


def test_a_proper_file_is_confirmed_and_kept_and_its_upload_goes(region: Region, person: PersonId) -> None:
    certificate = handed_in(region, person)

    assert (certificate.state, certificate.decided_at) == (State.CONFIRMED, region.clock())
    assert certificate.file is not None
    assert certificate.file.size == len(pdf())
    assert kept(region, certificate) == pdf()
    assert uploads(region) == []
    assert region.signals == [CertificateConfirmed()]


REJECTED = [
    pytest.param(EXE, Rejection.WRONG_CONTENT, id="a renamed program"),
    pytest.param(PNG, Rejection.TYPE_MISMATCH, id="a picture declared as a PDF"),
    pytest.param(TOO_LARGE, Rejection.TOO_LARGE, id="one byte and more above ten mebibytes"),
    pytest.param(b"", Rejection.EMPTY, id="an empty file"),
]


@pytest.mark.parametrize(("content", "rejection"), REJECTED)
def test_any_other_file_is_rejected_with_the_reason_and_goes(
    region: Region, person: PersonId, content: bytes, rejection: Rejection
) -> None:
    certificate = handed_in(region, person, content)

    assert (certificate.state, certificate.rejection, certificate.file) == (State.REJECTED, rejection, None)
    assert region.files() == []
    assert region.signals == [CertificateRejected(rejection.value)]
    with refused(ErrorCode.CERTIFICATE_NOT_READY) as caught:
        kept(region, certificate)
    assert caught.value.facts == {"state": "REJECTED"}


def test_a_pdf_that_was_declared_as_a_picture_is_rejected(region: Region, person: PersonId) -> None:
    certificate = handed_in(region, person, pdf(), media_type=MediaType.PNG)

    assert certificate.rejection is Rejection.TYPE_MISMATCH


def test_one_whose_file_never_comes_expires_by_the_clock_and_goes_by_itself(region: Region, person: PersonId) -> None:
    certificate = announced(region, person).certificate
    writes = region.items()

    region.clock.move(timedelta(minutes=15))

    assert seen(region, certificate).state is State.EXPIRED
    assert region.items() == writes
    (item,) = [item for item in region.items() if "certificate_id" in item]
    assert item["expires_at"] == (certificate.deadline + timedelta(days=1)).timestamp()
    with refused(ErrorCode.CERTIFICATE_NOT_READY) as caught:
        kept(region, certificate)
    assert caught.value.facts == {"state": "EXPIRED"}


def test_a_file_whose_event_comes_after_the_deadline_is_removed_unread(region: Region, person: PersonId) -> None:
    certificate = announced(region, person).certificate
    posted(region, certificate, pdf())
    region.clock.move(timedelta(minutes=15))

    told(region, certificate)

    assert seen(region, certificate).state is State.EXPIRED
    assert region.files() == []
    assert region.signals == [UploadDropped("EXPIRED")]


@pytest.mark.parametrize("content", [pdf(), EXE], ids=["confirmed", "rejected"])
def test_an_event_that_comes_twice_changes_nothing(region: Region, person: PersonId, content: bytes) -> None:
    certificate = handed_in(region, person, content)
    files, items = region.files(), region.items()

    region.clock.move(timedelta(minutes=1))
    told(region, certificate)

    assert (region.files(), region.items()) == (files, items)
    assert region.signals[1:] == [UploadDropped(certificate.state.value)]


@pytest.mark.parametrize("second", [pdf("second"), pdf(), EXE], ids=["another", "the same", "a program"])
def test_what_is_posted_after_the_confirmation_is_removed_and_the_checked_file_stays(
    region: Region, person: PersonId, second: bytes
) -> None:
    certificate = handed_in(region, person, pdf())
    posted(region, certificate, second)

    told(region, certificate)

    assert seen(region, certificate) == certificate
    assert kept(region, certificate) == pdf()
    assert len(region.files()) == 1


def test_a_rejected_certificate_is_not_mended_by_a_second_file(region: Region, person: PersonId) -> None:
    certificate = handed_in(region, person, EXE)
    posted(region, certificate, pdf())

    told(region, certificate)

    assert seen(region, certificate) == certificate
    assert region.files() == []


@pytest.mark.parametrize(
    "key", ["uploads/" + "a" * 32 + "/" + "b" * 16, "uploads/", "uploads/../certificates/x", "uploads/张小明.pdf"]
)
def test_a_file_that_no_certificate_waits_for_is_removed(region: Region, key: str) -> None:
    region.bucket.client.put_object(Bucket=BUCKET, Key=key, Body=pdf())

    region.uploads.check(key)

    assert region.files() == []
    assert region.signals == [UploadDropped("UNKNOWN")]


def test_the_file_that_was_checked_is_the_file_that_is_kept(region: Region, person: PersonId) -> None:
    certificate = announced(region, person).certificate
    posted(region, certificate, pdf("first"))

    with overtaken(region, "CopyObject", lambda: posted(region, certificate, EXE)):
        told(region, certificate)

    assert seen(region, certificate).rejection is Rejection.WRONG_CONTENT
    assert region.files() == []


def test_of_two_files_checked_at_once_one_is_kept_and_the_other_leaves_nothing(
    region: Region, person: PersonId
) -> None:
    certificate = announced(region, person).certificate
    posted(region, certificate, pdf("first"))

    def second() -> None:
        posted(region, certificate, pdf("second"))
        told(region, certificate)

    with overtaken(region, "UpdateItem", second):
        told(region, certificate)

    assert kept(region, certificate) == pdf("second")
    assert len(region.files()) == 1
    assert region.signals.count(CertificateConfirmed()) == 1


@pytest.mark.parametrize("operation", ["GetObject", "CopyObject", "UpdateItem"])
def test_one_event_that_is_handled_twice_at_once_is_handled_once(
    region: Region, person: PersonId, operation: str
) -> None:
    certificate = announced(region, person).certificate
    posted(region, certificate, pdf())

    with overtaken(region, operation, lambda: told(region, certificate)):
        told(region, certificate)

    assert seen(region, certificate).state is State.CONFIRMED
    assert kept(region, certificate) == pdf()
    assert len(region.files()) == 1
    assert region.signals.count(CertificateConfirmed()) == 1


def test_an_upload_that_is_missing_while_it_is_waited_for_is_tried_again(region: Region, person: PersonId) -> None:
    certificate = announced(region, person).certificate

    with pytest.raises(UploadMissing):
        region.uploads.check(upload_key(certificate))

    assert seen(region, certificate) == certificate


@pytest.mark.parametrize("content", [pdf(), EXE], ids=["proper", "program"])
@pytest.mark.parametrize("applied", [False, True], ids=["not done", "done"])
@pytest.mark.parametrize("number", range(5))
def test_whatever_call_fails_a_second_try_ends_in_the_same_state(
    region: Region, person: PersonId, content: bytes, number: int, applied: bool
) -> None:
    certificate = announced(region, person).certificate
    posted(region, certificate, content)

    with failing(region, number, server_fault, applied=applied), suppress(ClientError):
        region.uploads.check(upload_key(certificate))
    region.uploads.check(upload_key(certificate))

    ended = seen(region, certificate)
    assert ended.state is (State.CONFIRMED if content == pdf() else State.REJECTED)
    assert len(region.files()) == (ended.state is State.CONFIRMED)
    assert ended.state is State.REJECTED or kept(region, certificate) == pdf()


def test_a_copy_of_a_try_that_got_no_further_goes_when_the_next_one_is_too_late(
    region: Region, person: PersonId
) -> None:
    certificate = announced(region, person).certificate
    posted(region, certificate, pdf())
    with failing(region, 3, server_fault), pytest.raises(ClientError):
        region.uploads.check(upload_key(certificate))
    assert len(region.files()) == 2

    region.clock.move(timedelta(minutes=15))
    told(region, certificate)

    assert region.files() == []


def test_a_guardian_hands_in_a_member_s_certificate_and_it_says_so(region: Region, person: PersonId) -> None:
    father = add_member(region).link.member

    certificate = handed_in(region, father)

    assert (certificate.person_id, certificate.uploaded_by) == (father, person)
    assert kept(region, certificate) == pdf()
    assert listed(region, father) == [certificate]
    assert listed(region, person) == []


def test_one_person_s_certificate_is_not_found_under_another(region: Region, person: PersonId) -> None:
    father = add_member(region).link.member
    certificate = handed_in(region, father)

    for ask in (region.certificates.certificate, region.certificates.link):
        with refused(ErrorCode.NOT_FOUND):
            ask(acting_for(region, person), certificate.certificate_id)


def test_a_stranger_has_no_way_to_a_certificate(region: Region, person: PersonId) -> None:
    handed_in(region, person)
    register(region, 5, AccountId("stranger"))

    with refused(ErrorCode.NOT_FOUND):
        acting_for(region, person, AccountId("stranger"))


def test_two_accounts_with_the_same_idempotency_key_are_two_acts(region: Region, person: PersonId) -> None:
    other = AccountId("account-2")
    stranger = register(region, 5, other).person_id

    mine = announced(region, person).certificate
    theirs = region.certificates.request(acting_for(region, stranger, other), mine.description, "certificate-0001")

    assert mine.certificate_id != theirs.certificate.certificate_id


def test_the_list_is_newest_first_in_pages_and_tells_states_as_of_now(region: Region, person: PersonId) -> None:
    made = []
    for number in range(5):
        made.append(announced(region, person, f"certificate-{number:04}").certificate)
        region.clock.move(timedelta(minutes=6))

    assert [each.certificate_id for each in listed(region, person, 2)] == [
        each.certificate_id for each in reversed(made)
    ]
    assert [each.state for each in listed(region, person)] == [State.AWAITING_UPLOAD] * 2 + [State.EXPIRED] * 3


def test_a_link_is_short_lived_and_says_what_the_file_is(region: Region, person: PersonId) -> None:
    certificate = handed_in(region, person)

    link = region.certificates.link(acting_for(region, person), certificate.certificate_id)

    query = {name: values[0] for name, values in parse_qs(urlsplit(link.url).query).items()}
    assert query["X-Amz-Expires"] == "300"
    assert link.expires_at == region.clock() + timedelta(minutes=5)
    assert query["response-content-type"] == "application/pdf"
    assert (
        query["response-content-disposition"] == f'attachment; filename="certificate-{certificate.certificate_id}.pdf"'
    )


def listed(region: Region, person: PersonId, limit: int = 100, account: AccountId = ACCOUNT) -> list[Certificate]:
    """Every page of a person's certificates."""
    found: list[Certificate] = []
    cursor: str | None = None
    while True:
        page = region.certificates.page(acting_for(region, person, account), PageRequest(limit, cursor))
        found += page.items
        cursor = page.cursor
        if cursor is None:
            return found
