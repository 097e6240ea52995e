"""Certificates in the core table: decided once, listed newest first; and their files in the bucket."""

from datetime import timedelta

import pytest

from shared.aws.buckets import Bucket
from shared.certificates.model import (
    Certificate,
    Description,
    KeptFile,
    Kind,
    MediaType,
    Rejection,
    State,
    UploadMissing,
)
from shared.certificates.store import CertificateFiles, CertificateStore, uploaded_for
from shared.kernel.concurrency import Changed
from shared.kernel.ids import EntryId, PersonId
from tests.builders import pdf
from tests.region import CERTIFICATE_RETENTION, START, Region

PERSON, OTHER = PersonId("a" * 32), PersonId("c" * 32)
FILE = KeptFile(1000, "0123abcd")
LATER = START + timedelta(minutes=2)


def certificate(number: int = 0, person: PersonId = PERSON) -> Certificate:
    described = Description(Kind.VACCINATION, MediaType.PNG, START.date(), "第二剂")
    own_id = EntryId(f"{'b' * 15}{'abcdefgh'[number]}")
    return Certificate(person, own_id, described, OTHER, START + timedelta(seconds=number))


@pytest.fixture
def store(region: Region) -> CertificateStore:
    return CertificateStore(region.core)


@pytest.fixture
def files(region: Region) -> CertificateFiles:
    return CertificateFiles(region.bucket)


def put(region: Region, content: bytes) -> str:
    """Put the upload of `certificate()`; returns its key."""
    key = f"uploads/{PERSON}/{certificate().certificate_id}"
    region.bucket.client.put_object(Bucket=region.bucket.name, Key=key, Body=content)
    return key


def test_what_is_added_is_found(store: CertificateStore) -> None:
    added = store.add(certificate())

    assert added == certificate()
    assert store.find(PERSON, added.certificate_id) == added
    assert store.find(OTHER, added.certificate_id) is None


def test_one_with_nothing_said_about_it_is_found_too(store: CertificateStore) -> None:
    bare = Certificate(PERSON, EntryId("b" * 16), Description(Kind.OTHER, MediaType.PDF, None, None), PERSON, START)
    store.add(bare)

    assert store.find(PERSON, bare.certificate_id) == bare


def test_a_second_one_with_the_same_id_changes_nothing(store: CertificateStore) -> None:
    store.add(certificate())
    store.confirm(certificate(), FILE, LATER, CERTIFICATE_RETENTION)

    again = store.add(certificate())

    assert (again.state, again.file) == (State.CONFIRMED, FILE)


def test_it_is_confirmed_once(store: CertificateStore) -> None:
    store.add(certificate())

    assert store.confirm(certificate(), FILE, LATER, CERTIFICATE_RETENTION)
    assert not store.confirm(certificate(), KeptFile(5, "other"), LATER, CERTIFICATE_RETENTION)
    assert not store.reject(certificate(), Rejection.EMPTY, LATER)

    found = store.find(PERSON, certificate().certificate_id)
    assert found is not None
    assert (found.state, found.file, found.decided_at, found.rejection) == (State.CONFIRMED, FILE, LATER, None)


def test_it_is_rejected_once(store: CertificateStore) -> None:
    store.add(certificate())

    assert store.reject(certificate(), Rejection.TOO_LARGE, LATER)
    assert not store.reject(certificate(), Rejection.EMPTY, LATER)
    assert not store.confirm(certificate(), FILE, LATER, CERTIFICATE_RETENTION)

    found = store.find(PERSON, certificate().certificate_id)
    assert found is not None
    assert (found.state, found.rejection, found.file) == (State.REJECTED, Rejection.TOO_LARGE, None)


def test_after_its_deadline_it_is_not_decided(store: CertificateStore) -> None:
    store.add(certificate())

    assert not store.confirm(certificate(), FILE, certificate().deadline, CERTIFICATE_RETENTION)
    assert not store.reject(certificate(), Rejection.EMPTY, certificate().deadline)


