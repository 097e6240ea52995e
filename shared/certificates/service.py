"""Handing in certificates, seeing them, and checking the files that come (M20)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from shared.aws.tables import Table
from shared.certificates.model import (
    Certificate,
    Description,
    DownloadLink,
    KeptFile,
    Rejection,
    State,
    Upload,
    UploadForm,
    UploadMissing,
)
from shared.certificates.rules import LARGEST_BYTES, LINK_TERM, check_description, rejection_of, seen_at
from shared.certificates.store import CertificateFiles, CertificateStore, uploaded_for
from shared.family.model import Acting
from shared.kernel.clock import Clock
from shared.kernel.concurrency import retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import EntryId, PersonId, derived_id
from shared.kernel.paging import Cursors, Page, PageRequest, page_of
from shared.kernel.signals import CertificateConfirmed, CertificateRejected, Signals, UploadDropped


@dataclass(frozen=True, slots=True)
class Requested:
    """A certificate, and the form for its file while one may be posted."""

    certificate: Certificate
    form: UploadForm | None


class CertificateService:
    """What residents do with certificates, for themselves and for those they act for."""

    def __init__(self, *, core: Table, files: CertificateFiles, cursors: Cursors, clock: Clock) -> None:
        self._store = CertificateStore(core)
        self._files = files
        self._cursors = cursors
        self._clock = clock

    def request(self, acting: Acting, description: Description, idempotency_key: str) -> Requested:
        """A new certificate that waits for its file; a retry gets the same one, with a new form while that may be.

        Raises FieldsRefused, or DomainError IDEMPOTENCY_KEY_REUSED when the key was used for another certificate.
        """
        now = self._clock()
        check_description(description, now)
        own_id = EntryId(derived_id("certificate", acting.account, idempotency_key))
        certificate = Certificate(acting.subject, own_id, description, acting.actor, now)
        stored = self._store.add(certificate)
        if (stored.description, stored.uploaded_by) != (description, acting.actor):
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        seen = seen_at(stored, now)
        # S3 counts whole seconds, and a form that is good for none is no form.
        left = timedelta(seconds=int((seen.form_ends - now).total_seconds()))
        if seen.state is not State.AWAITING_UPLOAD or left <= timedelta(0):
            return Requested(seen, None)
        url, fields = self._files.form(seen, left)
        return Requested(seen, UploadForm(url, fields, now + left, LARGEST_BYTES))

    def page(self, acting: Acting, request: PageRequest) -> Page[Certificate]:
        """A part of a person's certificates, newest first.

        Raises DomainError INVALID_CURSOR.
        """

        def load(limit: int, after: str | None) -> tuple[tuple[Certificate, ...], str | None]:
            now = self._clock()
            found, last = self._store.page(acting.subject, limit, after)
            return tuple(seen_at(each, now) for each in found), last

        return page_of(self._cursors, f"certificates/{acting.subject}", request, load)

    def certificate(self, acting: Acting, certificate_id: str) -> Certificate:
        """One certificate of a person.

        Raises DomainError NOT_FOUND.
        """
        found = self._store.find(acting.subject, EntryId(certificate_id))
        if found is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        return seen_at(found, self._clock())

    def link(self, acting: Acting, certificate_id: str) -> DownloadLink:
        """An address from which a confirmed certificate's file can be downloaded for a few minutes.

        Raises DomainError NOT_FOUND, or CERTIFICATE_NOT_READY with its state.
        """
        certificate = self.certificate(acting, certificate_id)
        if certificate.file is None:
            raise DomainError(ErrorCode.CERTIFICATE_NOT_READY, {"state": certificate.state.value})
        url = self._files.link(certificate, certificate.file, LINK_TERM)
        return DownloadLink(url, self._clock() + LINK_TERM)


class UploadService:
    """Checks what was uploaded, and leaves nothing of it behind but the copy that a certificate holds.

    Events come twice, late and out of order, and a form may be posted again while it lasts. The item decides: it is
    decided once, and whatever lies in the uploads afterwards is removed.
    """

    def __init__(
        self, *, core: Table, files: CertificateFiles, retention: timedelta, clock: Clock, signals: Signals
    ) -> None:
        """A confirmed certificate is kept for `retention`."""
        self._store = CertificateStore(core)
        self._files = files
        self._retention = retention
        self._clock = clock
        self._signals = signals

    def check(self, key: str) -> None:
        """Settle the upload at `key`; may be called any number of times.

        Raises UploadMissing when a certificate waits for an upload that cannot be read, and DomainError BUSY when the
        upload was replaced every time it was looked at. Both may be tried again.
        """
        retry_when_changed(lambda: self._check(key))

    def _check(self, key: str) -> None:
        certificate = self._find(key)
        if certificate is None or certificate.state is not State.AWAITING_UPLOAD:
            self._clear(key, certificate)
            return
        try:
            self._decide(certificate, self._files.look(key))
        except UploadMissing:
            later = self._find(key)
            if later is not None and later.state is State.AWAITING_UPLOAD:
                raise
            # Another run for the same upload was quicker.
        self._files.remove_upload(key)

    def _decide(self, certificate: Certificate, upload: Upload) -> None:
        rejection = rejection_of(upload, certificate.description.media_type)
        if rejection is None:
            self._confirm(certificate, self._files.keep(certificate, upload))
        else:
            self._reject(certificate, rejection)

    def _confirm(self, certificate: Certificate, file: KeptFile) -> None:
        if self._store.confirm(certificate, file, self._clock(), self._retention):
            self._signals(CertificateConfirmed())
            return
        self._discard_unless_held(certificate, file.etag)

    def _reject(self, certificate: Certificate, rejection: Rejection) -> None:
        if self._store.reject(certificate, rejection, self._clock()):
            self._signals(CertificateRejected(rejection.value))

    def _clear(self, key: str, certificate: Certificate | None) -> None:
        """Remove what came for a certificate that waits for nothing, and the copy of a run that got no further."""
        if certificate is not None:
            with suppress(UploadMissing):
                self._discard_unless_held(certificate, self._files.look(key).etag)
        self._files.remove_upload(key)
        self._signals(UploadDropped(certificate.state.value if certificate else "UNKNOWN"))

    def _discard_unless_held(self, certificate: Certificate, etag: str) -> None:
        held = self._store.find(certificate.person_id, certificate.certificate_id)
        if held is None or held.file is None or held.file.etag != etag:
            self._files.discard(certificate, etag)

    def _find(self, key: str) -> Certificate | None:
        address: tuple[PersonId, EntryId] | None = uploaded_for(key)
        found = self._store.find(*address) if address else None
        return seen_at(found, self._clock()) if found else None
