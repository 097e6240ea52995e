"""Certificates in the core table, and their files in the bucket."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from shared.aws import buckets, keys, reading
from shared.aws.buckets import Bucket, FileMissing
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, Write, commit, put_new, update
from shared.certificates.model import (
    Certificate,
    Description,
    KeptFile,
    Kind,
    MediaType,
    Rejection,
    State,
    Upload,
    UploadMissing,
)
from shared.certificates.rules import EXPIRED_SHOWN, LARGEST_BYTES, REJECTED_SHOWN, SIGNATURE_BYTES
from shared.kernel.clock import from_iso, iso
from shared.kernel.ids import EntryId, PersonId

_UPLOAD = re.compile(r"uploads/([a-z2-7]{32})/([a-z2-7]{16})", re.ASCII)
_ENDINGS = {MediaType.PDF: "pdf", MediaType.JPEG: "jpg", MediaType.PNG: "png"}
_DECIDE = "SET #state = :state, decided_at = :decided_at, expires_at = :expires_at"


@dataclass(frozen=True, slots=True)
class CertificateStore:
    """One item a certificate; the database removes it when its time is over."""

    core: Table

    def add(self, certificate: Certificate) -> Certificate:
        """Store a new certificate; returns the stored one when there already is one with this id."""
        try:
            commit(self.core.client, [put_new("certificate", self.core.name, _item(certificate))])
        except Refused as refused:
            return _certificate(refused.item)
        return certificate

    def find(self, person_id: PersonId, certificate_id: EntryId) -> Certificate | None:
        item = reading.one(self.core, keys.certificate(person_id, certificate_id))
        return _certificate(item) if item else None

    def page(self, person_id: PersonId, limit: int, after: str | None) -> tuple[tuple[Certificate, ...], str | None]:
        """At most `limit` certificates of a person, newest first, and the last one's place when more follow."""
        items, last = reading.newest(self.core, keys.certificates(person_id), limit, after)
        return tuple(map(_certificate, items)), last

    def confirm(self, certificate: Certificate, file: KeptFile, now: datetime, retention: timedelta) -> bool:
        """Whether the certificate was still waiting and now has `file`."""
        more = {"state": State.CONFIRMED.value, "expires_at": int((now + retention).timestamp()), "file": asdict(file)}
        return self._decide(certificate, f"{_DECIDE}, kept_file = :file", now, more)

    def reject(self, certificate: Certificate, rejection: Rejection, now: datetime) -> bool:
        """Whether the certificate was still waiting and now is rejected."""
        ends = int((now + REJECTED_SHOWN).timestamp())
        more = {"state": State.REJECTED.value, "expires_at": ends, "rejection": rejection.value}
        return self._decide(certificate, f"{_DECIDE}, rejection = :rejection", now, more)

    def _decide(self, certificate: Certificate, expression: str, now: datetime, values: Item) -> bool:
        write: Write = update(
            "certificate",
            self.core.name,
            keys.certificate(certificate.person_id, certificate.certificate_id),
            expression,
            condition="#state = :awaiting AND deadline > :decided_at",
            awaiting=State.AWAITING_UPLOAD.value,
            decided_at=iso(now),
            **values,
        )
        try:
            commit(self.core.client, [write])
        except Refused:
            return False
        return True


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Uploads, which anyone with a form may replace for a while, and the kept copies of checked ones.

    A copy lies under its content's tag: whoever checked another content of the same upload made another copy.
    """

    bucket: Bucket

    def form(self, certificate: Certificate, term: timedelta) -> tuple[str, dict[str, str]]:
        """The address and the fields of a form for the certificate's file, good for `term`."""
        return buckets.upload_form(
            self.bucket,
            _upload(certificate),
            media_type=certificate.description.media_type.value,
            most_bytes=LARGEST_BYTES,
            term=term,
        )

    def link(self, certificate: Certificate, file: KeptFile, term: timedelta) -> str:
        """An address from which the kept file can be downloaded for `term`."""
        media_type = certificate.description.media_type
        return buckets.download_link(
            self.bucket,
            _copy(certificate, file.etag),
            file_name=f"certificate-{certificate.certificate_id}.{_ENDINGS[media_type]}",
            media_type=media_type.value,
            term=term,
        )

    def look(self, key: str) -> Upload:
        """What can be told of an upload without reading all of it.

        Raises UploadMissing.
        """
        with _missing():
            start = buckets.start_of(self.bucket, key, SIGNATURE_BYTES)
        return Upload(start.size, start.etag, start.first_bytes)

    def keep(self, certificate: Certificate, upload: Upload) -> KeptFile:
        """Copy the upload to where it is kept.

        Raises Changed when it was replaced since it was looked at, and UploadMissing when it was removed.
        """
        media_type = certificate.description.media_type.value
        target = _copy(certificate, upload.etag)
        with _missing():
            buckets.copy(self.bucket, _upload(certificate), target, etag=upload.etag, media_type=media_type)
        return KeptFile(upload.size, upload.etag)

    def discard(self, certificate: Certificate, etag: str) -> None:
        """Remove a copy that no certificate holds; there need not be one."""
        buckets.delete(self.bucket, _copy(certificate, etag))

    def remove_upload(self, key: str) -> None:
        buckets.delete(self.bucket, key)


def uploaded_for(key: str) -> tuple[PersonId, EntryId] | None:
    """The person and the certificate that an upload is for; None for a key that no form of ours has."""
    found = _UPLOAD.fullmatch(key)
    return (PersonId(found[1]), EntryId(found[2])) if found else None


@contextmanager
def _missing() -> Iterator[None]:
    try:
        yield
    except FileMissing as missing:
        raise UploadMissing from missing.__cause__


def _upload(certificate: Certificate) -> str:
    return f"uploads/{certificate.person_id}/{certificate.certificate_id}"


def _copy(certificate: Certificate, etag: str) -> str:
    return f"certificates/{certificate.person_id}/{certificate.certificate_id}/{etag}"


def _item(certificate: Certificate) -> Item:
    told, ends = certificate.description, certificate.deadline
    return (
        keys.certificate(certificate.person_id, certificate.certificate_id)
        | reading.in_list(
            keys.certificates(certificate.person_id), certificate.requested_at, certificate.certificate_id
        )
        | {
            "person_id": certificate.person_id,
            "certificate_id": certificate.certificate_id,
            "kind": told.kind.value,
            "media_type": told.media_type.value,
            "issued_on": told.issued_on.isoformat() if told.issued_on else None,
            "note": told.note,
            "uploaded_by": certificate.uploaded_by,
            "requested_at": iso(certificate.requested_at),
            "state": certificate.state.value,
            "deadline": iso(ends),
            "expires_at": int((ends + EXPIRED_SHOWN).timestamp()),
        }
    )


def _certificate(item: Item) -> Certificate:
    return Certificate(
        person_id=PersonId(item["person_id"]),
        certificate_id=EntryId(item["certificate_id"]),
        description=Description(
            kind=Kind(item["kind"]),
            media_type=MediaType(item["media_type"]),
            issued_on=date.fromisoformat(item["issued_on"]) if "issued_on" in item else None,
            note=item.get("note"),
        ),
        uploaded_by=PersonId(item["uploaded_by"]),
        requested_at=from_iso(item["requested_at"]),
        state=State(item["state"]),
        decided_at=from_iso(item["decided_at"]) if "decided_at" in item else None,
        rejection=Rejection(item["rejection"]) if "rejection" in item else None,
        file=KeptFile(**item["kept_file"]) if "kept_file" in item else None,
    )