def test_one_that_is_gone_is_not_made_again_by_a_decision(store: CertificateStore, region: Region) -> None:
    assert not store.confirm(certificate(), FILE, LATER, CERTIFICATE_RETENTION)
    assert region.items() == []


def test_the_database_is_told_when_its_time_is_over(store: CertificateStore, region: Region) -> None:
    for number in range(3):
        store.add(certificate(number))
    store.confirm(certificate(1), FILE, LATER, CERTIFICATE_RETENTION)
    store.reject(certificate(2), Rejection.EMPTY, LATER)

    ends = {item["certificate_id"]: item["expires_at"] for item in region.items()}

    assert ends == {
        certificate(0).certificate_id: (certificate(0).deadline + timedelta(days=1)).timestamp(),
        certificate(1).certificate_id: (LATER + CERTIFICATE_RETENTION).timestamp(),
        certificate(2).certificate_id: (LATER + timedelta(days=7)).timestamp(),
    }


def test_a_person_s_list_is_newest_first_and_holds_nobody_else_s(store: CertificateStore) -> None:
    mine = [store.add(certificate(number)) for number in range(3)]
    store.add(certificate(3, OTHER))

    first, after = store.page(PERSON, 2, None)
    rest, end = store.page(PERSON, 2, after)

    assert [*first, *rest] == mine[::-1]
    assert (len(first), end) == (2, None)


def test_an_upload_is_told_by_its_size_tag_and_first_bytes(files: CertificateFiles, region: Region) -> None:
    content = pdf()
    key = put(region, content)

    seen = files.look(key)

    assert (seen.size, seen.first_bytes) == (len(content), content[:8])
    assert files.look(put(region, b"")).size == 0
    assert files.look(put(region, b"ab")).first_bytes == b"ab"


def test_an_upload_that_is_not_there_is_named_so(files: CertificateFiles) -> None:
    with pytest.raises(UploadMissing):
        files.look(f"uploads/{PERSON}/{'b' * 16}")


def test_what_is_kept_is_what_was_looked_at(files: CertificateFiles, region: Region) -> None:
    seen = files.look(put(region, pdf("first")))
    put(region, pdf("second"))

    with pytest.raises(Changed):
        files.keep(certificate(), seen)

    assert region.files() == [f"uploads/{PERSON}/{certificate().certificate_id}"]


def test_of_a_kept_file_only_its_bytes_come_along(files: CertificateFiles, region: Region) -> None:
    key = put(region, pdf())
    region.bucket.client.put_object(
        Bucket=region.bucket.name, Key=key, Body=pdf(), ContentType="text/html", Metadata={"name": "Zhang"}
    )

    kept = files.keep(certificate(), files.look(key))

    copy = f"certificates/{PERSON}/{certificate().certificate_id}/{kept.etag}"
    answer = region.bucket.client.get_object(Bucket=region.bucket.name, Key=copy)
    assert answer["Body"].read() == pdf()
    assert (answer["ContentType"], answer["Metadata"]) == ("image/png", {})
    files.discard(certificate(), kept.etag)
    files.remove_upload(key)
    files.remove_upload(key)
    assert region.files() == []


def test_a_bucket_that_is_away_is_not_taken_for_a_missing_upload(region: Region) -> None:
    elsewhere = CertificateFiles(Bucket(region.bucket.client, "no-such-bucket"))

    with pytest.raises(region.bucket.client.exceptions.NoSuchBucket):
        elsewhere.look("uploads/x")


@pytest.mark.parametrize(
    ("key", "found"),
    [
        (f"uploads/{'a' * 32}/{'b' * 16}", ("a" * 32, "b" * 16)),
        (f"uploads/{'a' * 32}/{'b' * 16}/", None),
        (f"uploads/{'a' * 32}/{'b' * 17}", None),
        (f"uploads/{'A' * 32}/{'b' * 16}", None),
        (f"certificates/{'a' * 32}/{'b' * 16}", None),
        (f"uploads/../{'a' * 32}/{'b' * 16}", None),
        ("uploads/", None),
    ],
)
def test_only_a_key_of_our_forms_names_a_certificate(key: str, found: tuple[str, str] | None) -> None:
    assert uploaded_for(key) == found
