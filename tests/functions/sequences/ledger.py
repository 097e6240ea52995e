"""What must hold of everything that is stored, read from the raw items and worked out without the product's code."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends

from shared.aws.transactions import Item, plain_item
from tests.region import Region

ALONE_AN_HOUR = 2
"""The brake of the sequences' region: low, so that a short sequence gets beyond it."""
STATED = ("authority", "officer", "case_reference", "reason", "category", "starts_at", "recorded_at")
CATEGORIES = {
    "CONFIRMED_OR_POSITIVE",
    "SUSPECTED",
    "CLOSE_CONTACT",
    "HIGH_RISK_ARRIVAL",
    "CENTRAL_QUARANTINE",
    "HOME_QUARANTINE",
}

Place = tuple[str, str]
Items = dict[Place, Item]


class Law(StrEnum):
    """What no sequence of calls may break."""

    ACCOUNTABLE = "no red without authority, officer, case reference, reason, category and an end or a review"
    EFFECT = "no red by a record that waits, was refused or was lifted"
    HOLDS = "a person and their code have the holds of the records in effect, and no other"
    COLOUR = "red exactly while a record runs"
    BY_WHOM = "only whoever may do so changes a colour, with a call that does so"
    TWO_PERSONS = "beyond the brake a second officer of the authority decides"
    UNCHANGED = "what was stated of a record never changes"
    AUDITED = "no change of a colour without an entry of the audit that names the record"
    PERSONAL = "nobody reads the name, the document or the phone of another"
    FAULT = "no call ends in a fault of ours"


class Broken(AssertionError):
    """One of the laws does not hold."""

    def __init__(self, law: Law, about: object) -> None:
        super().__init__(f"{law.name}: {law.value}: {about}")
        self.law = law


def check(law: Law, holds: object, about: object = "") -> None:
    """Raise Broken unless the law `holds`."""
    if not holds:
        raise Broken(law, about)


def snapshot(region: Region) -> Items:
    """Everything in the core table, by its key."""
    # Straight from where moto keeps it: after every call of a sequence, scans would take most of the time.
    items = (plain_item(each.to_json()["Attributes"]) for each in backend(region).tables[region.core.name].all_items())
    return {(item["pk"], item["sk"]): item for item in items}


def backend(region: Region) -> DynamoDBBackend:
    """Where moto keeps the region's tables."""
    return dynamodb_backends[DEFAULT_ACCOUNT_ID][region.core.client.meta.region_name]


def region_day(instant: datetime) -> date:
    """The date on a calendar in the region, eight hours ahead of UTC all year."""
    return (instant + timedelta(hours=8)).date()


def people(items: Items) -> Iterator[tuple[str, Item]]:
    """Everybody of whom something is stored, by person id."""
    for (partition, sort), item in items.items():
        if sort == "PERSON":
            yield partition.removeprefix("PERSON#"), item


def records(items: Items) -> dict[str, Item]:
    """Every risk record, by its id."""
    return {sort.removeprefix("RISK#"): item for (_, sort), item in items.items() if sort.startswith("RISK#")}


def ends_at(record: Item) -> datetime | None:
    """The midnight of the region at which a record ends by itself."""
    if "ends_on" not in record:
        return None
    last = date.fromisoformat(record["ends_on"])
    return datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(hours=24 - 8)


def in_effect(record: Item, now: datetime) -> bool:
    """Whether the record is neither over nor lifted, and needs nobody's approval any more."""
    end = ends_at(record)
    return _has_effect(record) and (end is None or now < end)


def runs(record: Item, now: datetime) -> bool:
    """Whether the record makes its person red."""
    return in_effect(record, now) and datetime.fromisoformat(record["starts_at"]) <= now


def reds(items: Items, now: datetime) -> dict[str, set[str]]:
    """The records that make each person red, by person id."""
    red: dict[str, set[str]] = {person_id: set() for person_id, _ in people(items)}
    for record_id, record in records(items).items():
        if runs(record, now):
            red.setdefault(record["person_id"], set()).add(record_id)
    return red


def check_items(items: Items, now: datetime) -> None:
    """The laws that what is stored keeps or breaks by itself."""
    known = records(items)
    for person_id, person in people(items):
        holds = person.get("holds", [])
        for hold in holds:
            _check_hold(hold, items.get((f"PERSON#{person_id}", f"RISK#{hold['record_id']}")))
        held = Counter(hold["record_id"] for hold in holds)
        check(Law.HOLDS, all(number == 1 for number in held.values()), held)
        due = {each for each, record in known.items() if record["person_id"] == person_id and in_effect(record, now)}
        check(Law.HOLDS, due <= set(held), f"{due} of {set(held)}")
        if "code_id" in person:
            code = items[f"CODE#{person['code_id']}", "CODE"]
            check(Law.HOLDS, code["holds"] == holds, f"code {code['holds']}, person {holds}")
    _check_brake(known)


def _check_hold(hold: Item, record: Item | None) -> None:
    check(Law.ACCOUNTABLE, record is not None, hold)
    assert record is not None
    missing = [name for name in STATED if not record.get(name)]
    check(Law.ACCOUNTABLE, not missing, missing)
    check(Law.ACCOUNTABLE, record["category"] in CATEGORIES, record["category"])
    check(Law.ACCOUNTABLE, record.get("ends_on") or record.get("review_on"), record)
    check(Law.EFFECT, _has_effect(record), record)
    same = ("authority", "reason", "category", "starts_at")
    check(Law.HOLDS, all(hold.get(name) == record[name] for name in same), hold)
    end = ends_at(record)
    check(Law.HOLDS, hold.get("ends_at") == (end and f"{end:%Y-%m-%dT%H:%M:%SZ}"), hold)
    if "approval" in record:
        decided = all(record.get(name) for name in ("decided_by", "decided_at", "decision_reason"))
        check(Law.TWO_PERSONS, decided and record["decided_by"] != record["officer"], record)


def _has_effect(record: Item) -> bool:
    return "lifted_at" not in record and record.get("approval") in {None, "APPROVED"}


def _check_brake(known: dict[str, Item]) -> None:
    alone = Counter(
        (record["officer"], record["recorded_at"][:13]) for record in known.values() if "approval" not in record
    )
    check(Law.TWO_PERSONS, all(number <= ALONE_AN_HOUR for number in alone.values()), alone)


def check_unchanged(before: Items, after: Items) -> None:
    """What an officer stated stays as it was; a lift and a decision are for good, and no record goes."""
    for place, record in before.items():
        if not place[1].startswith("RISK#"):
            continue
        now = after.get(place, {})
        kept = {*STATED, "person_id", "ends_on", "review_on"}
        kept |= {name for name in record if name.startswith(("lift", "decid", "decision"))}
        changed = [name for name in sorted(kept) if record.get(name) != now.get(name)]
        check(Law.UNCHANGED, not changed, changed)
