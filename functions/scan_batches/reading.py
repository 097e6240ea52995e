"""The body of a batch, read so that one scan that is wrong does not keep the others from being stored."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from functions.scan_batches.wire import LateScanBody, ScanBatchBody
from shared.aws.wire import named_once, parse
from shared.kernel.errors import DomainError, ErrorCode, FieldsRefused
from shared.scan_batches.model import Ended, LateScan, Refusal, Result

# Of a scan whose key is no key, nobody could be told what became of it.
_IN_ONE_SCAN = re.compile(r"scans\.([0-9]+)\.(?!key$).+", re.ASCII | re.DOTALL)
_NO_EARLIER = datetime(1970, 1, 1, tzinfo=UTC)


def read_batch(body: bytes) -> list[LateScan | Ended]:
    """The scans of a batch in their order; for one that is wrong, its refusal.

    Raises DomainError INVALID_JSON, or FieldsRefused where not one scan but the batch is wrong, or a key.
    """
    try:
        return [_late(scan) for scan in parse(ScanBatchBody, body).scans]
    except FieldsRefused as refusal:
        found = [_IN_ONE_SCAN.fullmatch(field) for field in refusal.problems]
        wrong = {int(each[1]) for each in found if each}
        if not all(found):
            raise
    scans = _listed(body)
    return [_refused(scan["key"]) if number in wrong else _read(scan) for number, scan in enumerate(scans)]


def _read(scan: dict[str, Any]) -> LateScan | Ended:
    return _late(parse(LateScanBody, json.dumps(scan).encode()))


def _late(scan: LateScanBody) -> LateScan | Ended:
    if scan.as_of < _NO_EARLIER:
        return _refused(scan.key)
    return LateScan(
        key=scan.key,
        payload=scan.payload,
        checkpoint_id=scan.checkpoint_id,
        scanned_at=scan.scanned_at,
        outcome=scan.outcome,
        decision=scan.decision,
        colour=scan.colour,
        as_of=scan.as_of,
    )


def _listed(body: bytes) -> list[dict[str, Any]]:
    try:
        scans: list[dict[str, Any]] = json.loads(body, object_pairs_hook=named_once)["scans"]
    except ValueError:
        # A number of thousands of digits, which only this reader takes for none.
        raise DomainError(ErrorCode.INVALID_JSON) from None
    return scans


def _refused(key: str) -> Ended:
    return Ended(key, Result.REFUSED, refusal=Refusal.INVALID_REQUEST)
