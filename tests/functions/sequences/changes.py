"""Which calls may change whose colour, and by whom: written here a second time, on purpose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.aws.transactions import Item
from tests.functions.sequences.callers import Caller
from tests.functions.sequences.ledger import Items, Law, check, in_effect, records
from tests.region import STAFF_ISSUER, SUPERVISING, Answer

OFFICER, MEDIC = "health_authority", "medic"
AN_ENCOUNTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Step:
    """One call, with all that was stored before and after it."""

    caller: Caller
    key: str
    path: dict[str, str]
    body: Any
    answer: Answer
    at: datetime
    before: Items
    after: Items

    @property
    def worked(self) -> bool:
        return 200 <= self.answer.status < 300

    def is_by(self, role: str) -> bool:
        return self.caller.issuer == STAFF_ISSUER and role in self.caller.roles


def _assigned(step: Step, record: Item) -> bool:
    maker = (record["officer"], record["authority"])
    return step.is_by(OFFICER) and maker == (step.caller.account, step.caller.authority) and "approval" not in record


def _approved(step: Step, record: Item) -> bool:
    named = record["record_id"] == step.path["record"]
    own = record["authority"] == step.caller.authority
    check(Law.TWO_PERSONS, record["officer"] != step.caller.account, record)
    return step.is_by(OFFICER) and named and own and record.get("decided_by") == step.caller.account


def _lifted(step: Step, record: Item) -> bool:
    named = record["record_id"] == step.path["record"]
    return step.is_by(OFFICER) and named and record["authority"] == step.caller.authority


def _appeal_granted(step: Step, record: Item) -> bool:
    appeal = step.after[f"APPEAL#{step.path['appeal']}", "APPEAL"]
    overdue = datetime.fromisoformat(appeal["deadline"]) <= step.at
    entitled = {record["authority"], SUPERVISING} if overdue else {record["authority"]}
    granted = step.body["outcome"] == "LIFTED" and appeal["record_id"] == record["record_id"]
    another = record["officer"] != step.caller.account
    return step.is_by(OFFICER) and granted and another and step.caller.authority in entitled


def _met(step: Step, record: Item) -> bool:
    scan = step.after[f"SCAN#{step.path['scan']}", "SCAN"]
    own = (scan["person_id"], scan["officer"]) == (record["person_id"], step.caller.account)
    own = own and "uploaded_at" not in scan
    return step.is_by(MEDIC) and own and step.at - datetime.fromisoformat(scan["scanned_at"]) <= AN_ENCOUNTER


def _released(step: Step, record: Item) -> bool:
    by_notice = record["category"] in {"CLOSE_CONTACT", "CENTRAL_QUARANTINE"}
    return _met(step, record) and by_notice and record["record_id"] in step.body["lifts"]


def _tested(step: Step, record: Item) -> bool:
    return _met(step, record) and record["category"] == "SUSPECTED" and step.body["result"] == "NEGATIVE"


Entitled = Callable[[Step, Item], bool]
MAY_REDDEN: dict[str, Entitled] = {
    "POST /v1/risk-records": _assigned,
    "POST /v1/risk-records/{record}/approval": _approved,
}
MAY_CLEAR: dict[str, Entitled] = {
    "POST /v1/risk-records/{record}/lift": _lifted,
    "POST /v1/appeals/{appeal}/decision": _appeal_granted,
    "POST /v1/scans/{scan}/release-notices": _released,
    "POST /v1/scans/{scan}/test-results": _tested,
}
"""A new way to change a colour has to be written down here, with whoever may go it."""


def changed_records(step: Step) -> tuple[set[str], set[str]]:
    """The records that have effect since the step, and those that have it no more."""
    earlier, later = (
        {record_id for record_id, record in records(items).items() if in_effect(record, step.at)}
        for items in (step.before, step.after)
    )
    return later - earlier, earlier - later


def check_changes(step: Step) -> None:
    """Each record that gained or lost its effect did so in a call that may do this, by somebody who may."""
    gained, lost = changed_records(step)
    known = records(step.after)
    for changed, table in ((gained, MAY_REDDEN), (lost, MAY_CLEAR)):
        for record_id in changed:
            about = f"{step.key} by {step.caller}"
            check(Law.BY_WHOM, step.worked and step.key in table, about)
            check(Law.BY_WHOM, table[step.key](step, known[record_id]), about)
    if lost:
        marked = {known[each]["lifted_by"] for each in lost if known[each].get("lift_reason")}
        check(Law.BY_WHOM, marked == {step.caller.account}, marked)
    check(Law.BY_WHOM, len(gained) <= 1, gained)
