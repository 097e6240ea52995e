"""What gates upload that decided without a connection; valid unless the test says otherwise."""

from datetime import timedelta
from typing import Any

from shared.codes.model import Outcome
from shared.kernel.clock import iso
from shared.kernel.roles import Actor, StaffRole
from shared.risk.model import Colour
from shared.scan_batches.model import Ended, LateScan
from shared.scans.model import Decision
from tests.acts import STATION, staff
from tests.region import START, Answer, Region, staff_claims

UPLOAD = "POST /v1/scans/batch"
GATE = staff(StaffRole.SCANNER, "gate-7")
SCANNED_AT = START - timedelta(hours=2)
AS_OF = SCANNED_AT - timedelta(minutes=3)
WIFI = "WIFI:T:WPA;S:x;P:y;;"
NO_CODE: dict[str, Any] = {
    "outcome": Outcome.MALFORMED,
    "decision": Decision.CHECK,
    "colour": None,
}
REPLACED: dict[str, Any] = {"outcome": Outcome.REPLACED, "decision": Decision.CHECK, "colour": None}
STALE: dict[str, Any] = {"outcome": Outcome.STALE, "decision": Decision.CHECK, "colour": None}
RED: dict[str, Any] = {"decision": Decision.STOP, "colour": Colour.RED}


def late(text: str, key: str = "scan-0001", **changes: Any) -> LateScan:
    """A green code that was let through two hours ago."""
    valid: dict[str, Any] = {
        "key": key,
        "payload": text,
        "checkpoint_id": STATION,
        "scanned_at": SCANNED_AT,
        "outcome": Outcome.VALID,
        "decision": Decision.PASS,
        "colour": Colour.GREEN,
        "as_of": AS_OF,
    }
    return LateScan(**(valid | changes))


def upload(region: Region, *scans: LateScan, actor: Actor = GATE) -> list[Ended]:
    return region.late_scans.upload(actor, scans)


def late_body(text: str, key: str = "scan-0001", **changes: Any) -> dict[str, Any]:
    """The same as it is sent."""
    valid: dict[str, Any] = {
        "key": key,
        "payload": text,
        "checkpoint_id": STATION,
        "scanned_at": iso(SCANNED_AT),
        "outcome": "VALID",
        "decision": "PASS",
        "colour": "GREEN",
        "as_of": iso(AS_OF),
        "source": "status_list",
    }
    return valid | changes


def send(region: Region, *scans: Any, role: str = "scanner") -> Answer:
    return region.call(UPLOAD, body={"scans": list(scans)}, claims=staff_claims(role))
