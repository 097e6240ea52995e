"""Verifications for other regions in the core table: written once, and in the person's access log by the same write."""

from dataclasses import dataclass
from datetime import timedelta

from shared.access.model import Purpose
from shared.access.store import listed_access
from shared.aws import federation_keys
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, put_new
from shared.codes.model import Outcome
from shared.kernel.clock import from_iso, iso
from shared.kernel.ids import CodeId, PersonId, ScanId
from shared.peer_scans.model import PeerScan
from shared.risk.model import Colour
from shared.scans.model import Decision, Source, Verdict


@dataclass(frozen=True, slots=True)
class PeerScanStore:
    """Append-only verifications for other regions, each an entry of its person's access log."""

    core: Table
    retention: timedelta

    def add(self, scan: PeerScan) -> PeerScan:
        """Keep a verification, with what is answered; returns the kept one when it was made before."""
        at = scan.verdict.as_of
        item = {
            **federation_keys.peer_scan(scan.scan_id),
            **listed_access(scan.person_id, at, scan.scan_id, Purpose.CODE_CHECK),
            "scan_id": scan.scan_id,
            "region": scan.region,
            "code_id": scan.code_id,
            "person_id": scan.person_id,
            "outcome": scan.verdict.outcome.value,
            "decision": scan.verdict.decision.value,
            "colour": scan.verdict.colour.value if scan.verdict.colour else None,
            "scanned_at": iso(at),
            "expires_at": int((at + self.retention).timestamp()),
        }
        try:
            commit(self.core.client, [put_new("peer scan", self.core.name, item)])
        except Refused as refused:
            return _peer_scan(refused.item)
        return scan


def _peer_scan(item: Item) -> PeerScan:
    # Reasons are not told to other regions, so they are not kept.
    verdict = Verdict(
        outcome=Outcome(item["outcome"]),
        decision=Decision(item["decision"]),
        colour=Colour(item["colour"]) if "colour" in item else None,
        because=(),
        as_of=from_iso(item["scanned_at"]),
        source=Source.LIVE,
    )
    return PeerScan(
        ScanId(item["scan_id"]), item["region"], CodeId(item["code_id"]), PersonId(item["person_id"]), verdict
    )
