"""What the core table's stream and the queue of deliveries do in a deployed region."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from shared.access.model import Purpose
from shared.aws.transactions import Item, wire_item
from shared.family.model import Relation
from shared.kernel.ids import AccountId
from shared.kernel.paging import PageRequest
from shared.notifications.model import Kind, Notification
from tests.acts import ACCOUNT, add_member, assign, register
from tests.appeal_acts import appeal, decide
from tests.look_up_acts import met
from tests.region import Region

GUARDIAN, STRANGER = AccountId("account-2"), AccountId("account-3")

Record = dict[str, Any]
_NUMBERS = count(1)


def changes(region: Region, act: Callable[[], object]) -> list[Record]:
    """What the stream tells of `act`: one record for each item that it left otherwise than it was."""
    before = _by_key(region)
    act()
    return list(_records(region, before, _by_key(region)))


def told(region: Region, act: Callable[[], object]) -> list[Record]:
    """`changes`, handed to the function that makes notifications; returns the records."""
    records = changes(region, act)
    assert region.on_change({"Records": records}, None) == {"batchItemFailures": []}
    return records


def handed_out(region: Region) -> Record:
    """The event with everything that waits in the queue, whatever its delay; the queue is empty then."""
    bodies = [body for body, _ in region.waiting.sent]
    region.waiting.sent.clear()
    return {
        "Records": [{"messageId": f"message-{number}", "body": json.dumps(body)} for number, body in enumerate(bodies)]
    }


def delivered(region: Region) -> list[dict[str, Any]]:
    """Let everything that waits be sent; returns all that is on the bus."""
    assert region.on_delivery(handed_out(region), None) == {"batchItemFailures": []}
    return [json.loads(detail) for detail in region.bus.taken]


def settled_family(region: Region) -> Region:
    """A resident, somebody who may act for them, and a stranger; nobody is told how that came to be."""
    for serial, account in enumerate((ACCOUNT, GUARDIAN, STRANGER), 1):
        register(region, serial, account)
    add_member(region, 1, Relation.SPOUSE, GUARDIAN)
    region.signals.clear()
    return region


def every_kind(region: Region) -> list[Record]:
    """Make news of every kind about a settled family; returns all that the stream told."""
    record = assign(region).record_id
    records = told(region, lambda: assign(region, 2, key="assign-0002"))
    filed = appeal(region, record).standing.appeal.entry_id
    records += told(region, lambda: decide(region, filed))
    records += told(region, lambda: add_member(region, 1, Relation.PARENT, STRANGER))
    scanned = met(region)
    looked_up = (scanned.officer, scanned.scan_id, Purpose.MEDICAL_CARE.value)
    return records + told(region, lambda: region.look_ups.identity(*looked_up))


def notifications(region: Region, account: str) -> tuple[Notification, ...]:
    return region.notifications.page(AccountId(account), PageRequest()).items


def kinds(region: Region, account: str) -> list[Kind]:
    """The kinds of an account's notifications, by name: those of one second are in no order."""
    return sorted(each.kind for each in notifications(region, account))


def _by_key(region: Region) -> dict[tuple[str, str], Item]:
    return {(item["pk"], item["sk"]): item for item in region.items()}


def _records(
    region: Region, before: dict[tuple[str, str], Item], after: dict[tuple[str, str], Item]
) -> Iterator[Record]:
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        number = next(_NUMBERS)
        images = {"OldImage": old, "NewImage": new}
        yield {
            "eventID": f"change-{number}",
            "eventName": "INSERT" if old is None else "REMOVE" if new is None else "MODIFY",
            "dynamodb": {
                "ApproximateCreationDateTime": int(region.clock.now.timestamp()),
                "SequenceNumber": f"{number:021}",
                "Keys": wire_item({"pk": key[0], "sk": key[1]}),
                **{name: wire_item(image) for name, image in images.items() if image is not None},
            },
        }
