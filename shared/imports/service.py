"""Handing in many assignments or lifts at once, and the second officer without whom none has effect (M8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from shared.aws.tables import Table
from shared.imports import files, rules
from shared.imports.model import (
    FORM_TERM,
    LARGEST_BYTES,
    LINK_TERM,
    ImportFormat,
    ImportKind,
    ImportState,
    ReportLink,
    RiskImport,
    UploadForm,
)
from shared.imports.store import ImportFiles, ImportStore
from shared.kernel.clock import Clock
from shared.kernel.concurrency import Changed, retry_when_changed
from shared.kernel.errors import DomainError, ErrorCode
from shared.kernel.ids import Authority, EntryId, derived_id
from shared.kernel.paging import Cursors, Page, PageRequest, page_of
from shared.kernel.roles import Actor
from shared.kernel.signals import (
    RiskImportAnnounced,
    RiskImportApproved,
    RiskImportRefused,
    RiskImportResumed,
    Signals,
)
from shared.risk.service import Decision


class Starter(Protocol):
    """Sets long work going."""

    def start(self, name: str, about: Mapping[str, object]) -> bool:
        """Start the run `name`, told `about`; a run of that name that was started before is left alone.

        Returns False when that one gave up.
        """


@dataclass(frozen=True, slots=True)
class Announced:
    """An import, and the form for its file while it awaits one."""

    risk_import: RiskImport
    form: UploadForm | None


@dataclass(frozen=True, slots=True)
class Seen:
    """An import, and the link to its report once it is done."""

    risk_import: RiskImport
    report: ReportLink | None


class RiskImportService:
    """What officers do with imports; working through the rows is not theirs."""

    def __init__(
        self,
        *,
        core: Table,
        bucket: ImportFiles,
        starter: Starter,
        retention: timedelta,
        cursors: Cursors,
        clock: Clock,
        signals: Signals,
    ) -> None:
        """An import is kept for `retention` from its announcement."""
        self._store = ImportStore(core)
        self._files = bucket
        self._starter = starter
        self._retention = retention
        self._cursors = cursors
        self._clock = clock
        self._signals = signals

    def announce(self, actor: Actor, kind: ImportKind, file_format: ImportFormat, idempotency_key: str) -> Announced:
        """A new import that awaits its file; a retry gets the same one, with a new form as long as no file was checked.

        Raises DomainError AUTHORITY_MISSING, or IDEMPOTENCY_KEY_REUSED when the key was used for another import.
        """
        now = self._clock().replace(microsecond=0)
        own_id = EntryId(derived_id("risk import", actor.account, idempotency_key))
        new = RiskImport(own_id, kind, file_format, _authority_of(actor), actor.account, created_at=now)
        stored = self._store.add(new, self._retention)
        if (stored.kind, stored.format, stored.authority) != (kind, file_format, new.authority):
            raise DomainError(ErrorCode.IDEMPOTENCY_KEY_REUSED)
        if stored is new:
            self._signals(RiskImportAnnounced(kind.value))
        if stored.state is not ImportState.AWAITING_FILE:
            return Announced(stored, None)
        url, fields = self._files.form(stored, FORM_TERM)
        return Announced(stored, UploadForm(url, fields, now + FORM_TERM, LARGEST_BYTES))

    def waiting(self, actor: Actor, request: PageRequest) -> Page[RiskImport]:
        """A part of the imports of the actor's authority that wait for a second officer, oldest first.

        Raises DomainError AUTHORITY_MISSING or INVALID_CURSOR.
        """
        authority = _authority_of(actor)
        return page_of(
            self._cursors,
            f"waiting imports {authority}",
            request,
            lambda limit, after: self._store.waiting(authority, limit, after),
        )

    def view(self, actor: Actor, import_id: str) -> Seen:
        """One import of the actor's authority, and when it is done an address of its report for a few minutes.

        Raises DomainError AUTHORITY_MISSING, NOT_FOUND or OTHER_AUTHORITY.
        """
        found = self._own(actor, import_id)
        if found.state is not ImportState.DONE:
            return Seen(found, None)
        return Seen(found, ReportLink(self._files.report_link(found, LINK_TERM), self._clock() + LINK_TERM))

    def decide(self, actor: Actor, import_id: str, decision: Decision, reason: str) -> RiskImport:
        """Set an import that waits going, or refuse it; one that stalled goes on where it stopped.

        The same decision of the same officer again returns it unchanged, and an approval makes sure that the run was
        started and did not give up. Raises DomainError AUTHORITY_MISSING, NOT_FOUND, OTHER_AUTHORITY, OWN_RECORD,
        ALREADY_DECIDED or BUSY.
        """
        return retry_when_changed(lambda: self._decide_and_start(actor, import_id, decision, reason))

    def _decide_and_start(self, actor: Actor, import_id: str, decision: Decision, reason: str) -> RiskImport:
        decided = self._decide(actor, import_id, decision, reason)
        # After the decision is on file: a run finds it there, and what was not started is started by a retry.
        if decided.state is ImportState.RUNNING and not self._starter.start(decided.run_name, _told(decided)):
            # It gave up and could not say so, as when somebody stopped it by hand.
            self._store.stalled(decided.import_id, decided.attempt)
            raise Changed
        return decided

    def _decide(self, actor: Actor, import_id: str, decision: Decision, reason: str) -> RiskImport:
        approve = decision is Decision.APPROVE
        loaded = self._own(actor, import_id)
        if rules.is_settled(loaded, actor.account, approve=approve):
            return loaded
        rules.check_decidable(loaded, actor.account, approve=approve)
        decided = replace(
            loaded,
            state=ImportState.RUNNING if approve else ImportState.REFUSED,
            attempt=loaded.attempt + approve,
            decided_at=self._clock().replace(microsecond=0),
            decided_by=actor.account,
            decision_reason=reason,
        )
        self._store.decide(loaded, decided)
        resumed = loaded.state is ImportState.STALLED
        told = RiskImportRefused if not approve else RiskImportResumed if resumed else RiskImportApproved
        self._signals(told(loaded.kind.value))
        return decided

    def _own(self, actor: Actor, import_id: str) -> RiskImport:
        authority = _authority_of(actor)
        found = self._store.import_(EntryId(import_id))
        if found is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        if found.authority != authority:
            raise DomainError(ErrorCode.OTHER_AUTHORITY)
        return found


def _told(running: RiskImport) -> Mapping[str, object]:
    """What a run is told: its import, the attempt that it is, and where the parts stand that it works through."""
    if running.digest is None:
        raise ValueError("no file was checked")
    parts = files.chunks(running.import_id, running.digest)
    return {"import": running.import_id, "attempt": running.attempt, "chunks": parts}


def _authority_of(actor: Actor) -> Authority:
    if actor.authority is None:
        raise DomainError(ErrorCode.AUTHORITY_MISSING)
    return actor.authority
