"""Every change of a colour in the chain of its person, as the function of the audit writes it there."""

from shared.aws.transactions import Item, plain_item
from tests.audit_acts import audit
from tests.core_stream import change
from tests.functions.sequences.changes import Step, changed_records
from tests.functions.sequences.ledger import Law, backend, check, records
from tests.region import Region


def check_trail(region: Region, step: Step) -> None:
    """Tell the audit what a call changed, and find each record that gained or lost its effect in its person's chain."""
    gained, lost = changed_records(step)
    if not gained | lost:
        return
    before = _entries(region)
    # The table's stream tells every change of every call; to find these, those of this call are enough.
    told = [
        change(region, step.before.get(place, {}), step.after.get(place, {}))
        for place in sorted(step.before.keys() | step.after.keys())
        if step.before.get(place) != step.after.get(place)
    ]
    check(Law.AUDITED, not audit(region, told) and not region.poison, step.key)
    new = [item for place, item in _entries(region).items() if place not in before]
    known = records(step.after)
    for record_id in gained | lost:
        own = [item for item in new if item.get("person_id") == known[record_id]["person_id"]]
        named = any(item["facts"].get("record") == record_id for item in own)
        moved = any(record_id in _moved(item) for item in own if item["kind"] == "HOLDS_CHANGED")
        check(Law.AUDITED, named and moved, f"{step.key}: {[item['kind'] for item in own]}")


def _moved(entry: Item) -> set[str]:
    return set(entry["facts"].get("before", ())) ^ set(entry["facts"].get("after", ()))


def _entries(region: Region) -> dict[tuple[str, str], Item]:
    items = (plain_item(each.to_json()["Attributes"]) for each in backend(region).tables[region.audit.name].all_items())
    return {(item["pk"], item["sk"]): item for item in items}
