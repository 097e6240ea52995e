"""The walk through what the core table's stream leads to in the audit table."""

from tests.arch.access.people import MAIN
from tests.arch.access.recorded import recorded
from tests.arch.access.scans import scan
from tests.arch.access.walk import Walk
from tests.core_stream import Record, core_stream

CHANGED = "DynamoDB: core table"
"""What stands for a route where the table's stream is what calls."""


def audit(walk: Walk) -> None:
    """Two scans of a person, one told again, and one of nobody's code."""
    first, second, nobodys = (
        _scanned(walk, payload, f"audited-{number}")
        for number, payload in enumerate((walk.payload(MAIN), walk.payload(MAIN), "WIFI:T:WPA;;"))
    )
    _told(walk, "the first of a person", first)
    _told(walk, "", second)
    _told(walk, "told again", second)
    _told(walk, "nothing of a person", nobodys)


def _scanned(walk: Walk, payload: str, key: str) -> Record:
    with core_stream(walk.region) as records:
        scan(walk, payload, key)
    [record] = records
    return record


def _told(walk: Walk, case: str, record: Record) -> None:
    with recorded(walk.region.core) as calls:
        assert walk.region.on_changes({"Records": [record]}, None) == {"batchItemFailures": []}
    walk.keep(CHANGED, case, calls)
