"""An import's files as a whole: what was uploaded, the checked copy with its parts, the results and the report."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from shared.aws import buckets, large_files
from shared.aws.buckets import Bucket, FileMissing
from shared.aws.large_files import Stream
from shared.import_files.model import Examined, ResultMissing, UploadMissing
from shared.imports import files
from shared.imports.model import Outcome, RiskImport, RowResult
from shared.kernel.ids import EntryId


@dataclass(frozen=True, slots=True)
class WholeFiles:
    """What belongs to an import, by its id and the digest of its file."""

    bucket: Bucket

    def upload(self, key: str) -> Stream:
        """What was posted, to be read once.

        Raises UploadMissing.
        """
        with _missing():
            return large_files.stream(self.bucket, key)

    def keep(self, import_: RiskImport, key: str, etag: str, examined: Examined) -> None:
        """Copy the upload to where it is kept, with the plan of its parts.

        Raises Changed when it was replaced since it was read, and UploadMissing when it was removed.
        """
        target = files.checked_file(import_.import_id, examined.digest)
        with _missing():
            buckets.copy(self.bucket, key, target, etag=etag, media_type="application/octet-stream")
        plan = json.dumps([asdict(chunk) for chunk in examined.chunks]).encode("ascii")
        large_files.put(self.bucket, files.chunks(import_.import_id, examined.digest), plan, "application/json")

    def discard(self, import_id: EntryId, digest: str) -> None:
        """Remove a copy and its plan that no import holds; there need not be any."""
        buckets.delete(self.bucket, files.checked_file(import_id, digest))
        buckets.delete(self.bucket, files.chunks(import_id, digest))

    def remove_upload(self, key: str) -> None:
        buckets.delete(self.bucket, key)

    def number_of_chunks(self, import_: RiskImport) -> int:
        """How many parts the checked file has."""
        if import_.digest is None:
            raise ValueError("no file of this import was checked")
        plan: list[Any] = json.loads(large_files.content(self.bucket, files.chunks(import_.import_id, import_.digest)))
        return len(plan)

    def results(self, import_id: EntryId, number: int) -> list[RowResult]:
        """What became of the rows of one part, in the order of their lines.

        Raises ResultMissing.
        """
        try:
            text = large_files.content(self.bucket, files.result(import_id, number))
        except FileMissing as missing:
            raise ResultMissing from missing.__cause__
        return [_result(json.loads(line)) for line in text.splitlines()]

    def write_report(self, import_id: EntryId, pieces: Iterable[bytes]) -> None:
        large_files.write(self.bucket, files.report(import_id), pieces, "text/csv; charset=utf-8")


def _result(stated: dict[str, Any]) -> RowResult:
    fields = tuple(stated.get("fields", ()))
    return RowResult(stated["line"], Outcome(stated["outcome"]), stated.get("reason", ""), fields)


@contextmanager
def _missing() -> Iterator[None]:
    try:
        yield
    except FileMissing as missing:
        raise UploadMissing from missing.__cause__
