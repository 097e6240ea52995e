"""The walk through what staff look up about the person of a scan."""

from tests.arch.access.people import MAIN
from tests.arch.access.scans import scan
from tests.arch.access.walk import Walk
from tests.region import staff_claims

_MEDIC = staff_claims("medic")


def look_ups(walk: Walk) -> None:
    """Everything that a medic may see of the main account's person."""
    scan_id = scan(walk, walk.payload(MAIN), "scan-0005", _MEDIC).json["scan"]
    for what in ("identity", "travel", "contacts", "declarations"):
        query = {"purpose": "MEDICAL_CARE"}
        walk.call(f"GET /v1/scans/{{scan}}/{what}", claims=_MEDIC, path={"scan": scan_id}, query=query)
