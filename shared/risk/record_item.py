"""A risk record as it stands in the core table."""

from datetime import date
from typing import Any

from shared.kernel.clock import from_iso, iso
from shared.kernel.ids import AccountId, Authority, EntryId, PersonId, RecordId
from shared.risk.model import Approval, Assignment, Category, ImportedRow, RiskRecord

Item = dict[str, Any]


def record_item(record: RiskRecord) -> Item:
    """The attributes of a new record beside its key."""
    stated = record.assignment
    return {
        "record_id": record.record_id,
        "person_id": record.person_id,
        "category": stated.category.value,
        "authority": stated.authority,
        "officer": stated.officer,
        "case_reference": stated.case_reference,
        "reason": stated.reason,
        "starts_at": iso(stated.starts_at),
        "ends_on": stated.ends_on.isoformat() if stated.ends_on else None,
        "review_on": stated.review_on.isoformat() if stated.review_on else None,
        "recorded_at": iso(record.recorded_at),
        "approval": record.approval.value if record.approval else None,
        # Of a record that was made by an import, what follows is known from the start.
        "decided_at": iso(record.decided_at) if record.decided_at else None,
        "decided_by": record.decided_by,
        "decision_reason": record.decision_reason,
        "import_id": record.made_by_row.import_id if record.made_by_row else None,
        "import_line": record.made_by_row.line if record.made_by_row else None,
    }


def record_from(item: Item) -> RiskRecord:
    """The record of an item, with its decision and its lift where there are any."""
    return RiskRecord(
        record_id=RecordId(item["record_id"]),
        person_id=PersonId(item["person_id"]),
        assignment=Assignment(
            category=Category(item["category"]),
            authority=Authority(item["authority"]),
            officer=AccountId(item["officer"]),
            case_reference=item["case_reference"],
            reason=item["reason"],
            starts_at=from_iso(item["starts_at"]),
            ends_on=date.fromisoformat(item["ends_on"]) if "ends_on" in item else None,
            review_on=date.fromisoformat(item["review_on"]) if "review_on" in item else None,
        ),
        recorded_at=from_iso(item["recorded_at"]),
        lifted_at=from_iso(item["lifted_at"]) if "lifted_at" in item else None,
        lifted_by=item.get("lifted_by"),
        lift_reason=item.get("lift_reason"),
        approval=Approval(item["approval"]) if "approval" in item else None,
        decided_at=from_iso(item["decided_at"]) if "decided_at" in item else None,
        decided_by=item.get("decided_by"),
        decision_reason=item.get("decision_reason"),
        made_by_row=_row(item, "import_id", "import_line"),
        lifted_by_row=_row(item, "lift_import_id", "lift_import_line"),
    )


def _row(item: Item, import_id: str, line: str) -> ImportedRow | None:
    return ImportedRow(EntryId(item[import_id]), item[line]) if import_id in item else None
