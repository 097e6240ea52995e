"""Scans in the core table: written once, kept for the region's retention time, never changed.

The scan of a person's code is in that person's access log as well, by the same write.
"""

from dataclasses import dataclass
from datetime import timedelta

from shared.access.model import Purpose
from shared.access.store import listed_access
from shared.aws import keys
from shared.aws.reading import one
from shared.aws.tables import Table
from shared.aws.transactions import Item, Refused, commit, put_new
from shared.codes.model import Outcome
from shared.kernel.clock import from_iso, iso
from shared.kernel.ids import AccountId, CheckpointId, CodeId, PersonId, ScanId
from shared.kernel.roles import Actor
from shared.risk.hold_item import hold_from, hold_item
from shared.risk.model import Colour
from shared.scans.model import Decision, Scan, Source, Verdict


@dataclass(frozen=True, slots=True)
class ScanStore:
    """Append-only scans."""

    core: Table
    retention: timedelta

    def add(self, scan: Scan) -> Scan:
        """Store a scan, with what it answered; returns the stored one when this scan was stored before."""
        expires_at = int((scan.scanned_at + self.retention).timestamp())
        item = keys.scan(scan.scan_id) | _item(scan) | {"expires_at": expires_at}
        try:
            commit(self.core.client, [put_new("scan", self.core.name, item)])
        except Refused as refused:
            return _scan(refused.item)
        return scan


def stored_scan(core: Table, scan_id: ScanId) -> Scan | None:
    """One scan as it was answered, or None; its actor has no roles, since those of that time say nothing of now."""
    item = one(core, keys.scan(scan_id))
    return _scan(item) if item else None


def _item(scan: Scan) -> Item:
    scanned_at, as_of = iso(scan.scanned_at), iso(scan.verdict.as_of)
    return {
        "scan_id": scan.scan_id,
        "officer": scan.actor.account,
        "roles": sorted(role.value for role in scan.actor.roles),
        "checkpoint_id": scan.checkpoint_id,
        "code_id": scan.code_id,
        "person_id": scan.person_id,
        "outcome": scan.verdict.outcome.value,
        "decision": scan.verdict.decision.value,
        "colour": scan.verdict.colour.value if scan.verdict.colour else None,
        "because": [hold_item(hold) for hold in scan.verdict.because],
        "scanned_at": scanned_at,
        "as_of": as_of if as_of != scanned_at else None,
        "uploaded_at": iso(scan.uploaded_at) if scan.uploaded_at else None,
        "source": scan.verdict.source.value,
        "unconfirmed": scan.verdict.unconfirmed or None,
    } | _listed(scan)


def _listed(scan: Scan) -> Item:
    # Also of a code that was replaced: whoever scans a lost code sees something of its person's.
    if scan.person_id is None:
        return {}
    return listed_access(scan.person_id, scan.scanned_at, scan.scan_id, Purpose.CODE_CHECK)


def _scan(item: Item) -> Scan:
    return Scan(
        scan_id=ScanId(item["scan_id"]),
        actor=Actor(AccountId(item["officer"])),
        checkpoint_id=CheckpointId(item["checkpoint_id"]),
        code_id=CodeId(item["code_id"]) if "code_id" in item else None,
        person_id=PersonId(item["person_id"]) if "person_id" in item else None,
        verdict=Verdict(
            outcome=Outcome(item["outcome"]),
            decision=Decision(item["decision"]),
            colour=Colour(item["colour"]) if "colour" in item else None,
            because=tuple(hold_from(each) for each in item["because"]),
            as_of=from_iso(item["as_of"] if "as_of" in item else item["scanned_at"]),
            source=Source(item["source"]),
            unconfirmed=item.get("unconfirmed", False),
        ),
        scanned_at=from_iso(item["scanned_at"]),
        uploaded_at=from_iso(item["uploaded_at"]) if "uploaded_at" in item else None,
    )
