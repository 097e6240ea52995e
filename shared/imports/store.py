"""Imports in the core table, one item each, and their files in the bucket.

Every step is one write under the state that it leaves, so that a step which is taken twice is taken once.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.aws import buckets, keys
from shared.aws.buckets import Bucket
from shared.aws.reading import in_list, oldest, one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, put_new, update
from shared.imports import files
from shared.imports.model import (
    LARGEST_BYTES,
    ImportCounts,
    ImportFormat,
    ImportKind,
    ImportState,
    RiskImport,
)
from shared.kernel.clock import from_iso, iso
from shared.kernel.concurrency import Changed
from shared.kernel.ids import AccountId, Authority, EntryId

_IMPORT = "risk import"
_MEDIA_TYPES = {ImportFormat.CSV: "text/csv", ImportFormat.JSONL: "application/jsonl"}


@dataclass(frozen=True, slots=True)
class ImportStore:
    """The states of imports; the database removes an import when its time is over."""

    core: Table

    def add(self, new: RiskImport, retention: timedelta) -> RiskImport:
        """Store a new import; returns the stored one when there already is one with this id."""
        item = _item(new) | {"expires_at": int((new.created_at + retention).timestamp())}
        try:
            commit(self.core.client, [put_new(_IMPORT, self.core.name, item)])
        except Refused as refused:
            return _import(refused.item)
        return new

    def import_(self, import_id: EntryId) -> RiskImport | None:
        """One import as of now, or None."""
        item = one(self.core, keys.risk_import(import_id))
        return _import(item) if item else None

    def waiting(
        self, authority: Authority, limit: int, after: str | None = None
    ) -> tuple[tuple[RiskImport, ...], str | None]:
        """At most `limit` of an authority's waiting imports newer than `after`, oldest first, and where to go on."""
        items, last = oldest(self.core, keys.waiting_imports(authority), limit, after)
        return tuple(map(_import, items)), last

    def file_checked(self, import_id: EntryId, rows: int, size: int, digest: str) -> bool:
        """Whether the import was still awaiting its file, and now waits for a second officer, in its authority's list.

        `rows` are those below the header of a CSV, `size` is in bytes, `digest` is SHA-256 in hexadecimal digits.
        """
        found = self.import_(import_id)
        if found is None:
            return False
        return self._moved(
            import_id,
            "SET #state = :next, file_rows = :rows, file_size = :size, digest = :digest, "
            "in_list = :in_list, listed_as = :listed_as",
            leaving=(ImportState.AWAITING_FILE,),
            next=ImportState.WAITING.value,
            rows=rows,
            size=size,
            digest=digest,
            **in_list(keys.waiting_imports(found.authority), found.created_at, import_id),
        )

    def rejected(self, import_id: EntryId, reason: str) -> bool:
        """Whether the import was still awaiting its file, and now is rejected for `reason`, which quotes no file."""
        return self._moved(
            import_id,
            "SET #state = :next, rejection = :rejection",
            leaving=(ImportState.AWAITING_FILE,),
            next=ImportState.REJECTED.value,
            rejection=reason,
        )

    def decide(self, loaded: RiskImport, decided: RiskImport) -> None:
        """Store what a second officer decided on `loaded`, which leaves the list of what waits.

        Raises Changed when it no longer stands as it was loaded.
        """
        if decided.decided_at is None:
            raise ValueError("nobody has decided")
        moved = self._moved(
            loaded.import_id,
            "SET #state = :next, attempt = :attempt, decided_at = :decided_at, decided_by = :decided_by, "
            "decision_reason = :reason REMOVE in_list, listed_as",
            leaving=(loaded.state,),
            also="attempt = :loaded",
            loaded=loaded.attempt,
            next=decided.state.value,
            attempt=decided.attempt,
            decided_at=iso(decided.decided_at),
            decided_by=decided.decided_by,
            reason=decided.decision_reason,
        )
        if not moved:
            raise Changed

    def finished(self, import_id: EntryId, counts: ImportCounts, at: datetime) -> bool:
        """Whether the import ran, and now is done; a run that was given up too early and finished all the same counts.

        The counts of the first run to finish stay.
        """
        return self._moved(
            import_id,
            "SET #state = :next, counts = :counts, finished_at = :finished_at",
            leaving=(ImportState.RUNNING, ImportState.STALLED),
            next=ImportState.DONE.value,
            counts=asdict(counts),
            finished_at=iso(at),
        )

    def stalled(self, import_id: EntryId, attempt: int) -> bool:
        """Whether the import ran in this `attempt`, and now is stalled; what is told late of an earlier one is not."""
        return self._moved(
            import_id,
            "SET #state = :next",
            leaving=(ImportState.RUNNING,),
            also="attempt = :attempt",
            next=ImportState.STALLED.value,
            attempt=attempt,
        )

    def _moved(
        self, import_id: EntryId, expression: str, *, leaving: tuple[ImportState, ...], also: str = "", **values: Any
    ) -> bool:
        states = {f"from_{number}": state.value for number, state in enumerate(leaving)}
        conditions = ["(" + " OR ".join(f"#state = :{name}" for name in states) + ")", *([also] if also else [])]
        write = update(
            _IMPORT,
            self.core.name,
            keys.risk_import(import_id),
            expression,
            condition=" AND ".join(conditions),
            **states,
            **values,
        )
        try:
            commit(self.core.client, [write])
        except Refused:
            return False
        return True


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """What officers reach of the bucket: a form for the file, and a link to the report."""

    bucket: Bucket

    def form(self, import_: RiskImport, term: timedelta) -> tuple[str, dict[str, str]]:
        """The address and the fields of a form for the import's file, good for `term`."""
        return buckets.upload_form(
            self.bucket,
            files.upload(import_.import_id),
            media_type=_MEDIA_TYPES[import_.format],
            most_bytes=LARGEST_BYTES,
            term=term,
        )

    def report_link(self, import_: RiskImport, term: timedelta) -> str:
        """An address from which the report can be downloaded for `term`."""
        return buckets.download_link(
            self.bucket,
            files.report(import_.import_id),
            file_name=f"import-{import_.import_id}.csv",
            media_type="text/csv; charset=utf-8",
            term=term,
        )


def _item(import_: RiskImport) -> Item:
    return keys.risk_import(import_.import_id) | {
        "import_id": import_.import_id,
        "kind": import_.kind.value,
        "format": import_.format.value,
        "authority": import_.authority,
        "officer": import_.officer,
        "created_at": iso(import_.created_at),
        "state": import_.state.value,
        "attempt": import_.attempt,
    }


def _import(item: Item) -> RiskImport:
    return RiskImport(
        import_id=EntryId(item["import_id"]),
        kind=ImportKind(item["kind"]),
        format=ImportFormat(item["format"]),
        authority=Authority(item["authority"]),
        officer=AccountId(item["officer"]),
        created_at=from_iso(item["created_at"]),
        state=ImportState(item["state"]),
        rows=item.get("file_rows"),
        size=item.get("file_size"),
        digest=item.get("digest"),
        rejection=item.get("rejection"),
        decided_at=from_iso(item["decided_at"]) if "decided_at" in item else None,
        decided_by=item.get("decided_by"),
        decision_reason=item.get("decision_reason"),
        attempt=item["attempt"],
        counts=ImportCounts(**item["counts"]) if "counts" in item else None,
        finished_at=from_iso(item["finished_at"]) if "finished_at" in item else None,
    )
