"""A hold as it stands in the core table, on the person's item and on the code's."""

from datetime import date
from typing import Any

from shared.kernel.clock import from_iso, iso
from shared.kernel.ids import Authority, RecordId
from shared.risk.model import Category, Hold

Item = dict[str, Any]


def hold_item(hold: Hold) -> Item:
    """The attributes of a hold."""
    return {
        "record_id": hold.record_id,
        "category": hold.category.value,
        "authority": hold.authority,
        "reason": hold.reason,
        "starts_at": iso(hold.starts_at),
        "ends_at": iso(hold.ends_at) if hold.ends_at else None,
        "review_on": hold.review_on.isoformat() if hold.review_on else None,
    }


def hold_from(item: Item) -> Hold:
    """The inverse of `hold_item`."""
    return Hold(
        record_id=RecordId(item["record_id"]),
        category=Category(item["category"]),
        authority=Authority(item["authority"]),
        reason=item["reason"],
        starts_at=from_iso(item["starts_at"]),
        ends_at=from_iso(item["ends_at"]) if "ends_at" in item else None,
        review_on=date.fromisoformat(item["review_on"]) if "review_on" in item else None,
    )
