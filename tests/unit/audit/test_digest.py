"""The digest of an entry: everything counts, and any program can work it out."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.audit.model import Entry, Kind
from shared.audit.rules import FIRST, content, digest_of, sealed
from shared.audit.store import entry_from, entry_item
from shared.aws.transactions import plain_item, wire_item
from shared.kernel.ids import PersonId

AT = datetime(2020, 4, 7, 7, 46, 53, tzinfo=UTC)
ENTRY = sealed(
    Entry(
        person_id=PersonId("p" * 32),
        number=1,
        kind=Kind.HOLDS_CHANGED,
        at=AT,
        recorded_at=AT + timedelta(seconds=2),
        facts={"before": (), "after": ("record-1", "record-2"), "version": 3, "authority": "粤-1"},
        change_id="event-1",
        previous=FIRST,
        digest="",
    )
)


def test_anybody_can_work_out_a_digest_from_the_item() -> None:
    item = {name: value for name, value in entry_item(ENTRY).items() if name not in {"pk", "sk"}}
    told = {name: value for name, value in item.items() if name not in {"in_list", "listed_as", "digest"}}
    told["facts"]["before"] = []
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    assert hashlib.sha256(text).hexdigest() == ENTRY.digest == digest_of(ENTRY)


def test_the_digest_of_an_entry_stays_what_it_is() -> None:
    assert ENTRY.digest == "68c50407b274f51610f47e36c9581afdf9257e73bca18c77cca7e3528707eef5"


@pytest.mark.parametrize(
    "other",
    [
        {"person_id": PersonId("q" * 32)},
        {"number": 2},
        {"kind": Kind.RISK_LIFTED},
        {"at": AT + timedelta(seconds=1)},
        {"recorded_at": AT},
        {"facts": {}},
        {"facts": {**ENTRY.facts, "version": 4}},
        {"facts": {**ENTRY.facts, "version": "3"}},
        {"facts": {**ENTRY.facts, "after": ("record-2", "record-1")}},
        {"change_id": "event-2"},
        {"previous": "1" * 64},
    ],
)
def test_nothing_in_an_entry_can_be_another_under_the_same_digest(other: dict[str, Any]) -> None:
    assert digest_of(replace(ENTRY, **other)) != ENTRY.digest


def test_an_entry_comes_back_from_the_table_as_it_went_in() -> None:
    assert entry_from(plain_item(wire_item(entry_item(ENTRY)))) == ENTRY
    assert content(ENTRY)["facts"]["after"] == ["record-1", "record-2"]


def test_an_entry_is_listed_under_the_regions_day_on_which_it_was_added() -> None:
    late = sealed(replace(ENTRY, recorded_at=datetime(2020, 4, 7, 16, 0, 0, tzinfo=UTC)))
    assert entry_item(late)["in_list"] == f"DAY#2020-04-08#{late.digest[0]}"
    assert entry_item(late)["listed_as"] == late.digest
